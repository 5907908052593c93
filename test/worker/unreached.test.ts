/** Where the provider can't reach us: what only holds there. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { Caller, makeSite } from './caller.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

let replicate: FakeReplicate
let caller: Caller

beforeAll(() => makeSite())
beforeEach(async () => {
  replicate = new FakeReplicate().install()
  caller = await Caller.arrive()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const uploads = () => replicate.calls.filter((line) => line === 'POST /v1/files').length
const imagesOf = (sent: { input: Record<string, unknown> } | undefined) => sent?.input.reference_images

it('names no webhook, and uploads each reference once', async () => {
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  const generation = await caller.start()
  expect(await caller.end(generation)).toMatchObject({ status: 'succeeded' })
  expect(replicate.createsOf(generation)[0]).not.toHaveProperty('webhook')
  expect(uploads()).toBe(1)
})

it('keeps the files of a run that waits a moment, and makes those anew that the provider may have deleted', async () => {
  replicate.next = Array.from({ length: 100 }, () => ({ kind: 'refused', status: 402 }))
  const generation = await caller.start()
  const sent = () => replicate.createsOf(generation)
  await eventually(() => expect(sent().length).toBeGreaterThan(1))
  expect(imagesOf(sent()[1])).toEqual(imagesOf(sent()[0]))
  expect(uploads()).toBe(1)
  await runInDurableObject(env.GENERATIONS.getByName(generation.id), (_, { storage }) => {
    const files = storage.sql.exec<{ files: string }>('SELECT files FROM attempts').one().files
    storage.sql.exec('UPDATE attempts SET files = ?', files.replace(/"at":\d+/g, '"at":0'))
  })
  replicate.next = []
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  expect(await caller.end(generation)).toMatchObject({ status: 'succeeded' })
  expect(uploads()).toBe(2)
  expect(imagesOf(sent().at(-1))).not.toEqual(imagesOf(sent()[0]))
})
