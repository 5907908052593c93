/** References: uploads in one request and by tus, their records, and their signed previews. */
import { listDurableObjectIds } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Reference, ReferenceList } from '../../worker/contract/reference.ts'
import { Caller, call, makeSite, problemOf } from './caller.ts'
import { CAT_BMP, CAT_JPG, CAT_MOV, CAT_PNG, CAT_WEBP, CUP_JPG, CUP_MP4 } from './fixtures.ts'

let caller: Caller

beforeAll(async () => {
  await makeSite()
  caller = await Caller.arrive()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const create = (headers: Record<string, string>, body?: BodyInit) =>
  caller.fetch('/v1/references', {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', ...headers },
    ...(body ? { body } : {}),
  })

async function storedKeys(): Promise<string[]> {
  return (await env.BUCKET.list({ prefix: 'references/' })).objects.map((object) => object.key)
}

describe('an upload in one request', () => {
  it.each([
    ['PNG', CAT_PNG, { kind: 'image', media_type: 'image/png', width: 451, height: 300 }],
    ['JPEG', CAT_JPG, { kind: 'image', media_type: 'image/jpeg', width: 451, height: 300 }],
    ['WebP', CAT_WEBP, { kind: 'image', media_type: 'image/webp', width: 451, height: 300 }],
    ['BMP', CAT_BMP, { kind: 'image', media_type: 'image/bmp', width: 451, height: 300 }],
    [
      'mp4 with its moov first',
      CUP_MP4,
      { kind: 'video', media_type: 'video/mp4', width: 1280, height: 720, duration: 3 },
    ],
    [
      'QuickTime with its moov last',
      CAT_MOV,
      { kind: 'video', media_type: 'video/quicktime', width: 960, height: 540, duration: 2 },
    ],
  ])('makes a reference of a %s', async (_, bytes, facts) => {
    const record = await caller.upload(bytes, 'Katze 🐈.bin')
    const digest = await crypto.subtle.digest('SHA-256', bytes)
    const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    expect(record).toMatchObject({ status: 'ready', bytes: bytes.byteLength, sha256, ...facts })
  })

  it('keeps equal files once, until the last of them is deleted', async () => {
    const other = await Caller.arrive()
    const before = await storedKeys()
    const [mine, theirs] = [await caller.upload(CUP_JPG), await other.upload(CUP_JPG)]
    expect(await storedKeys()).toHaveLength(before.length + 1)
    expect((await caller.fetch(`/v1/references/${mine.id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await storedKeys()).toHaveLength(before.length + 1)
    expect((await other.fetch(`/v1/references/${theirs.id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await storedKeys()).toHaveLength(before.length)
    const gone = await caller.fetch(`/v1/references/${mine.id}`)
    expect(await problemOf(gone)).toMatchObject({ code: 'not-found' })
  })

  it('lists the subject’s own, newest first', async () => {
    const visitor = await Caller.arrive()
    const ids = [(await visitor.upload(CAT_PNG)).id, (await visitor.upload(CAT_JPG)).id]
    const list = await (await visitor.fetch('/v1/references')).json<ReferenceList>()
    expect(list.references.map((reference) => reference.id)).toEqual(ids.reverse())
  })

  it('is nobody else’s', async () => {
    const { id } = await caller.upload()
    const stranger = await Caller.arrive()
    for (const init of [{}, { method: 'DELETE' }, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } }]) {
      const response = await stranger.fetch(`/v1/references/${id}`, init)
      expect(response.status).toBe(404)
      await response.body?.cancel()
    }
    expect((await caller.fetch(`/v1/references/${id}`)).status).toBe(200)
  })
})

describe('a file that can’t serve', () => {
  const text = new TextEncoder().encode('This is not a picture at all, whatever its name says.'.repeat(20))
  it.each([
    ['a text file called .jpg', text, 'unsupported-type'],
    ['a PNG cut after its first bytes', CAT_PNG.slice(0, 20), 'corrupt'],
    ['a clip without its moov', CUP_MP4.slice(0, 1000), 'corrupt'],
    [
      'an SVG',
      new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>'),
      'unsupported-type',
    ],
    ['a GIF', new TextEncoder().encode('GIF89a'.padEnd(400, '\0')), 'unsupported-type'],
  ])('is refused with the reason and not kept: %s', async (_, bytes, code) => {
    const before = await storedKeys()
    const record = await caller.upload(new Uint8Array(bytes), 'cat.jpg')
    expect(record).toMatchObject({ status: 'rejected', problem: { code } })
    expect(record.problem?.detail.length).toBeGreaterThan(20)
    expect(await storedKeys()).toEqual(before)
  })

  it('is refused when it is not the file that was announced', async () => {
    const record = await caller.upload(CAT_PNG, 'cat.png', { 'upload-metadata': `sha256 ${btoa('0'.repeat(64))}` })
    expect(record).toMatchObject({ status: 'rejected', problem: { code: 'digest-mismatch' } })
  })
})

describe('tus', () => {
  it('creates first and takes the bytes later', async () => {
    const created = await create({ 'upload-length': String(CAT_PNG.byteLength) })
    expect(created.status).toBe(201)
    expect(created.headers.get('upload-offset')).toBe('0')
    const location = created.headers.get('location') ?? ''
    expect(await (await caller.fetch(location)).json<Reference>()).toMatchObject({ status: 'uploading' })
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    }
    const sent = await caller.fetch(location, { method: 'PATCH', headers, body: CAT_PNG })
    expect(sent.status).toBe(204)
    expect(sent.headers.get('upload-offset')).toBe(String(CAT_PNG.byteLength))
    const asked = await caller.fetch(location, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })
    expect(asked.headers.get('upload-offset')).toBe(String(CAT_PNG.byteLength))
    expect(asked.headers.get('cache-control')).toBe('no-store')
  })

  it('takes no more than was announced', async () => {
    const location = (await create({ 'upload-length': '100' })).headers.get('location') ?? ''
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    }
    const response = await caller.fetch(location, { method: 'PATCH', headers, body: CAT_PNG })
    expect(await problemOf(response)).toMatchObject({ status: 413, code: 'too-large' })
  })

  it.each([
    ['without a length', {}, 411, 'length-required'],
    ['with a length of 0', { 'upload-length': '0' }, 400, 'malformed-upload'],
    ['with a length that is no number', { 'upload-length': '-5' }, 400, 'malformed-upload'],
    ['over 100 MB', { 'upload-length': '100000001' }, 413, 'too-large'],
    [
      'over 20 MB as a picture',
      { 'upload-length': '20000001', 'upload-metadata': `filetype ${btoa('image/png')}` },
      413,
      'too-large',
    ],
    ['in another version of tus', { 'upload-length': '5', 'tus-resumable': '0.2.0' }, 412, 'precondition-failed'],
    [
      'with metadata that is no base 64',
      { 'upload-length': '5', 'upload-metadata': 'filename ***' },
      400,
      'malformed-upload',
    ],
  ])('refuses a creation %s', async (_, headers, status, code) => {
    expect(await problemOf(await create(headers))).toMatchObject({ status, code })
  })

  it('refuses bytes at another offset', async () => {
    const location = (await create({ 'upload-length': '1000' })).headers.get('location') ?? ''
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-offset': '5',
      'content-type': 'application/offset+octet-stream',
    }
    const response = await caller.fetch(location, { method: 'PATCH', headers, body: 'hello' })
    expect(await problemOf(response)).toMatchObject({ status: 409, code: 'offset-mismatch' })
  })

  it('ends an invented id before it wakes an object', async () => {
    const before = (await listDurableObjectIds(env.UPLOADS)).length
    for (const id of [
      'ref_0123456789abcdefghjkmnpqrstvwxyz',
      'ref_',
      'gen_0123456789abcdefghjkmnpqrstvwxyz',
      'ref_%2e%2e',
    ]) {
      expect(await problemOf(await caller.fetch(`/v1/references/${id}`))).toMatchObject({ code: 'not-found' })
    }
    expect((await listDurableObjectIds(env.UPLOADS)).length).toBe(before)
  })
})

describe('a preview', () => {
  const previewOf = async (id: string) =>
    (await (await caller.fetch(`/v1/references/${id}`)).json<Reference>()).preview_url ?? ''

  it('shows the owner the file by a URL that needs no token, and can run nothing', async () => {
    const { id } = await caller.upload(CAT_PNG)
    const url = await previewOf(id)
    expect(url).toMatch(/^http:\/\/[^/]+\/v1\/media\/[^/]+\/preview$/)
    const response = await call(url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('cache-control')).toBe('private, max-age=3600')
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    expect((await response.arrayBuffer()).byteLength).toBe(CAT_PNG.byteLength)
    const list = await (await caller.fetch('/v1/references')).json<ReferenceList>()
    expect(list.references.find((each) => each.id === id)?.preview_url).toBe(url)
  })

  it('is forged by nobody, opens nothing else, and is gone with the reference', async () => {
    const { id } = await caller.upload(CAT_JPG)
    const url = await previewOf(id)
    const status = async (address: string) => {
      const response = await call(address)
      await response.body?.cancel()
      return response.status
    }
    expect(await status(url.replace('/v1/media/k', '/v1/media/x'))).toBe(404)
    // `A` and `E` can both end a MAC.
    const forged = url.replace(/.(?=\/preview$)/, (last) => (last === 'A' ? 'E' : 'A'))
    expect(await status(forged)).toBe(404)
    expect(await status(url.replace(/preview$/, 'reference.jpg'))).toBe(404)
    expect(await status(url)).toBe(200)
    await caller.fetch(`/v1/references/${id}`, { method: 'DELETE' })
    expect(await status(url)).toBe(404)
  })

  it('is over after two hours', async () => {
    const { id } = await caller.upload(CAT_WEBP)
    const url = await previewOf(id)
    const late = Date.now() + 2 * 3_600_000
    vi.spyOn(Date, 'now').mockReturnValue(late)
    const response = await call(url)
    vi.restoreAllMocks()
    expect(response.status).toBe(404)
    expect((await call(url)).status).toBe(200)
  })

  it('is not told of what is not ready', async () => {
    const response = await create({ 'upload-length': String(CAT_JPG.byteLength) })
    const id = response.headers.get('location')?.split('/').at(-1) ?? ''
    expect(await previewOf(id)).toBe('')
  })
})
