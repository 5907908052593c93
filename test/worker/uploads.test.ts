/** Uploads by tus: creation, parts, offsets and their record. */
import { abortAllDurableObjects } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { IMAGE_WINDOW_BYTES } from '../../worker/media/window.ts'
import { ByteReader } from '../../worker/objects/upload/byte-reader.ts'
import { PART_BYTES } from '../../worker/objects/upload/parts.ts'
import { Caller, makeSite, problemOf } from './caller.ts'
import { CAT_JPG, CAT_PNG } from './fixtures.ts'
import { bitmap, cutAfter, openStream, sha256, streamOf } from './upload-bodies.ts'
import { callsOf } from './upload-calls.ts'

let caller: Caller
let calls: ReturnType<typeof callsOf>

/** A picture of more than two parts without repeated stretches, so that a misplaced part is noticed. */
const PICTURE = bitmap(2000, 1900)

beforeAll(async () => {
  await makeSite({ quota: { upload_bytes_per_subject_per_day: 500_000_000 } })
  caller = await Caller.arrive()
  calls = callsOf(caller)
})

describe('an upload in pieces', () => {
  it.each([
    ['1 MB', 1_000_000],
    ['exactly a part', PART_BYTES],
    ['a byte less than a part', PART_BYTES - 1],
    ['a byte more than a part', PART_BYTES + 1],
    ['7 MB', 7_000_000],
  ])('of %s each arrives whole', async (_, size) => {
    const location = await calls.begin(PICTURE.byteLength)
    for (let offset = 0; offset < PICTURE.byteLength; offset += size) {
      const response = await calls.send(location, offset, PICTURE.slice(offset, offset + size))
      expect(response.status).toBe(204)
      expect(Number(response.headers.get('upload-offset'))).toBe(Math.min(offset + size, PICTURE.byteLength))
    }
    await calls.expectWhole(location, PICTURE)
  })

  it('of a single byte, then the rest, arrives whole', async () => {
    const location = await calls.begin(CAT_PNG.byteLength)
    for (let offset = 0; offset < 20; offset++)
      expect((await calls.send(location, offset, CAT_PNG.slice(offset, offset + 1))).status).toBe(204)
    expect(await calls.offsetOf(location)).toBe(20)
    await calls.send(location, 20, CAT_PNG.slice(20))
    await calls.expectWhole(location, CAT_PNG)
  })

  it('without a known length each arrives whole', async () => {
    const location = await calls.begin(PICTURE.byteLength)
    const response = await calls.send(location, 0, streamOf(PICTURE, 70_001))
    expect(response.status).toBe(204)
    await calls.expectWhole(location, PICTURE)
  })

  it('goes on after the object was thrown out of memory between any two of them', async () => {
    const location = await calls.begin(PICTURE.byteLength)
    for (let offset = 0; offset < PICTURE.byteLength; offset += 2_500_000) {
      await calls.send(location, offset, PICTURE.slice(offset, offset + 2_500_000))
      await abortAllDurableObjects()
    }
    await calls.expectWhole(location, PICTURE)
  })

  it.each([10, 100_000, PART_BYTES - 5, PART_BYTES + 5, 2 * PART_BYTES + 70_000])(
    'that is cut after %i bytes loses at most what was not yet a part, and goes on from there',
    async (cut) => {
      const location = await calls.begin(PICTURE.byteLength)
      await calls.send(location, 0, cutAfter(PICTURE, cut)).catch(() => undefined)
      const offset = await calls.offsetOf(location)
      expect(offset).toBeLessThanOrEqual(cut)
      expect(cut - offset).toBeLessThan(PART_BYTES)
      expect((await calls.send(location, offset, PICTURE.slice(offset))).status).toBe(204)
      await calls.expectWhole(location, PICTURE)
    },
  )

  it('takes no second writer while the first one is sending', async () => {
    const location = await calls.begin(PICTURE.byteLength)
    let open: ReadableStreamDefaultController<Uint8Array> | undefined
    const slow = new ReadableStream<Uint8Array>({
      start: (controller) => {
        open = controller
        controller.enqueue(PICTURE.slice(0, 100_000))
      },
    })
    const first = calls.send(location, 0, slow)
    const second = await calls.send(location, 0, PICTURE)
    expect(await problemOf(second)).toMatchObject({ status: 423, code: 'upload-locked' })
    open?.enqueue(PICTURE.slice(100_000))
    open?.close()
    expect((await first).status).toBe(204)
    await calls.expectWhole(location, PICTURE)
  })

  it('goes on behind what a writer that fell silent still made durable, and not where it stood before', async () => {
    const location = await calls.begin(PICTURE.byteLength)
    const real = ByteReader.prototype.read
    let came = 0
    const read = vi.spyOn(ByteReader.prototype, 'read').mockImplementation(async function (this: ByteReader, max) {
      const piece = await real.call(this, max)
      came += piece?.byteLength ?? 0
      return piece
    })
    const first = calls.send(location, 0, openStream(PICTURE.slice(0, 600_000)))
    // The Worker has acknowledged a part of the bytes and holds the rest in memory.
    await expect.poll(() => came).toBe(600_000)
    read.mockRestore()
    const stood = await calls.offsetOf(location)
    expect(stood).toBeLessThan(600_000)
    const later = Date.now() + 11_000
    vi.spyOn(Date, 'now').mockReturnValue(later)
    const second = await calls.send(location, stood, PICTURE.slice(stood))
    expect(await problemOf(second)).toMatchObject({ status: 409, code: 'offset-mismatch' })
    await (await first).body?.cancel()
    expect(await calls.offsetOf(location)).toBe(600_000)
    expect((await calls.send(location, 600_000, PICTURE.slice(600_000))).status).toBe(204)
    vi.restoreAllMocks()
    await calls.expectWhole(location, PICTURE)
  })

  it('takes no byte more than was announced, whether the sender tells its length or not', async () => {
    for (const body of [CAT_PNG, streamOf(CAT_PNG, 999)]) {
      const location = await calls.begin(5000)
      expect(await problemOf(await calls.send(location, 0, body))).toMatchObject({ status: 413, code: 'too-large' })
    }
  })

  it('after its last byte takes a repeated one at the end only', async () => {
    const location = await calls.begin(CAT_JPG.byteLength)
    await calls.send(location, 0, CAT_JPG)
    expect((await calls.send(location, CAT_JPG.byteLength, '')).status).toBe(204)
    expect(await problemOf(await calls.send(location, 0, CAT_JPG))).toMatchObject({
      status: 409,
      code: 'offset-mismatch',
    })
    await calls.expectWhole(location, CAT_JPG)
  })
})

describe('the digest of an upload', () => {
  it('is computed while its bytes come: no part of it is read back, though it was cut', async () => {
    const get = vi.spyOn(env.BUCKET, 'get')
    const picture = bitmap(1501, 1500)
    const location = await calls.begin(picture.byteLength)
    await calls.send(location, 0, cutAfter(picture, PART_BYTES + 100_000)).catch(() => undefined)
    const offset = await calls.offsetOf(location)
    expect(offset).toBe(PART_BYTES)
    await calls.send(location, offset, streamOf(picture.slice(offset), 100_001))
    expect((await calls.recordOf(location)).sha256).toBe(await sha256(picture))
    const read = get.mock.calls.map(([, options]) => (options?.range as { length?: number })?.length)
    expect(read.length).toBeGreaterThan(0)
    for (const length of read) expect(length).toBeLessThanOrEqual(IMAGE_WINDOW_BYTES)
    get.mockRestore()
  })

  it.each([
    ['a part', PART_BYTES],
    ['the tail', 300_000],
  ])('is of what was kept, where other bytes were cut off within %s', async (_, end) => {
    const picture = bitmap(1502, 1500)
    const other = picture.map((byte, index) => (index < 60_000 ? byte : byte ^ 1))
    const location = await calls.begin(picture.byteLength)
    await calls.send(location, 0, picture.slice(0, 50_000))
    const cut = new FixedLengthStream(end - 50_000)
    const writer = cut.writable.getWriter()
    writer.closed.catch(() => undefined)
    writer
      .write(other.slice(50_000, 200_000))
      .then(() => writer.abort(new Error('the train went into a tunnel')))
      .catch(() => undefined)
    await calls.send(location, 50_000, cut.readable).catch(() => undefined)
    const offset = await calls.offsetOf(location)
    await calls.send(location, offset, picture.slice(offset))
    const kept = new Uint8Array([...picture.subarray(0, 50_000), ...other.subarray(50_000, offset)])
    const whole = picture.slice()
    whole.set(kept)
    await calls.expectWhole(location, whole)
  })
})
