/** The answer that a stored object's bytes get: as `media/serve.ts` makes it, and its refusals as problem details. */
import type { Context } from 'hono'
import { type ServeOptions, serveObject } from '../media/serve.ts'
import type { AppEnv } from './context.ts'
import { problem, Refusal } from './problem.ts'

const REFUSALS = { 412: 'precondition-failed', 416: 'range-not-satisfiable' } as const

/** Serves the object; `not-found` where there is none. */
export async function storedObject(c: Context<AppEnv, string>, key: string, options: ServeOptions): Promise<Response> {
  const response = await serveObject(c.env.BUCKET, key, c.req.raw, options)
  if (!response) throw new Refusal('not-found')
  if (response.status !== 412 && response.status !== 416) return response
  return problem(c, REFUSALS[response.status], { headers: Object.fromEntries(response.headers) })
}
