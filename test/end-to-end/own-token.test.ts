/** A rig with a Replicate token, as on a laptop: the provider can't reach the Worker, so references are uploaded to it and the Worker polls. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Replicate, startReplicate } from '../replicate/start.ts'
import { ShopApi } from './shop-api.ts'
import { startTestRig, type TestRig } from './test-rig.ts'

const PROMPT = 'The cat looks up.'

let replicate: Replicate
let stateDirectory: string
let rig: TestRig

beforeAll(async () => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'refreel-provider-'))
  replicate = await startReplicate({ stateDirectory, token: 'r8_my_own', bootSeconds: 0.1, runSeconds: 0.5 })
  rig = await startTestRig({ REPLICATE_API_TOKEN: 'r8_my_own', REPLICATE_BASE_URL: replicate.baseUrl })
})

afterAll(async () => {
  await rig?.end()
  await replicate?.close()
  rmSync(stateDirectory, { recursive: true, force: true })
})

it('makes a video without being reached, and calls nothing a preview', async () => {
  expect(rig.replicateUrl).toBeNull()
  expect(await (await fetch(rig.shopUrl)).text()).toContain('<p class="note" hidden>')

  const api = await ShopApi.open(rig)
  expect((await api.get('/healthz')).body).toMatchObject({ status: 'ok', mode: 'replicate' })
  const photo = new Uint8Array(readFileSync(new URL('../fixtures/cat.jpg', import.meta.url)))
  const reference = await api.upload(photo, 'cat.jpg', 'image/jpeg')
  const input = { prompt: PROMPT, reference_images: [reference.body.id], duration: 2, resolution: '720p' }
  const created = await api.post('/v1/generations', { input })
  expect(created).toMatchObject({ status: 201, body: { preview: false } })

  const self = new URL(created.body.urls.self).pathname
  await expect.poll(async () => (await api.get(self)).body.status, { timeout: 60_000 }).toBe('succeeded')
  const { video, cost } = (await api.get(self)).body
  expect(video).toMatchObject({ media_type: 'video/mp4', width: 1280, height: 720 })
  expect(cost.charged).toBeGreaterThan(0)

  const list = await fetch(`${replicate.baseUrl}/predictions`, { headers: { authorization: 'Bearer r8_my_own' } })
  const { results } = await list.json()
  expect(results).toHaveLength(1)
  expect(results[0].input.reference_images).toEqual([expect.stringContaining('/v1/files/')])
})
