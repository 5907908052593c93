/** Middleware that handlers need before them: settings, a session, the operator. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { readConfig } from '../config.ts'
import { isLoopback } from '../contract/origin.ts'
import type { IdKind } from '../signing/ids.ts'
import { isGenuine } from '../signing/ids.ts'
import { readSession, type Scope } from '../signing/session.ts'
import type { AppEnv } from './context.ts'
import { Refusal } from './problem.ts'

/** Sets `config`. Refuses to serve with a missing or weak setting, and with `TIME_SCALE` unless on loopback. */
export const requireConfig = createMiddleware<AppEnv>(async (c, next) => {
  const result = await readConfig(c.env)
  const missing = result.ok ? [] : result.missing
  if (result.ok && result.config.timeScale !== 1 && !isLoopback(c.req.url)) missing.push('TIME_SCALE')
  if (!result.ok || missing.length > 0) {
    throw new Refusal('not-configured', { detail: `Missing or not usable here: ${missing.join(', ')}.` })
  }
  c.set('config', result.config)
  await next()
})

/** Sets `session`. Refuses a request without a valid token of this scope, or from another origin than the token's. */
export const requireSession = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const token = bearer(c)
    if (token === null) {
      throw new Refusal('unauthenticated', { detail: 'Send a session token: Authorization: Bearer ….' })
    }
    const session = await readSession(c.get('config'), token, Date.now())
    if (!session.ok && session.reason === 'expired') throw new Refusal('session-expired')
    if (!session.ok) {
      throw new Refusal('unauthenticated', { detail: 'This is not a session token of this deployment.' })
    }
    const { claims } = session
    if ((c.req.header('origin') ?? null) !== claims.origin) throw new Refusal('origin-not-allowed')
    if (!claims.scopes.includes(scope)) throw new Refusal('insufficient-scope')
    c.set('session', claims)
    await next()
  })

/** True when the request carries the operator's ADMIN_TOKEN. */
export async function isAdmin(c: Context<AppEnv>): Promise<boolean> {
  const token = bearer(c)
  return token !== null && (await equals(token, c.get('config').adminToken))
}

/** Refuses a request without the operator's ADMIN_TOKEN. */
export const requireAdmin = createMiddleware<AppEnv>(async (c, next) => {
  if (!(await isAdmin(c))) {
    throw new Refusal('unauthenticated', { detail: 'Send the admin token: Authorization: Bearer ….' })
  }
  await next()
})

/** Returns `id` when this deployment made it. Refuses an invented id with 404, without waking an object. */
export async function genuineId(c: Context<AppEnv>, kind: IdKind, id: string): Promise<string> {
  if (await isGenuine(c.get('config').idKey, kind, id)) return id
  throw new Refusal('not-found')
}

/** The token of an `Authorization: Bearer` header; null without one. */
export function bearer(c: Context): string | null {
  const match = /^Bearer ([!-~]+)$/i.exec(c.req.header('authorization') ?? '')
  return match?.[1] ?? null
}

/** True for equal texts, compared in constant time whatever their lengths. */
async function equals(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all(
    [a, b].map((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  )
  return x !== undefined && y !== undefined && crypto.subtle.timingSafeEqual(x, y)
}
