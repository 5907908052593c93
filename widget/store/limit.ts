/** The limit that keeps a visitor from making a video now: from the Worker's refusal, or from the session's facts. */
import type { ShownError, Snapshot } from './snapshot.ts'

/** Refusals that last for a while, whatever the visitor does. */
const LIMITS = /^(budget|quota|paused)/

/** Whether an error is a limit: of the budget, of a quota, or because the site is paused. */
export const isLimit = ({ code }: ShownError): boolean => LIMITS.test(code)

/** Whether the page itself is wrong, so that no visitor can go on: an unknown site, a refused origin, no configuration. */
export const isDead = ({ error, site }: Snapshot): boolean =>
  !site && /^(unknown-site|origin-|not-configured)/.test(error?.code ?? '')

/** The present limit; undefined once it is over, and for a request whose video exists already and costs nothing. */
export function limitOf({ error, site, estimate, preset, generation }: Snapshot): ShownError | undefined {
  const { generations = 1, resets_at = '' } = site?.limits.remaining_today ?? {}
  const limit = error ?? { code: 'quota-exceeded', until: generations || generation ? 0 : Date.parse(resets_at) }
  // A preset's seed is fixed, so its video may exist: only the Worker's answer tells.
  const free = estimate ? estimate.would_replay : preset && !error
  return isLimit(limit) && !free && (limit.until ?? 0) > Date.now() ? limit : undefined
}

/** The longest delay of `setTimeout`, in milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1

/** Calls `then` at a moment in milliseconds since 1970, but after 24 days at the latest: no page lasts that long. */
export const when = (at: number, then: () => void): unknown => setTimeout(then, Math.min(at - Date.now(), TIMER_MAX_MS))
