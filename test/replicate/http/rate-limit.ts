/** Counts calls by the minute, as Replicate's limits do: creates apart from the rest. */
import type { Clock } from '../clock.ts'

const WINDOW_MS = 60_000
/** With little credit: six creates a minute, with a burst of one. */
const LOW_CREDIT_GAP_MS = 10_000

/** Whether one more call is taken, how many are after it, and in how many seconds of the stand-in's clock there are more. */
export type Allowance = { allowed: boolean; remaining: number; resetSeconds: number }

export interface RateLimit {
  /** Counts one call, and says what is left. */
  take(now?: number): Allowance
}

/** So many calls in each window of a minute. */
export class MinuteLimit implements RateLimit {
  readonly #clock: Clock
  readonly #perWindow: number
  #windowEnds = 0
  #used = 0

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock
    this.#perWindow = perMinute
  }

  take(now = Date.now()): Allowance {
    if (now >= this.#windowEnds) {
      this.#windowEnds = now + this.#clock.scaled(WINDOW_MS)
      this.#used = 0
    }
    const allowed = this.#used < this.#perWindow
    if (allowed) this.#used += 1
    return {
      allowed,
      remaining: this.#perWindow - this.#used,
      resetSeconds: this.#clock.secondsUntil(this.#windowEnds, now),
    }
  }
}

/** One call every ten seconds. */
export class LowCreditLimit implements RateLimit {
  readonly #clock: Clock
  #nextAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  take(now = Date.now()): Allowance {
    const allowed = now >= this.#nextAt
    if (allowed) this.#nextAt = now + this.#clock.scaled(LOW_CREDIT_GAP_MS)
    return { allowed, remaining: 0, resetSeconds: this.#clock.secondsUntil(this.#nextAt, now) }
  }
}
