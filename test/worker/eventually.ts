/** For what happens by alarm: looks until it is so, as long as a busy machine may take. */
import { vi } from 'vitest'

/** Milliseconds; a test's own limit is longer. */
const PATIENCE_MS = 20_000

export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: PATIENCE_MS })
}
