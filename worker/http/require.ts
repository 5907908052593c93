/** Middleware that a handler stands behind: settings, a session, the operator. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { readConfig } from '../config.ts'
import { isLoopback } from '../contract/origin.ts'
import type { IdKind } from '../signing/ids.ts'
import { isGenuine } from '../signing/ids.ts'
import { readSession, type Scope } from '../signing/session.ts'
import type { AppEnv } from './context.ts'
import { Refusal } from './problem.ts'

/** Refuses to serve where a setting is missing or weak, or where time is divided off loopback. */
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

/** Lets in who holds a session for this scope, from the session's own origin. */
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

/** True for the operator's own token. */
export async function isAdmin(c: Context<AppEnv>): Promise<boolean> {
  const token = bearer(c)
  return token !== null && (await equals(token, c.get('config').adminToken))
}

/** Lets in the operator. */
export const requireAdmin = createMiddleware<AppEnv>(async (c, next) => {
  if (!(await isAdmin(c))) {
    throw new Refusal('unauthenticated', { detail: 'Send the admin token: Authorization: Bearer ….' })
  }
  await next()
})

/** The path's id when it is one of ours; an invented one ends here, as an unknown one would. */
export async function genuineId(c: Context<AppEnv>, kind: IdKind, id: string): Promise<string> {
  if (await isGenuine(c.get('config').idKey, kind, id)) return id
  throw new Refusal('not-found')
}

/** The token of an `Authorization: Bearer` header. */
export function bearer(c: Context): string | null {
  const match = /^Bearer ([!-~]+)$/i.exec(c.req.header('authorization') ?? '')
  return match?.[1] ?? null
}

/** Equality in constant time, whatever the lengths. */
async function equals(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all(
    [a, b].map((text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  )
  return x !== undefined && y !== undefined && crypto.subtle.timingSafeEqual(x, y)
}
