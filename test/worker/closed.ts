/** The end of a run's work: its books are closed, and its next look is for retention, days later. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { eventually } from './eventually.ts'

/** Waits for it: whoever watches is told of the end before. */
export function closed({ id }: { id: string }): Promise<void> {
  return eventually(async () => {
    const open = await runInDurableObject(env.GENERATIONS.getByName(id), (_, { storage }) =>
      storage.sql.exec('SELECT 1 FROM attempts WHERE closed = 0').toArray(),
    )
    expect(open).toHaveLength(0)
  })
}
