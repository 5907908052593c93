/** How long a run is expected to take, by the runs before it. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'

const SIZE = { resolution: '1080p', duration: 5, clipSeconds: 0 }

it('a run is expected to take the median of the last twenty of its size, and nothing is said before the first', async () => {
  const dispatcher = env.DISPATCHER.getByName('durations')
  expect(await dispatcher.expectedSeconds(SIZE)).toBeNull()
  // Slow runs of long ago, which the next twenty replace.
  for (let run = 0; run < 5; run++) await dispatcher.noteRun(SIZE, 10_000)
  expect(await dispatcher.expectedSeconds(SIZE)).toBe(10_000)
  for (let run = 1; run <= 20; run++) await dispatcher.noteRun(SIZE, run)
  expect(await dispatcher.expectedSeconds(SIZE)).toBe(10.5)
  for (const other of [{ resolution: '720p' }, { duration: 6 }, { clipSeconds: 0.5 }]) {
    expect(await dispatcher.expectedSeconds({ ...SIZE, ...other })).toBeNull()
  }
})

it('clips are counted in whole seconds, and a time that is none changes nothing', async () => {
  const dispatcher = env.DISPATCHER.getByName('whole')
  await dispatcher.noteRun({ ...SIZE, clipSeconds: 3.2 }, 60)
  await dispatcher.noteRun({ ...SIZE, clipSeconds: 3.2 }, Number.NaN)
  expect(await dispatcher.expectedSeconds({ ...SIZE, clipSeconds: 3.9 })).toBe(60)
})

it('no more than a thousand runs are remembered', async () => {
  const dispatcher = env.DISPATCHER.getByName('many')
  const rows = await runInDurableObject(dispatcher, async (instance, state) => {
    for (let run = 0; run < 1100; run++) await instance.noteRun({ ...SIZE, clipSeconds: run % 200 }, run)
    return state.storage.sql.exec('SELECT count(*) AS rows FROM durations').one().rows
  })
  expect(rows).toBe(1000)
})
