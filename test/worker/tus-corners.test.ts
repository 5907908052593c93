/** Corners of tus 1.0.0 and of the storage behind it. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { base64, Caller, makeSite, problemOf } from './caller.ts'
import { CUP_JPG } from './fixtures.ts'

const TUS = { 'tus-resumable': '1.0.0' }
const OFFSET = { 'content-type': 'application/offset+octet-stream' }

let caller: Caller

beforeAll(() => makeSite())
beforeEach(async () => {
  caller = await Caller.arrive()
})

async function create(length: number, headers: Record<string, string> = {}): Promise<string> {
  const answer = await caller.fetch('/v1/references', {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(length), ...headers },
  })
  expect(answer.status).toBe(201)
  return new URL(answer.headers.get('location') ?? '').pathname
}

function patch(path: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return caller.fetch(path, { method: 'PATCH', headers: { ...TUS, ...OFFSET, 'upload-offset': '0', ...headers }, body })
}

describe('a network that lets only GET and POST through', () => {
  it('uploads, asks and deletes by the header that tus has for it', async () => {
    const path = await create(CUP_JPG.byteLength)
    const as = (method: string, init: RequestInit = {}) =>
      caller.fetch(path, {
        ...init,
        method: 'POST',
        headers: { ...TUS, ...(init.headers as Record<string, string>), 'x-http-method-override': method },
      })
    const before = await as('HEAD')
    expect([before.status, before.headers.get('upload-offset')]).toEqual([200, '0'])
    const sent = await as('PATCH', { headers: { ...OFFSET, 'upload-offset': '0' }, body: CUP_JPG })
    expect([sent.status, sent.headers.get('upload-offset')]).toEqual([204, String(CUP_JPG.byteLength)])
    expect((await as('DELETE')).status).toBe(204)
    expect((await caller.fetch(path)).status).toBe(404)
  })

  it('gets nothing else by it', async () => {
    const path = await create(5)
    for (const headers of [{}, { 'x-http-method-override': 'GET' }, { 'x-http-method-override': 'patch' }]) {
      const answer = await caller.fetch(path, { method: 'POST', headers: { ...TUS, ...headers } })
      expect(await problemOf(answer)).toMatchObject({ status: 405, code: 'method-not-allowed' })
    }
  })
})

describe('every answer', () => {
  it('tells the version of tus, refusals too', async () => {
    const path = await create(CUP_JPG.byteLength)
    const answers = [
      await caller.fetch(path),
      await caller.fetch(path, { method: 'HEAD' }),
      await caller.fetch(`${path}x`, { method: 'HEAD', headers: TUS }),
      await patch(path, CUP_JPG, { 'upload-offset': '7' }),
      await patch(path, CUP_JPG, { 'content-type': 'text/plain' }),
      await caller.fetch('/v1/references', { method: 'POST', headers: TUS }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 412, 404, 409, 415, 411])
    for (const answer of answers) expect(answer.headers.get('tus-resumable')).toBe('1.0.0')
  })

  it('refuses what this server has no ear for, instead of passing over it', async () => {
    const path = await create(CUP_JPG.byteLength)
    const answer = await patch(path, CUP_JPG, { 'upload-checksum': 'sha1 AAAA' })
    expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'malformed-upload' })
    const parts = await caller.fetch('/v1/references', {
      method: 'POST',
      headers: { ...TUS, 'upload-length': '5', 'upload-concat': 'partial' },
    })
    expect(await problemOf(parts)).toMatchObject({ status: 400, code: 'malformed-upload' })
  })
})

describe('a creation', () => {
  it('that brings more than it announces is refused before anything is written down', async () => {
    const answer = await caller.fetch('/v1/references', {
      method: 'POST',
      headers: { ...TUS, ...OFFSET, 'upload-length': '10' },
      body: CUP_JPG,
    })
    expect(await problemOf(answer)).toMatchObject({ status: 413, code: 'too-large' })
    expect(await (await caller.fetch('/v1/references')).json()).toEqual({ references: [] })
  })

  it('of a clip is refused where the site takes pictures only', async () => {
    await makeSite({ allow: { reference_videos: false } }, 'site_pictures')
    const visitor = await Caller.arrive('site_pictures')
    const answer = await visitor.fetch('/v1/references', {
      method: 'POST',
      headers: { ...TUS, 'upload-length': '10', 'upload-metadata': `filetype ${base64('video/mp4')}` },
    })
    expect(await problemOf(answer)).toMatchObject({ status: 415, code: 'unsupported-media-type' })
  })
})

describe('a storage that fails for a moment', () => {
  /** A put that rejects: after it cancelled its stream, or leaving it unread. */
  it.each([
    ['and says so to its stream', (body: ReadableStream) => body.cancel('R2 is away')],
    ['without a look at its stream', () => Promise.resolve()],
  ])('%s is no fault of who sends: it is asked to come again, and then all is well', async (_, meet) => {
    const path = await create(CUP_JPG.byteLength)
    const stub = env.UPLOADS.getByName(path.split('/').at(-1) ?? '')
    const swap = (bucket: unknown) =>
      runInDurableObject(stub, (object) => {
        const inside = object as unknown as { env: Env }
        inside.env = { ...inside.env, BUCKET: bucket as R2Bucket }
      })
    await swap({
      put: async (_key: string, body: ReadableStream) => {
        await meet(body)
        throw new Error('R2 is away')
      },
    })
    const refused = await patch(path, CUP_JPG)
    expect(await problemOf(refused)).toMatchObject({ status: 503, code: 'storage-unavailable', retry_after: 2 })
    expect(refused.headers.get('retry-after')).toBe('2')
    await swap(env.BUCKET)
    expect((await patch(path, CUP_JPG)).status).toBe(204)
    expect(await (await caller.fetch(path)).json()).toMatchObject({ status: 'ready' })
  })
})
