/** Pauses between retries: each is longer, and partly random, so that a thousand pages don't return at the same moment. */

/** The first pause and the longest one, in milliseconds. Ours. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 20_000

/** The pause before retry number `retry` (from 0), in milliseconds: half of it is fixed, the other half random. */
export function backOff(retry: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retry)
  return whole / 2 + (whole / 2) * random()
}

/** Resolves after `ms`, or as soon as the browser is online again; rejects with an `AbortError` if `signal` is aborted. */
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
    // Node has no such event, and counts as online.
    globalThis.addEventListener?.('online', end, over)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, over)
  })
}
