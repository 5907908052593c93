/** Minutes, hours and days in milliseconds, and the pause before a retry. */

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** The pause before retry number `retry` (from 0): `firstMs` doubled each time, never above `lastMs`. */
export function growingPauseMs(firstMs: number, lastMs: number, retry: number): number {
  return Math.min(firstMs * 2 ** retry, lastMs)
}
