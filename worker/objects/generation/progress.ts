/** How far a run is: by the provider's log where it tells, else by the duration of earlier runs. */
import type { Generation } from '../../contract/generation.ts'
import type { Attempt } from './rows.ts'

/** The highest fraction that elapsed time alone may show: a slow run isn't nearly done. */
const FRACTION_BY_TIME_MAX = 0.95
/** The log's fraction from which its speed predicts the remaining time. Ours: before that the start-up distorts it. */
const LOG_TELLS_TIME_FROM = 0.2

type Known = Pick<Attempt, 'progress' | 'sent_at' | 'started_at' | 'expected_seconds'>

/**
 * Progress at `now` (ms), undefined where neither log nor earlier runs tell it. The fraction is below 1 and never below
 * `before`; an overdue run has no `eta_seconds`.
 */
export function progressOf(attempt: Known, now: number, before: number): Generation['progress'] {
  const { progress: logged, sent_at, started_at, expected_seconds: expected } = attempt
  const since = sent_at ?? started_at
  const elapsed = since === null ? 0 : Math.max(0, now - since) / 1000
  const byTime = expected ? Math.min(elapsed / expected, FRACTION_BY_TIME_MAX) : null
  const fraction = logged ?? byTime
  if (fraction === null) return undefined
  const fromLog = logged !== null && logged >= LOG_TELLS_TIME_FROM
  const left = fromLog ? (elapsed * (1 - logged)) / logged : (expected ?? 0) - elapsed
  return {
    fraction: Math.max(before, Math.floor(fraction * 100) / 100),
    ...(left >= 1 ? { eta_seconds: Math.ceil(left) } : {}),
  }
}
