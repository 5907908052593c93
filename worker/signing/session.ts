/** Session and renewal tokens: who a visitor is to one site, from one origin, for a short time. */
import * as v from 'valibot'
import { RENEWAL_DAYS, SESSION_MINUTES } from '../contract/limits.ts'
import type { KeyRing } from './key-ring.ts'
import { open, seal } from './seal.ts'

/** What a session may do. */
export const SCOPES = ['references', 'generations'] as const
export type Scope = (typeof SCOPES)[number]

const SessionClaimsSchema = v.object({
  site: v.string(),
  /** Null for a server's own calls, which send no Origin. */
  origin: v.nullable(v.string()),
  subject: v.string(),
  scopes: v.array(v.picklist(SCOPES)),
  issued_at: v.number(),
  expires_at: v.number(),
})
export type SessionClaims = v.InferOutput<typeof SessionClaimsSchema>

const RenewalClaimsSchema = v.object({
  site: v.string(),
  origin: v.string(),
  subject: v.string(),
  expires_at: v.number(),
})

type Who = { site: string; origin: string | null; subject: string }

/** Signs a session that lives for 15 minutes from `now` (ms). */
export async function mintSession(ring: KeyRing, who: Who, now: number): Promise<{ token: string; expiresAt: number }> {
  const expiresAt = now + SESSION_MINUTES * 60_000
  const claims: SessionClaims = { ...who, scopes: [...SCOPES], issued_at: now, expires_at: expiresAt }
  return { token: await seal(ring, 'session', claims), expiresAt }
}

export type SessionResult = { ok: true; claims: SessionClaims } | { ok: false; reason: 'forged' | 'expired' }

/** Reads a session token; clocks of several machines may differ by a minute. */
export async function readSession(ring: KeyRing, token: string, now: number): Promise<SessionResult> {
  const parsed = v.safeParse(SessionClaimsSchema, await open(ring, 'session', token))
  if (!parsed.success || parsed.output.issued_at > now + 60_000) return { ok: false, reason: 'forged' }
  if (parsed.output.expires_at <= now) return { ok: false, reason: 'expired' }
  return { ok: true, claims: parsed.output }
}

/** Signs a renewal: keeps the subject of a page's visitor for 30 days from `now` (ms), on this site and origin only. */
export function mintRenewal(
  ring: KeyRing,
  who: { site: string; origin: string; subject: string },
  now: number,
): Promise<string> {
  return seal(ring, 'renewal', { ...who, expires_at: now + RENEWAL_DAYS * 86_400_000 })
}

/** The subject that a renewal keeps, or null when it is not for this site and origin, or over. */
export async function readRenewal(
  ring: KeyRing,
  token: string,
  at: { site: string; origin: string; now: number },
): Promise<string | null> {
  const parsed = v.safeParse(RenewalClaimsSchema, await open(ring, 'renewal', token))
  if (!parsed.success) return null
  const { site, origin, expires_at, subject } = parsed.output
  return site === at.site && origin === at.origin && expires_at > at.now ? subject : null
}
