/** Sessions for a page's visitors: the page's Origin has to be one of the site's. */
import type { Context } from 'hono'
import { PageSessionRequestSchema, type Session } from '../../contract/session.ts'
import { HOUR_MS } from '../../contract/time.ts'
import { callerAddress } from '../../http/address.ts'
import { readJson, validate } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { type Limit, limitRefusal, rateLimitHeaders } from '../../http/limit-headers.ts'
import { originMatches } from '../../http/origin-gate.ts'
import { Refusal } from '../../http/problem.ts'
import { findSite } from '../../objects/site/directory.ts'
import type { SessionCount } from '../../objects/site/issued-sessions.ts'
import { issueRenewal, newVisitor, owesChallenge, readRenewal } from '../../signing/renewal.ts'
import { issueSession } from '../../signing/session.ts'
import { claimChallenge, passChallenge } from './challenge.ts'
import { siteView } from './site-view.ts'

/**
 * Answers 201 with a session and a renewal token. Refuses an unknown site or origin, a missing challenge, a used-up
 * quota.
 */
export async function issueForPage(c: Context<AppEnv>): Promise<Response> {
  const config = c.get('config')
  const origin = c.req.header('origin')
  if (origin === undefined) {
    throw new Refusal('origin-not-allowed', {
      detail: 'A page sends its Origin, a server its secret key: this request has neither.',
    })
  }
  const asked = validate(PageSessionRequestSchema, await readJson(c))
  const stub = await findSite(c.env, asked.site)
  const site = await stub?.read()
  if (!stub || !site) throw new Refusal('unknown-site')
  if (!originMatches(origin, site.origins)) throw new Refusal('origin-not-allowed')
  const now = Date.now()
  const kept = asked.renewal ? await readRenewal(config, asked.renewal, { site: site.id, origin, now }) : null
  const visitor = kept ?? newVisitor(site.id, origin)
  const owes = site.challenge !== null && owesChallenge(visitor, now)
  const claimed = owes ? claimChallenge(config, site, asked.challenge) : null
  const count = await stub.countSession(callerAddress(c), visitor.subject)
  if (!count) throw new Refusal('unknown-site')
  if (!count.ok) throw limitRefusal('rate-limited', mintLimit(count))
  // The session is counted before the challenge is verified, so that guesses count too.
  if (claimed) {
    await passChallenge(config, claimed, origin)
    visitor.challengedAt = now
  }
  const { subject } = visitor
  const { token, expiresAt } = await issueSession(config, { site: site.id, origin, subject }, now)
  const answer: Session = {
    token,
    expires_at: new Date(expiresAt).toISOString(),
    renewal: await issueRenewal(config, visitor, now),
    subject,
    site: siteView(site, count.today),
    preview: config.mode === 'preview',
  }
  return c.json(answer, 201, { ...rateLimitHeaders(mintLimit(count)), 'cache-control': 'no-store' })
}

function mintLimit({ cap, remaining, resetsAt }: SessionCount): Limit {
  const name = 'quota.sessions_per_address_per_hour'
  return { name, remaining, resetsAt, policy: { quota: cap, windowSeconds: HOUR_MS / 1000 } }
}
