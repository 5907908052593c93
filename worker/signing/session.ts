/** Session tokens: who somebody is to one site, from one origin, for a short time, and how much they may do. */
import * as v from 'valibot'
import { SESSION_MINUTES } from '../contract/limits.ts'
import { type SessionLimits, SessionLimitsSchema } from '../contract/session.ts'
import { MINUTE_MS } from '../contract/time.ts'
import type { KeyRing } from './key-ring.ts'
import { open, seal } from './seal.ts'

/** What a session may do. */
export const SCOPES = ['references', 'generations'] as const
export type Scope = (typeof SCOPES)[number]

/** Whom a session token is for. */
const AUDIENCE = 'refreel/v1'
/** Milliseconds that the clocks of two machines may differ. Ours. */
export const CLOCK_SKEW_MS = 60_000

/** Who signs: the ring, and the deployment's name, so that what another one signed with the same keys opens nothing here. */
export type Signer = { keys: KeyRing; issuer: string }

const SessionClaimsSchema = v.object({
  issuer: v.string(),
  audience: v.literal(AUDIENCE),
  site: v.string(),
  /** Null for a server's own calls, which send no Origin. */
  origin: v.nullable(v.string()),
  subject: v.string(),
  scopes: v.array(v.picklist(SCOPES)),
  /** Tighter ones than the site's, for this customer. */
  limits: v.optional(SessionLimitsSchema),
  issued_at: v.number(),
  expires_at: v.number(),
})
export type SessionClaims = v.InferOutput<typeof SessionClaimsSchema>

/** What a handler knows of who asks. */
export type Session = Pick<SessionClaims, 'site' | 'origin' | 'subject' | 'scopes' | 'limits'>

/** Whom a session is minted for. */
export type SessionHolder = { site: string; origin: string | null; subject: string; limits?: SessionLimits | undefined }

/** Signs a session that lives for 15 minutes from `now` (ms). */
export async function issueSession(
  { keys, issuer }: Signer,
  { limits, ...holder }: SessionHolder,
  now: number,
): Promise<{ token: string; expiresAt: number }> {
  const expiresAt = now + SESSION_MINUTES * MINUTE_MS
  const claims: SessionClaims = {
    issuer,
    audience: AUDIENCE,
    ...holder,
    scopes: [...SCOPES],
    ...(limits ? { limits } : {}),
    issued_at: now,
    expires_at: expiresAt,
  }
  return { token: await seal(keys, 'session', claims), expiresAt }
}

export type SessionResult = { ok: true; claims: SessionClaims } | { ok: false; reason: 'forged' | 'expired' }

/** Reads a session token. One that isn't valid yet is no token of ours: clocks may differ by a minute, no more. */
export async function readSession({ keys, issuer }: Signer, token: string, now: number): Promise<SessionResult> {
  const parsed = v.safeParse(SessionClaimsSchema, await open(keys, 'session', token))
  if (!parsed.success || parsed.output.issuer !== issuer || parsed.output.issued_at > now + CLOCK_SKEW_MS) {
    return { ok: false, reason: 'forged' }
  }
  if (parsed.output.expires_at <= now) return { ok: false, reason: 'expired' }
  return { ok: true, claims: parsed.output }
}
