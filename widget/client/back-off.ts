/** Waiting between tries: longer each time, with jitter so that a thousand pages don't come back at once. */

/** Milliseconds before the first repeated try, and the most that is ever waited. */
const FIRST_MS = 500
const MOST_MS = 20_000

/** How long to wait before try number `attempt` (counted from 0): half fixed, half by chance. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** attempt)
  return whole / 2 + (whole / 2) * random()
}

/** Resolves after `ms`, or as soon as there is a network again; rejects as an abort when the signal says so. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController()
    const end = () => {
      clearTimeout(timer)
      over.abort()
      if (signal?.aborted) reject(new DOMException('Aborted', 'AbortError'))
      else resolve()
    }
    const timer = setTimeout(end, Math.min(ms, 2 ** 31 - 1))
    // Not in Node, which is always online.
    globalThis.addEventListener?.('online', end, over)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, over)
  })
}
