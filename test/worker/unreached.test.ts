/** Rules that hold only where the provider can't reach the Worker, as on a laptop. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()

const uploads = () => held.replicate.calls.filter((line) => line === 'POST /v1/files').length
const imagesOf = (sent: { input: Record<string, unknown> } | undefined) => sent?.input.reference_images

it('names no webhook, and uploads each reference once', async () => {
  held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
  const generation = await held.caller.start()
  expect(await held.caller.end(generation)).toMatchObject({ status: 'succeeded' })
  expect(held.replicate.createsOf(generation)[0]).not.toHaveProperty('webhook')
  expect(uploads()).toBe(1)
})

it('keeps the files of a run that waits a moment, and makes those anew that the provider may have deleted', async () => {
  held.replicate.next = Array.from({ length: 100 }, () => ({ kind: 'refused', status: 402 }))
  const generation = await held.caller.start()
  const sent = () => held.replicate.createsOf(generation)
  await eventually(() => expect(sent().length).toBeGreaterThan(1))
  expect(imagesOf(sent()[1])).toEqual(imagesOf(sent()[0]))
  expect(uploads()).toBe(1)
  await runInDurableObject(env.GENERATIONS.getByName(generation.id), (_, { storage }) => {
    const files = storage.sql.exec<{ files: string }>('SELECT files FROM attempts').one().files
    storage.sql.exec('UPDATE attempts SET files = ?', files.replace(/"at":\d+/g, '"at":0'))
  })
  held.replicate.next = []
  held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
  expect(await held.caller.end(generation)).toMatchObject({ status: 'succeeded' })
  expect(uploads()).toBe(2)
  expect(imagesOf(sent().at(-1))).not.toEqual(imagesOf(sent()[0]))
})
