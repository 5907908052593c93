/** Stored videos: ranges, conditions, headers and names, by RFC 9110. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { readRange } from '../../worker/media/http-range.ts'
import { newId } from '../../worker/signing/ids.ts'
import { importKeyRing } from '../../worker/signing/key-ring.ts'
import { workerTestBindings } from './bindings.ts'
import { call, makeSite, problemOf } from './caller.ts'

const BYTES = Uint8Array.from({ length: 1000 }, (_, index) => index % 251)
let url: string
let etag: string

beforeAll(async () => {
  const ring = await importKeyRing(`id:${workerTestBindings.ID_KEY}`)
  if (!ring) throw new Error('no key')
  const id = await newId(ring.first.key, 'vid')
  await makeSite()
  await env.BUCKET.put(`videos/${id}.mp4`, BYTES, { customMetadata: { site: 'site_test' } })
  url = `/v1/videos/${id}.mp4`
  const head = await call(url, { method: 'HEAD' })
  etag = head.headers.get('etag') ?? ''
  expect(await head.text()).toBe('')
})

describe('a stored video', () => {
  it('is served whole, to every origin, and can’t run as a page', async () => {
    const response = await call(url, { headers: { origin: 'https://anyone.example' } })
    expect(response.status).toBe(200)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=3600',
      'content-security-policy': "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    })
  })

  it.each([
    ['bytes=0-0', 206, 'bytes 0-0/1000', 1],
    ['bytes=0-', 206, 'bytes 0-999/1000', 1000],
    ['bytes=10-19', 206, 'bytes 10-19/1000', 10],
    ['bytes=990-2000', 206, 'bytes 990-999/1000', 10],
    ['bytes=-1', 206, 'bytes 999-999/1000', 1],
    ['bytes=-5000', 206, 'bytes 0-999/1000', 1000],
    ['bytes=1000-', 416, 'bytes */1000', 0],
    ['bytes=-0', 416, 'bytes */1000', 0],
    ['bytes=5-2', 200, null, 1000],
    ['bytes=0-1,5-6', 200, null, 1000],
    ['items=0-1', 200, null, 1000],
    ['bytes=a-b', 200, null, 1000],
  ])('answers Range %s with %s', async (range, status, contentRange, length) => {
    const response = await call(url, { headers: { range } })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-range')).toBe(contentRange)
    if (status === 416) {
      expect(await problemOf(response)).toMatchObject({ code: 'range-not-satisfiable' })
      return
    }
    const body = new Uint8Array(await response.arrayBuffer())
    expect(body.byteLength).toBe(length)
    const first = /^bytes (\d+)-/.exec(contentRange ?? '')?.[1] ?? '0'
    expect(body).toEqual(BYTES.slice(Number(first), Number(first) + length))
    const head = await call(url, { method: 'HEAD', headers: { range } })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000'])
  })

  it('keeps to the conditions of RFC 9110', async () => {
    const past = 'Mon, 01 Jan 2001 00:00:00 GMT'
    const future = 'Fri, 01 Jan 2100 00:00:00 GMT'
    const cases: [Record<string, string>, number][] = [
      [{ 'if-none-match': etag }, 304],
      [{ 'if-none-match': `W/${etag}` }, 304],
      [{ 'if-none-match': '*' }, 304],
      [{ 'if-none-match': '"other"' }, 200],
      [{ 'if-match': etag }, 200],
      [{ 'if-match': '"other"' }, 412],
      [{ 'if-match': `W/${etag}` }, 412],
      [{ 'if-modified-since': future }, 304],
      [{ 'if-modified-since': past }, 200],
      [{ 'if-modified-since': 'nonsense' }, 200],
      [{ 'if-unmodified-since': past }, 412],
      [{ 'if-none-match': '"other"', 'if-modified-since': future }, 200],
      [{ range: 'bytes=0-9', 'if-range': etag }, 206],
      [{ range: 'bytes=0-9', 'if-range': '"other"' }, 200],
      [{ range: 'bytes=0-9', 'if-range': past }, 200],
    ]
    for (const [headers, status] of cases) {
      const response = await call(url, { headers })
      expect([headers, response.status]).toEqual([headers, status])
      await response.body?.cancel()
    }
  })

  it('is a file with a speaking name where it is asked for so', async () => {
    const response = await call(`${url}?download=1`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="refreel-[0-9a-z]{8}\.mp4"$/)
    await response.body?.cancel()
  })

  it('has an id that nobody guesses', async () => {
    expect(await problemOf(await call('/v1/videos/vid_0123456789abcdefghjkmnpqrstvwxyz.mp4'))).toMatchObject({
      code: 'not-found',
    })
    expect(await problemOf(await call('/v1/videos/..%2f..%2fsites%2fsite_demo.mp4'))).toMatchObject({
      code: 'not-found',
    })
  })
})

it('a range of nothing is never satisfiable', () => {
  expect(readRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
  expect(readRange('bytes=-1', 0)).toEqual({ kind: 'unsatisfiable' })
  expect(readRange(null, 0)).toEqual({ kind: 'whole' })
})
