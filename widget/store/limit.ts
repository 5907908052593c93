/** The limit that keeps a visitor from making a video now: one that the Worker refused for, or one that the session told of. */
import type { ShownError, Snapshot } from './snapshot.ts'

/** Refusals that stand for a while, whatever is pressed. */
const STANDING = /^(budget|quota|paused)/

/** True for a refusal that stands for a while: a budget, a quota, or a paused site. */
export const isLimit = ({ code }: ShownError): boolean => STANDING.test(code)

/** No visitor can do anything about it: the page names no site, or may not. */
export const isDead = ({ error, site }: Snapshot): boolean =>
  !site && /^(unknown-site|origin-|not-configured)/.test(error?.code ?? '')

/** Undefined once it is over; a video that exists already may be had all the same. */
export function limitOf({ error, site, estimate, preset, generation }: Snapshot): ShownError | undefined {
  const { generations = 1, resets_at = '' } = site?.limits.remaining_today ?? {}
  const limit = error ?? { code: 'quota-exceeded', until: generations || generation ? 0 : Date.parse(resets_at) }
  // A preset's seed is fixed: only the Worker knows whether it was made before.
  const free = estimate ? estimate.would_replay : preset && !error
  return isLimit(limit) && !free && (limit.until ?? 0) > Date.now() ? limit : undefined
}

/** A timer's longest time in milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1

/** At that moment (ms); what ends in weeks no page outlives. */
export const when = (at: number, then: () => void): unknown => setTimeout(then, Math.min(at - Date.now(), TIMER_MAX_MS))
