/** The end of a run's work: its reservation is settled, and its next alarm is for retention, days later. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { eventually } from './eventually.ts'

/** Waits until the run's work is over; watchers hear of the end earlier. */
export function closed({ id }: { id: string }): Promise<void> {
  return eventually(async () => {
    const open = await runInDurableObject(env.GENERATIONS.getByName(id), (_, { storage }) =>
      storage.sql.exec('SELECT 1 FROM attempts WHERE closed = 0').toArray(),
    )
    expect(open).toHaveLength(0)
  })
}
