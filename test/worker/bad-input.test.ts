/** Generation requests with mistakes: each is refused with a pointer to the field, before anything is spent. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Caller, json, makeSite, problemOf } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

let replicate: FakeReplicate
let caller: Caller
let image: string
let clip: string

beforeAll(async () => {
  replicate = new FakeReplicate().install()
  await makeSite()
  caller = await Caller.arrive()
  image = (await caller.upload()).id
  clip = (await caller.upload(CUP_MP4)).id
})
afterAll(() => {
  vi.unstubAllGlobals()
  // None of these requests may have reached the provider.
  expect(replicate.calls).toEqual([])
})

const good = () => ({ prompt: 'It moves', reference_images: [image] })

describe('a generation request', () => {
  it.each<[string, () => Record<string, unknown>, { pointer: string; code: string }[]]>([
    ['no reference', () => ({ prompt: 'It moves' }), [{ pointer: '/input/reference_images', code: 'too-few' }]],
    [
      'six references in one list',
      () => ({ ...good(), reference_images: Array(6).fill(image) }),
      [{ pointer: '/input/reference_images', code: 'too-many' }],
    ],
    [
      'six references in two lists',
      () => ({ ...good(), reference_images: Array(3).fill(image), reference_videos: Array(3).fill(clip) }),
      [{ pointer: '/input/reference_images', code: 'too-many' }],
    ],
    ['an unknown field', () => ({ ...good(), audio: true }), [{ pointer: '/input/audio', code: 'unknown-field' }]],
    ['duration 11', () => ({ ...good(), duration: 11 }), [{ pointer: '/input/duration', code: 'out-of-range' }]],
    ['duration 1', () => ({ ...good(), duration: 1 }), [{ pointer: '/input/duration', code: 'out-of-range' }]],
    ['duration 2.5', () => ({ ...good(), duration: 2.5 }), [{ pointer: '/input/duration', code: 'not-an-integer' }]],
    ['duration as a text', () => ({ ...good(), duration: '5' }), [{ pointer: '/input/duration', code: 'wrong-type' }]],
    ['seed −1', () => ({ ...good(), seed: -1 }), [{ pointer: '/input/seed', code: 'out-of-range' }]],
    ['seed 2³¹', () => ({ ...good(), seed: 2147483648 }), [{ pointer: '/input/seed', code: 'out-of-range' }]],
    [
      'a prompt of 6,000 characters',
      () => ({ ...good(), prompt: 'x'.repeat(6000) }),
      [{ pointer: '/input/prompt', code: 'too-long' }],
    ],
    ['a prompt of spaces', () => ({ ...good(), prompt: '  \n ' }), [{ pointer: '/input/prompt', code: 'required' }]],
    ['no prompt', () => ({ reference_images: [image] }), [{ pointer: '/input/prompt', code: 'required' }]],
    [
      'a negative prompt of 501 characters',
      () => ({ ...good(), negative_prompt: 'x'.repeat(501) }),
      [{ pointer: '/input/negative_prompt', code: 'too-long' }],
    ],
    ['4k', () => ({ ...good(), resolution: '4k' }), [{ pointer: '/input/resolution', code: 'not-allowed' }]],
    ['2:1', () => ({ ...good(), aspect_ratio: '2:1' }), [{ pointer: '/input/aspect_ratio', code: 'not-allowed' }]],
    [
      'another shot type',
      () => ({ ...good(), shot_type: 'close' }),
      [{ pointer: '/input/shot_type', code: 'not-allowed' }],
    ],
    [
      'a reference that is not there',
      () => ({ ...good(), reference_images: ['ref_0123456789abcdefghjkmnpqrstvwxyz'] }),
      [{ pointer: '/input/reference_images/0', code: 'unknown-reference' }],
    ],
    [
      'a URL in place of a reference',
      () => ({ ...good(), reference_images: ['http://169.254.169.254/latest/meta-data'] }),
      [{ pointer: '/input/reference_images/0', code: 'unknown-reference' }],
    ],
    [
      'a clip among the pictures',
      () => ({ ...good(), reference_images: [clip] }),
      [{ pointer: '/input/reference_images/0', code: 'wrong-kind' }],
    ],
    [
      'a reference that is no text',
      () => ({ ...good(), reference_images: [42] }),
      [{ pointer: '/input/reference_images/0', code: 'wrong-type' }],
    ],
  ])('with %s is a 422 that points at it', async (_, input, errors) => {
    const problem = await problemOf(await caller.generate(input()))
    expect(problem).toMatchObject({ status: 422, code: 'invalid-input' })
    expect(problem.errors?.map(({ pointer, code }) => ({ pointer, code }))).toEqual(errors)
    for (const error of problem.errors ?? []) expect(error.detail).toMatch(/^\S.{10,}/)
  })

  it.each([
    ['metadata that is a text', { metadata: 'red' }, '/metadata', 'metadata has to be an object.'],
    ['consent that is a text', { consent: 'yes' }, '/consent', 'consent has to be true or false.'],
  ])('with %s hears of it in words', async (_, more, pointer, detail) => {
    const problem = await problemOf(await caller.generate(good(), more))
    expect(problem.errors).toEqual([{ pointer, detail, code: 'wrong-type' }])
  })

  it('without input, or with a list that is none, hears of that alone', async () => {
    const without = await problemOf(await caller.fetch('/v1/generations', json({})))
    expect(without.errors?.map((error) => error.pointer)).toEqual(['/input'])
    const noList = await problemOf(await caller.generate({ prompt: 'x', reference_images: image }))
    expect(noList.errors?.map((error) => error.pointer)).toEqual(['/input/reference_images'])
  })

  it('with many mistakes hears of all of them at once', async () => {
    const input = { duration: 11, seed: -1, audio: 1, resolution: '8k', reference_videos: 'none' }
    const problem = await problemOf(await caller.generate(input, { colour: 'red' }))
    expect(problem.errors?.map((error) => error.pointer).sort()).toEqual([
      '/colour',
      '/input/audio',
      '/input/duration',
      '/input/prompt',
      '/input/reference_videos',
      '/input/resolution',
      '/input/seed',
    ])
  })

  it.each([
    ['JSON cut in half', '{"input":{"prompt":"It mo', 400, 'malformed-json'],
    ['nothing', '', 400, 'malformed-json'],
    ['null', 'null', 422, 'invalid-input'],
    ['a text', '"x"', 422, 'invalid-input'],
    ['input that is null', '{"input":null}', 422, 'invalid-input'],
    ['100 kB', JSON.stringify({ input: { prompt: 'x'.repeat(100_000) } }), 413, 'too-large'],
  ])('of %s is a clear problem', async (_, body, status, code) => {
    const headers = { 'content-type': 'application/json' }
    expect(await problemOf(await caller.fetch('/v1/generations', { method: 'POST', headers, body }))).toMatchObject({
      status,
      code,
    })
  })

  it('counts a prompt in code points, so that 5,000 emoji pass', async () => {
    const estimate = await caller.fetch(
      '/v1/generations/estimate',
      json({ input: { ...good(), prompt: '🐈'.repeat(5000) } }),
    )
    expect(estimate.status).toBe(200)
    await estimate.body?.cancel()
  })

  it('may not use somebody else’s reference, which looks like an unknown one', async () => {
    const stranger = await Caller.arrive()
    const problem = await problemOf(await stranger.generate(good()))
    expect(problem.errors?.[0]).toMatchObject({ code: 'unknown-reference' })
  })

  it('waits for a reference that is not ready', async () => {
    const created = await caller.fetch('/v1/references', {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '1000' },
    })
    const id = created.headers.get('location')?.split('/').at(-1)
    const problem = await problemOf(await caller.generate({ ...good(), reference_images: [id] }))
    expect(problem).toMatchObject({ status: 409, code: 'reference-not-ready' })
  })

  it('may not use a file that was refused', async () => {
    const { id } = await caller.upload(
      new Uint8Array(new TextEncoder().encode('just text, called cat.jpg'.repeat(9))),
      'cat.jpg',
    )
    const problem = await problemOf(await caller.generate({ ...good(), reference_images: [id] }))
    expect(problem.errors?.[0]).toMatchObject({ pointer: '/input/reference_images/0', code: 'reference-rejected' })
  })

  it('stays within what its site allows', async () => {
    await makeSite({ allow: { max_duration: 4, resolutions: ['720p'], reference_videos: false } }, 'site_strict')
    const visitor = await Caller.arrive('site_strict')
    const own = await visitor.upload(CUP_MP4)
    const problem = await problemOf(await visitor.generate({ prompt: 'x', reference_videos: [own.id], duration: 5 }))
    expect(problem.errors?.map((error) => error.pointer)).toEqual([
      '/input/duration',
      '/input/resolution',
      '/input/reference_videos',
    ])
  })

  it('has an Idempotency-Key of 255 characters at most', async () => {
    expect(await problemOf(await caller.generate(good(), {}, 'k'.repeat(256)))).toMatchObject({ status: 422 })
  })
})
