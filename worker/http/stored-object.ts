/** Answers with a stored object's bytes as `media/serve.ts` makes them; its refusals become problem details. */
import type { Context } from 'hono'
import { type ServeOptions, serveObject } from '../media/serve.ts'
import type { AppEnv } from './context.ts'
import { Refusal } from './problem.ts'

const REFUSALS = { 412: 'precondition-failed', 416: 'range-not-satisfiable' } as const

/** Serves the object at `key`. Refuses one that isn't there, a failed precondition and a range outside of it. */
export async function storedObject(c: Context<AppEnv, string>, key: string, options: ServeOptions): Promise<Response> {
  const response = await serveObject(c.env.BUCKET, key, c.req.raw, options)
  if (!response) throw new Refusal('not-found')
  if (response.status !== 412 && response.status !== 416) return response
  throw new Refusal(REFUSALS[response.status], { headers: Object.fromEntries(response.headers) })
}
