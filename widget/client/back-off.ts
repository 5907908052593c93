/** Waiting between tries: longer each time, with jitter so that a thousand pages don't come back at once. */

/** Milliseconds before the first repeated try, and the most that is ever waited. */
const FIRST_MS = 500
const MOST_MS = 20_000

/** How long to wait before try number `attempt` (counted from 0): half fixed, half by chance. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** attempt)
  return whole / 2 + (whole / 2) * random()
}

/** Resolves after `ms`, or rejects as an abort when the signal says so. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new DOMException('Aborted', 'AbortError'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
