/** Session tokens: a subject of one site, from one origin, with scopes and limits, for a short time. */
import * as v from 'valibot'
import { SESSION_MINUTES } from '../contract/limits.ts'
import { type SessionLimits, SessionLimitsSchema } from '../contract/session.ts'
import { MINUTE_MS } from '../contract/time.ts'
import type { KeyRing } from './key-ring.ts'
import { open, seal } from './seal.ts'

/** Groups of routes that a session may use. */
export const SCOPES = ['references', 'generations'] as const
/** One of `SCOPES`. */
export type Scope = (typeof SCOPES)[number]

/** Audience of a session token: every route behind `requireSession`. */
const AUDIENCE = 'refreel/v1'
/** Milliseconds by which the clocks of two machines may differ. Ours. */
export const CLOCK_SKEW_MS = 60_000

/** The ring that signs, and the deployment's name: a token of another deployment with the same keys is refused. */
export type Signer = { keys: KeyRing; issuer: string }

const SessionClaimsSchema = v.object({
  issuer: v.string(),
  audience: v.literal(AUDIENCE),
  site: v.string(),
  /** The page's origin; null for a server's own calls, which send no Origin. */
  origin: v.nullable(v.string()),
  subject: v.string(),
  scopes: v.array(v.picklist(SCOPES)),
  /** Limits for this customer, tighter than the site's. */
  limits: v.optional(SessionLimitsSchema),
  issued_at: v.number(),
  expires_at: v.number(),
})
/** The payload of a session token. */
type SessionClaims = v.InferOutput<typeof SessionClaimsSchema>

/** The caller, as handlers know it. */
export type Session = Pick<SessionClaims, 'site' | 'origin' | 'subject' | 'scopes' | 'limits'>

/** The holder of a new session; `origin` is null for a site's own server. */
type SessionHolder = { site: string; origin: string | null; subject: string; limits?: SessionLimits | undefined }

/** Signs a session token that is valid for `SESSION_MINUTES` from `now` (ms). */
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

/** `forged` covers every token that isn't of this deployment. */
type SessionResult = { ok: true; claims: SessionClaims } | { ok: false; reason: 'forged' | 'expired' }

/** Reads a session token. A token from the future is forged: clocks differ by `CLOCK_SKEW_MS` at most. */
export async function readSession({ keys, issuer }: Signer, token: string, now: number): Promise<SessionResult> {
  const parsed = v.safeParse(SessionClaimsSchema, await open(keys, 'session', token))
  if (!parsed.success || parsed.output.issuer !== issuer || parsed.output.issued_at > now + CLOCK_SKEW_MS) {
    return { ok: false, reason: 'forged' }
  }
  if (parsed.output.expires_at <= now) return { ok: false, reason: 'expired' }
  return { ok: true, claims: parsed.output }
}
