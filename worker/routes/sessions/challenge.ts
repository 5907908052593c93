/** Holds a visitor to the site's challenge; without a way to check it, nobody gets in. */
import type { Config } from '../../config.ts'
import type { Challenge } from '../../contract/session.ts'
import type { SiteRecord } from '../../contract/site.ts'
import { Refusal } from '../../http/problem.ts'
import { logFault } from '../../log.ts'
import { verifyChallenge } from './turnstile.ts'

/** Seconds after which it is worth asking again, when siteverify gave no answer. Ours. */
const UNCLEAR_RETRY_SECONDS = 10

/** A challenge that the visitor says to have passed. */
export type Claimed = { challenge: Challenge; token: string; secret: string }

/** What a page needs to show the site's challenge; null where it has none to show. */
export function challengeOf({ challenge, turnstile_site_key }: SiteRecord): Challenge | null {
  return challenge && turnstile_site_key ? { provider: challenge, site_key: turnstile_site_key } : null
}

/** What there is to check; throws the refusal of who sent nothing, or that there is nothing to check it with. */
export function claimChallenge({ turnstile }: Config, site: SiteRecord, token: string | undefined): Claimed {
  const challenge = challengeOf(site)
  if (!challenge) throw notConfigured('turnstile_site_key')
  const { secret } = turnstile
  if (secret === null) throw notConfigured('TURNSTILE_SECRET')
  if (token) return { challenge, token, secret }
  const detail = 'Show the challenge, and send what it gives as "challenge".'
  throw new Refusal('challenge-required', { detail, challenge })
}

/** Returns when the challenge was passed on this origin; else throws why not. */
export async function passChallenge({ turnstile }: Config, claimed: Claimed, origin: string): Promise<void> {
  const { challenge, token, secret } = claimed
  switch (await verifyChallenge({ secret, verifyUrl: turnstile.verifyUrl }, token, origin)) {
    case 'passed':
      return
    case 'failed': {
      const detail = 'It was not passed on this page, is over, or was used before: show it again.'
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
