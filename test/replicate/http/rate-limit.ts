/** Counts calls by the minute, as Replicate's limits do: creates apart from the rest. */
import type { Clock } from '../clock.ts'

const WINDOW_MS = 60_000

export type Allowance = { allowed: boolean; remaining: number; resetSeconds: number }

export class RateLimit {
  readonly #clock: Clock
  readonly #perWindow: number
  #windowEnds = 0
  #used = 0

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock
    this.#perWindow = perMinute
  }

  /** Counts one call, and says what is left of this window. */
  take(now = Date.now()): Allowance {
    if (now >= this.#windowEnds) {
      this.#windowEnds = now + this.#clock.scaled(WINDOW_MS)
      this.#used = 0
    }
    const allowed = this.#used < this.#perWindow
    if (allowed) this.#used += 1
    const resetSeconds = Math.ceil((this.#windowEnds - now) / 1000)
    return { allowed, remaining: this.#perWindow - this.#used, resetSeconds }
  }
}
