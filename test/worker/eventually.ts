/** Repeats a check until it passes, as long as a busy machine may take: for effects of alarms. */
import { vi } from 'vitest'

/** Milliseconds; a test's own limit is longer. */
const PATIENCE_MS = 20_000

export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: PATIENCE_MS })
}
