/** Brings a part of our own code when it is needed, also over a line that is cut. */
import { backOff, wait } from './back-off.ts'

/** How often a file is asked for again that nothing but comfort depends on. */
const TRIES = 6

interface Bringing {
  /** Hears whether it got through. */
  reached?: (yes: boolean) => void
  tries?: number
  signal?: AbortSignal
}

/**
 * Browsers differ in whether a file of code that failed once is asked for again: where somebody waits for an answer,
 * it is tried so many times and no more.
 */
export async function bring<T>(
  load: () => Promise<T>,
  { reached = () => {}, tries = TRIES, signal }: Bringing = {},
): Promise<T> {
  for (let tried = 0; ; tried += 1) {
    try {
      const part = await load()
      if (tried > 0) reached(true)
      return part
    } catch (error) {
      reached(false)
      if (tried === tries) throw error
      await wait(backOff(Math.min(tried, 6)), signal)
    }
  }
}
