/** Faults of a delivery: what comes in place of the video. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startSession } from '../session.ts'

async function withVideo(kind: string, options: object = {}) {
  const session = await startSession()
  const { body } = await session.create({}, {}, { prefer: 'wait' })
  await session.control('POST', '/faults', { kind, match: 'A cat', ...options })
  const { inputs } = (await session.control('GET', '/stats')).body
  const fetchVideo = () => fetch(body.output, { redirect: 'manual' })
  return { ...session, id: body.id, fetchVideo, sha256: inputs[0].predictions[0].video_sha256 as string }
}

const digest = async (response: Response) =>
  createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex')

test.each([
  ['delivery-without-length', {}, false],
  ['delivery-slow', { seconds: 0.1 }, true],
])('%s: the whole video comes', async (kind, options, told) => {
  const { fetchVideo, sha256 } = await withVideo(kind, options)
  const response = await fetchVideo()
  expect(response.headers.has('content-length')).toBe(told)
  expect(await digest(response)).toBe(sha256)
})

test('a delivery that is cut breaks in the middle', async () => {
  const { fetchVideo, sha256 } = await withVideo('delivery-cut')
  const response = await fetchVideo()
  await expect(response.arrayBuffer()).rejects.toThrow()
  expect(await digest(await fetchVideo())).toBe(sha256)
})

test('without a length, a cut looks like the end', async () => {
  const { fetchVideo, sha256 } = await withVideo('delivery-cut-without-length')
  const response = await fetchVideo()
  expect(response.headers.has('content-length') || response.headers.has('transfer-encoding')).toBe(false)
  const half = await response.arrayBuffer()
  const whole = await fetchVideo()
  expect(half.byteLength).toBe(Math.floor(Number(whole.headers.get('content-length')) / 2))
  expect(await digest(whole)).toBe(sha256)
})

test('a silent delivery ends without an answer', async () => {
  const { fetchVideo } = await withVideo('delivery-silent', { seconds: 0.1 })
  await expect(fetchVideo()).rejects.toThrow()
})

test.each([
  ['delivery-error', 503],
  ['delivery-missing', 404],
])('%s: %i, and the video is there the next time', async (kind, status) => {
  const { fetchVideo, sha256 } = await withVideo(kind)
  expect((await fetchVideo()).status).toBe(status)
  expect(await digest(await fetchVideo())).toBe(sha256)
})

test('an expired delivery leaves nothing', async () => {
  const { fetchVideo, call, id } = await withVideo('delivery-expired')
  expect([(await fetchVideo()).status, (await fetchVideo()).status]).toEqual([404, 404])
  const { body } = await call('GET', `/predictions/${id}`)
  expect(body).toMatchObject({ status: 'succeeded', data_removed: true, input: {}, output: null, logs: null })
})

test('a redirect leads to the same video, for who follows it', async () => {
  const { fetchVideo, sha256 } = await withVideo('delivery-redirect')
  const response = await fetchVideo()
  expect(response.status).toBe(302)
  expect(await digest(await fetch(new URL(response.headers.get('location') ?? '', response.url)))).toBe(sha256)
})

test.each([
  ['delivery-wrong-type', 'text/html; charset=utf-8'],
  ['delivery-not-a-video', 'video/mp4'],
])('%s: a page that is called %s', async (kind, type) => {
  const { fetchVideo } = await withVideo(kind)
  const response = await fetchVideo()
  expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
  expect(await response.text()).toMatch(/^<html>/)
})
