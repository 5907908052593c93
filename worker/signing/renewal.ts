/** Renewal tokens: a page's visitor keeps the same subject on one site and origin for a month. */
import * as v from 'valibot'
import { CHALLENGE_HOURS, RENEWAL_DAYS, VISITOR_PREFIX } from '../contract/limits.ts'
import { DAY_MS, HOUR_MS } from '../contract/time.ts'
import { open, seal } from './seal.ts'
import { CLOCK_SKEW_MS, type Signer } from './session.ts'

/** Audience of a renewal token: `POST /v1/sessions` alone. */
const AUDIENCE = 'refreel/v1/sessions'

const RenewalClaimsSchema = v.object({
  issuer: v.string(),
  audience: v.literal(AUDIENCE),
  site: v.string(),
  origin: v.string(),
  subject: v.pipe(v.string(), v.startsWith(VISITOR_PREFIX)),
  /** When the visitor last passed the site's challenge (ms); null for never. */
  challenged_at: v.nullable(v.number()),
  issued_at: v.number(),
  expires_at: v.number(),
})

/** A page's visitor: subject, site, origin, and when they last passed a challenge (ms). */
type Visitor = { site: string; origin: string; subject: string; challengedAt: number | null }

/** A new visitor with a random subject. */
export function newVisitor(site: string, origin: string): Visitor {
  return { site, origin, subject: `${VISITOR_PREFIX}${crypto.randomUUID()}`, challengedAt: null }
}

/**
 * True when the visitor has to pass the site's challenge before the next session: never passed, or `CHALLENGE_HOURS`
 * ago.
 */
export function owesChallenge({ challengedAt }: Visitor, now: number): boolean {
  return challengedAt === null || now - challengedAt >= CHALLENGE_HOURS * HOUR_MS
}

/** Signs a renewal token that is valid for `RENEWAL_DAYS` from `now` (ms). */
export function issueRenewal({ keys, issuer }: Signer, visitor: Visitor, now: number): Promise<string> {
  const { challengedAt, ...who } = visitor
  return seal(keys, 'renewal', {
    issuer,
    audience: AUDIENCE,
    ...who,
    challenged_at: challengedAt,
    issued_at: now,
    expires_at: now + RENEWAL_DAYS * DAY_MS,
  })
}

/** The visitor of a renewal token; null when it is forged, expired, or for another site, origin or deployment. */
export async function readRenewal(
  { keys, issuer }: Signer,
  token: string,
  at: { site: string; origin: string; now: number },
): Promise<Visitor | null> {
  const parsed = v.safeParse(RenewalClaimsSchema, await open(keys, 'renewal', token))
  if (!parsed.success) return null
  const claims = parsed.output
  if (claims.issuer !== issuer || claims.site !== at.site || claims.origin !== at.origin) return null
  if (claims.expires_at <= at.now || claims.issued_at > at.now + CLOCK_SKEW_MS) return null
  return { site: at.site, origin: at.origin, subject: claims.subject, challengedAt: claims.challenged_at }
}
