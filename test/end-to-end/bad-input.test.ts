/** Bad input to the running service: each is told as a clear problem, and nothing of it reaches the provider. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StandInStats } from './provider-view.ts'
import { sharedRig } from './shared.ts'
import { ShopApi } from './shop-api.ts'

type Asked = Pick<StandInStats, 'creates' | 'predictions'>

const rig = sharedRig()
let before: Asked
let api: ShopApi
let cat: string

beforeAll(async () => {
  before = await asked()
  api = await ShopApi.open(rig)
  const photo = new Uint8Array(readFileSync(new URL('../fixtures/cat.png', import.meta.url)))
  const { body } = await api.upload(photo, 'cat.png', 'image/png')
  expect(body).toMatchObject({ status: 'ready', kind: 'image', width: 451, height: 300 })
  cat = body.id
})

afterAll(async () => {
  // After all these requests the provider has had no call that would cost something.
  expect(await asked()).toEqual(before)
})

/** The calls that the provider would charge for, as it counts them. */
async function asked(): Promise<Asked> {
  const { creates, predictions } = await rig.stats()
  return { creates, predictions }
}

const good = () => ({ prompt: 'The cat looks up.', reference_images: [cat], duration: 2, resolution: '720p' })

/** What each mistake is answered with, as `[status, code, { pointer, code }]`. */
const MISTAKES: Record<string, { input: () => object; pointer: string; code?: string }> = {
  'no reference': { input: () => ({ ...good(), reference_images: [] }), pointer: '/input/reference_images' },
  'six references': {
    input: () => ({ ...good(), reference_images: Array(6).fill(cat) }),
    pointer: '/input/reference_images',
  },
  'an unknown field': { input: () => ({ ...good(), fps: 60 }), pointer: '/input/fps' },
  'a duration of 11 seconds': { input: () => ({ ...good(), duration: 11 }), pointer: '/input/duration' },
  'a seed of −1': { input: () => ({ ...good(), seed: -1 }), pointer: '/input/seed' },
  'a prompt of 6,000 characters': { input: () => ({ ...good(), prompt: 'x'.repeat(6000) }), pointer: '/input/prompt' },
}

it.each(Object.entries(MISTAKES))('refuses %s, and points at it', async (_, { input, pointer }) => {
  const answer = await api.post('/v1/generations', { input: input() })
  expect(answer).toMatchObject({ status: 422, body: { status: 422, code: 'invalid-input', title: expect.any(String) } })
  expect(answer.type).toMatch(/^application\/problem\+json/)
  expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'))
  expect(answer.body.errors).toEqual([
    { pointer, detail: expect.stringMatching(/\w.*\.$/), code: expect.stringMatching(/^[a-z-]+$/) },
  ])
})

it('tells several mistakes at once', async () => {
  const answer = await api.post('/v1/generations', { input: { ...good(), duration: 11, seed: -1, fps: 60 } })
  const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)
  expect(pointers.sort()).toEqual(['/input/duration', '/input/fps', '/input/seed'])
})

it('refuses JSON that was cut in half', async () => {
  const whole = JSON.stringify({ input: good() })
  const answer = await api.post('/v1/generations', whole.slice(0, whole.length / 2))
  expect(answer).toMatchObject({ status: 400, body: { code: 'malformed-json' } })
})

it('refuses a text file that is called .jpg, by what is in it', async () => {
  const text = new TextEncoder().encode('Not a picture at all. '.repeat(100))
  const { status, body } = await api.upload(text, 'holiday.jpg', 'image/jpeg')
  expect([status, body.code ?? body.problem?.code]).toEqual([200, 'unsupported-type'])
  expect(body.status).toBe('rejected')
  const answer = await api.post('/v1/generations', { input: { ...good(), reference_images: [body.id] } })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.type).toMatch(/^application\/problem\+json/)
})

it('refuses an expired session', async () => {
  const authorization = `Bearer ${await api.expiredToken()}`
  const answer = await api.post('/v1/generations', { input: good() }, { authorization })
  expect(answer).toMatchObject({ status: 401, body: { code: 'session-expired' } })
})

it('refuses another origin, at the mint and with a session of the shop', async () => {
  const origin = 'https://stranger.example'
  for (const answer of [
    await api.post('/v1/sessions', { site: 'site_demo' }, { origin }),
    await api.post('/v1/generations', { input: good() }, { origin }),
  ]) {
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin-not-allowed' } })
  }
})
