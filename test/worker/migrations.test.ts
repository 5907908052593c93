/** Objects that an earlier version of the Worker wrote: their rows are read by this one, with nothing lost. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { GENERATION_MIGRATIONS } from '../../worker/objects/generation/schema.ts'
import { migrate } from '../../worker/objects/migrate.ts'

const OPTIONS = { base: 'https://refreel.example', preview: false }

const OLD = { site: 'site_old', subject: 'sub_old' }

const PLAN = {
  site: 'site_old',
  model: 'wan-video/wan-2.7-r2v',
  input: { prompt: 'From before', resolution: '720p', aspect_ratio: '16:9', duration: 2, seed: 1 },
  images: [],
  videos: [],
}
const FACTS = {
  attempt: 1,
  status: 'succeeded',
  cost: { currency: 'USD', estimated: 0.2, charged: 0.2 },
  video: { id: 'vid_old', bytes: 5 },
  created_at: '2026-01-01T00:00:00.000Z',
}

it('shows a generation that was written with the first tables', async () => {
  const stub = env.GENERATIONS.getByName('gen_from_the_first_tables')
  await runInDurableObject(stub, (_, { storage }) => {
    migrate(storage, GENERATION_MIGRATIONS.slice(0, 1))
    const { sql } = storage
    sql.exec('INSERT INTO request VALUES (?, ?, 200000, 1)', 'gen_old', JSON.stringify(PLAN))
    sql.exec(
      `INSERT INTO attempts (number, state, subject, created_at, capability, video_id, video, charged, closed, expires_at)
       VALUES (1, 'succeeded', 'sub_old', 1, 'abc', 'vid_old', '{"bytes":5}', 200000, 1, ?)`,
      Date.now() + 1e9,
    )
    sql.exec(`INSERT INTO claims VALUES ('sub_old', '["ref_old"]', '[]', '{"title":"Old"}', 1, 1, 1, NULL)`)
    sql.exec('INSERT INTO events (attempt, at, facts) VALUES (1, 1, ?)', JSON.stringify(FACTS))
  })
  expect(await stub.view(OLD, OPTIONS)).toMatchObject({
    id: 'gen_old',
    status: 'succeeded',
    input: { prompt: 'From before', reference_images: ['ref_old'] },
    metadata: { title: 'Old' },
    video: { id: 'vid_old', bytes: 5 },
  })
  const rows = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec('SELECT site FROM request').toArray(),
  )
  expect(rows).toEqual([{ site: 'site_old' }])
  await stub.drop(OLD)
  expect(await stub.view(OLD, OPTIONS)).toBeNull()
})
