/** The signing keys are changed while a session and a run are alive: neither notices. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DEMO_SITE } from '../rig/demo-site.ts'
import { ShopApi } from './shop-api.ts'
import { startTestRig, type TestRig } from './test-rig.ts'

const [FIRST, SECOND] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64url')}`) as [string, string]
const PROMPT = 'The cup turns while the keys do'

let rig: TestRig

beforeAll(async () => {
  rig = await startTestRig({ SIGNING_KEYS: FIRST, REPLICATE_SECONDS: '3' })
})
afterAll(async () => {
  await rig?.end()
})

/** Restarts the rig with these keys; the page keeps the tokens it has. */
async function rotate(keys: string): Promise<void> {
  await rig.stop()
  rig = await rig.again({ SIGNING_KEYS: keys })
}

it('goes on with sessions, renewals, signed addresses and runs of the old key, and forgets it when it is taken out', async () => {
  const before = await ShopApi.open(rig)
  const cup = new Uint8Array(readFileSync(new URL('../fixtures/cup.jpg', import.meta.url)))
  const { body: reference } = await before.upload(cup, 'cup.jpg', 'image/jpeg')
  const input = { prompt: PROMPT, reference_images: [reference.id], duration: 2, resolution: '720p', seed: 1 }
  const created = await before.post('/v1/generations', { input })
  expect(created.status).toBe(201)
  const path = `/v1/generations/${created.body.id}`
  await expect.poll(async () => (await before.get(path)).body.status).toMatch(/starting|processing/)
  const [sent] = await rig.inputsOf(PROMPT)
  const [signed] = (sent?.reference_images ?? []) as [string]

  await rotate(`${SECOND},${FIRST}`)
  expect((await fetch(signed)).status).toBe(200)
  expect((await before.get(path)).status).toBe(200)
  const { body: renewed } = await before.with('').post('/v1/sessions', { site: DEMO_SITE, renewal: before.renewal })
  expect(renewed.token).toMatch(/^k2\./)
  await expect.poll(async () => (await before.get(path)).body.status, { timeout: 60_000 }).toBe('succeeded')
  expect(await rig.statusesOf(PROMPT)).toEqual(['succeeded'])

  await rotate(SECOND)
  expect((await before.get(path)).body).toMatchObject({ status: 401, code: 'unauthenticated' })
  expect((await fetch(signed)).status).toBe(404)
  const after = before.with(renewed.token)
  const { status, body } = await after.get(path)
  expect(status).toBe(200)
  expect(body).toMatchObject({ status: 'succeeded', attempt: 1 })
  expect((await fetch(body.video.url, { method: 'HEAD' })).status).toBe(200)
  // Names never change with the ring: the same request is still the same run.
  const again = await after.post('/v1/generations', { input })
  expect(again.headers.get('x-refreel-replayed')).toBe('true')
})
