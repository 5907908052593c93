/** Lazy loading of our own code: a module is imported once, when something first needs it, and retried on a bad connection. */
import { backOff, wait } from './back-off.ts'

/** A value that is loaded on the first `get()` and remembered. */
export interface Lazy<T> {
  /** The value, once it is loaded. */
  readonly now?: T
  /** Loads the value once; rejects as `load` does, and then the next call loads again. */
  get(): Promise<T>
}

/** Wraps `load` so that it runs once, however often and from wherever the value is asked for. */
export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let loading: Promise<T> | undefined
  const part: { now?: T; get(): Promise<T> } = {
    get() {
      if (!loading) {
        loading = load()
        // The first reaction to this promise: whoever else waits for it finds `now` set.
        loading.then(
          (value) => {
            part.now = value
          },
          () => {
            loading = undefined
          },
        )
      }
      return loading
    },
  }
  return part
}

/** Retries after the first failure, where the caller doesn't say: 16 to 32 seconds of waiting in all. */
const RETRIES = 6

/** The wait between two tries stops growing with this one. */
const LONGEST_WAIT_AT = 6

export interface RetryOptions {
  /** Called with false after each failure, and with true once a retry succeeds. */
  reached?: (yes: boolean) => void
  retries?: number
  /** Ends the wait between two tries; the promise then rejects with an AbortError. */
  signal?: AbortSignal
}

/**
 * Imports a module, and retries a limited number of times: a visitor may be waiting for the answer. Some browsers
 * remember that an import failed and reject every later one at once, so that endless retries would never succeed.
 */
export async function loadWithRetry<T>(
  load: () => Promise<T>,
  { reached = () => {}, retries = RETRIES, signal }: RetryOptions = {},
): Promise<T> {
  for (let tried = 0; ; tried += 1) {
    try {
      const part = await load()
      if (tried > 0) reached(true)
      return part
    } catch (error) {
      reached(false)
      if (tried === retries) throw error
      await wait(backOff(Math.min(tried, LONGEST_WAIT_AT)), signal)
    }
  }
}
