/** The challenge before a session: a site that asks for one refuses every visitor who didn't pass it. */
import type { Config } from '../../config.ts'
import type { Challenge } from '../../contract/session.ts'
import type { SiteRecord } from '../../contract/site.ts'
import { Refusal } from '../../http/problem.ts'
import { logFault } from '../../log.ts'
import { verifyChallenge } from './turnstile.ts'

/** Seconds until a page may ask again after siteverify gave no answer. Ours. */
const UNCLEAR_RETRY_SECONDS = 10

/** A challenge that the visitor claims to have passed, with what is needed to verify it. */
type Claimed = { challenge: Challenge; token: string; secret: string }

/** The site's challenge as a page shows it; null for a site without one. */
export function challengeOf({ challenge, turnstile_site_key }: SiteRecord): Challenge | null {
  return challenge && turnstile_site_key ? { provider: challenge, site_key: turnstile_site_key } : null
}

/** The claim to verify. Refuses a visitor who sent no token, and every visitor while a setting is missing. */
export function claimChallenge({ turnstile }: Config, site: SiteRecord, token: string | undefined): Claimed {
  const challenge = challengeOf(site)
  if (!challenge) throw notConfigured('turnstile_site_key')
  const { secret } = turnstile
  if (secret === null) throw notConfigured('TURNSTILE_SECRET')
  if (token) return { challenge, token, secret }
  const detail = 'Show the challenge, and send its token as "challenge".'
  throw new Refusal('challenge-required', { detail, challenge })
}

/** Verifies the claim for this origin. Refuses a failed challenge, and an answer of siteverify that can't be used. */
export async function passChallenge({ turnstile }: Config, claimed: Claimed, origin: string): Promise<void> {
  const { challenge, token, secret } = claimed
  switch (await verifyChallenge({ secret, verifyUrl: turnstile.verifyUrl }, token, origin)) {
    case 'passed':
      return
    case 'failed': {
      const detail = 'The challenge was not passed on this page, has expired, or was used before: show it again.'
      throw new Refusal('challenge-failed', { detail, challenge })
    }
    case 'refused':
      logFault('turnstile', 'siteverify does not take our secret')
      throw notConfigured('TURNSTILE_SECRET')
    case 'unclear':
      logFault('turnstile', 'siteverify gave no answer')
      throw new Refusal('challenge-unavailable', { retryAfter: UNCLEAR_RETRY_SECONDS, challenge })
  }
}

function notConfigured(name: string): Refusal {
  return new Refusal('not-configured', { detail: `Missing or not usable here: ${name}.` })
}
