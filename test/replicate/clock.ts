/** Every delay of the stand-in goes through here, so that one number makes an hour pass in seconds. */

export type Cancel = () => void

export class Clock {
  readonly scale: number

  /** Delays are divided by the scale; points in time are the wall clock's. */
  constructor(scale: number) {
    if (!(scale > 0)) throw new Error(`the time scale must be more than 0, not ${scale}`)
    this.scale = scale
  }

  /** What is left of a delay on this clock. */
  scaled(milliseconds: number): number {
    return milliseconds / this.scale
  }

  /** Whole seconds on this clock until a point in time, rounded up: what a caller is told to wait. */
  secondsUntil(time: number, now = Date.now()): number {
    return Math.max(0, Math.ceil(((time - now) * this.scale) / 1000))
  }

  /** Calls back after a delay, unless it is cancelled. */
  after(milliseconds: number, callback: () => void): Cancel {
    // A timer of no end would go off at once.
    if (milliseconds === Number.POSITIVE_INFINITY) return () => {}
    const timer = setTimeout(callback, this.scaled(milliseconds))
    return () => clearTimeout(timer)
  }

  /** Calls back at a point in time, at once when it is over. */
  at(time: number, callback: () => void): Cancel {
    const timer = setTimeout(callback, Math.max(0, time - Date.now()))
    return () => clearTimeout(timer)
  }

  /** Waits for a delay; throws the signal's reason when that comes first. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const stop = () => {
        cancel()
        reject(signal?.reason)
      }
      const cancel = this.after(milliseconds, () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      })
      signal?.addEventListener('abort', stop, { once: true })
    })
  }
}
