import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import { SITE_DEFAULTS } from '../../worker/contract/site.ts'
import { IMAGE_WINDOW_BYTES } from '../../worker/media/window.ts'
import { ByteReader } from '../../worker/objects/upload/byte-reader.ts'
import { PART_BYTES } from '../../worker/objects/upload/parts.ts'
import { base64, Caller, makeSite, problemOf } from './caller.ts'
import { CAT_JPG, CAT_PNG, CUP_JPG } from './fixtures.ts'

let caller: Caller

beforeAll(async () => {
  await makeSite({ quota: { upload_bytes_per_subject_per_day: 500_000_000 } })
  caller = await Caller.arrive()
})

/** A picture of more than two parts, every byte of its own. */
const PICTURE = bitmap(2000, 1900)
const TUS = { 'tus-resumable': '1.0.0' }

async function create(visitor: Caller, length: number, metadata = ''): Promise<Response> {
  const headers = { ...TUS, 'upload-length': String(length), ...(metadata ? { 'upload-metadata': metadata } : {}) }
  const response = await visitor.fetch('/v1/references', { method: 'POST', headers })
  if (response.status === 201) await response.body?.cancel()
  return response
}

async function begin(length: number): Promise<string> {
  return (await create(caller, length)).headers.get('location') ?? ''
}

function send(location: string, offset: number, body: BodyInit): Promise<Response> {
  const headers = { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }
  return caller.fetch(location, { method: 'PATCH', headers, body })
}

async function offsetOf(location: string): Promise<number> {
  const response = await caller.fetch(location, { method: 'HEAD', headers: TUS })
  return Number(response.headers.get('upload-offset'))
}

async function recordOf(location: string): Promise<Reference> {
  return (await caller.fetch(location)).json<Reference>()
}

async function stored(prefix = 'references/'): Promise<string[]> {
  return (await env.BUCKET.list({ prefix })).objects.map((object) => object.key)
}

async function expectWhole(location: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const record = await recordOf(location)
  const digest = await sha256(bytes)
  expect(record, JSON.stringify(record)).toMatchObject({ status: 'ready', sha256: digest })
  const described = await env.UPLOADS.getByName(record.id).facts(caller.who)
  const object = await env.BUCKET.get(described?.key ?? '')
  expect(await sha256((await object?.arrayBuffer()) ?? new ArrayBuffer())).toBe(digest)
}

describe('an upload in pieces', () => {
  it.each([
    ['1 MB', 1_000_000],
    ['exactly a part', PART_BYTES],
    ['a byte less than a part', PART_BYTES - 1],
    ['a byte more than a part', PART_BYTES + 1],
    ['7 MB', 7_000_000],
  ])('of %s each arrives whole', async (_, size) => {
    const location = await begin(PICTURE.byteLength)
    for (let offset = 0; offset < PICTURE.byteLength; offset += size) {
      const response = await send(location, offset, PICTURE.slice(offset, offset + size))
      expect(response.status).toBe(204)
      expect(Number(response.headers.get('upload-offset'))).toBe(Math.min(offset + size, PICTURE.byteLength))
    }
    await expectWhole(location, PICTURE)
  })

  it('of a single byte, then the rest, arrives whole', async () => {
    const location = await begin(CAT_PNG.byteLength)
    for (let offset = 0; offset < 20; offset++)
      expect((await send(location, offset, CAT_PNG.slice(offset, offset + 1))).status).toBe(204)
    expect(await offsetOf(location)).toBe(20)
    await send(location, 20, CAT_PNG.slice(20))
    await expectWhole(location, CAT_PNG)
  })

  it('without a known length each arrives whole', async () => {
    const location = await begin(PICTURE.byteLength)
    const response = await send(location, 0, streamOf(PICTURE, 70_001))
    expect(response.status).toBe(204)
    await expectWhole(location, PICTURE)
  })

  it('goes on after the object was thrown out of memory between any two of them', async () => {
    const location = await begin(PICTURE.byteLength)
    for (let offset = 0; offset < PICTURE.byteLength; offset += 2_500_000) {
      await send(location, offset, PICTURE.slice(offset, offset + 2_500_000))
      await abortAllDurableObjects()
    }
    await expectWhole(location, PICTURE)
  })

  it.each([10, 100_000, PART_BYTES - 5, PART_BYTES + 5, 2 * PART_BYTES + 70_000])(
    'that is cut after %i bytes loses at most what was not yet a part, and goes on from there',
    async (cut) => {
      const location = await begin(PICTURE.byteLength)
      await send(location, 0, cutAfter(PICTURE, cut)).catch(() => undefined)
      const offset = await offsetOf(location)
      expect(offset).toBeLessThanOrEqual(cut)
      expect(cut - offset).toBeLessThan(PART_BYTES)
      expect((await send(location, offset, PICTURE.slice(offset))).status).toBe(204)
      await expectWhole(location, PICTURE)
    },
  )

  it('takes no second writer while the first one is sending', async () => {
    const location = await begin(PICTURE.byteLength)
    let open: ReadableStreamDefaultController<Uint8Array> | undefined
    const slow = new ReadableStream<Uint8Array>({
      start: (controller) => {
        open = controller
        controller.enqueue(PICTURE.slice(0, 100_000))
      },
    })
    const first = send(location, 0, slow)
    const second = await send(location, 0, PICTURE)
    expect(await problemOf(second)).toMatchObject({ status: 423, code: 'upload-locked' })
    open?.enqueue(PICTURE.slice(100_000))
    open?.close()
    expect((await first).status).toBe(204)
    await expectWhole(location, PICTURE)
  })

  it('goes on behind what a writer that fell silent still made durable, and not where it stood before', async () => {
    const location = await begin(PICTURE.byteLength)
    const real = ByteReader.prototype.read
    let came = 0
    const read = vi.spyOn(ByteReader.prototype, 'read').mockImplementation(async function (this: ByteReader, max) {
      const piece = await real.call(this, max)
      came += piece?.byteLength ?? 0
      return piece
    })
    const first = send(location, 0, openStream(PICTURE.slice(0, 600_000)))
    // Part of what came is acknowledged, the rest is in memory.
    await expect.poll(() => came).toBe(600_000)
    read.mockRestore()
    const stood = await offsetOf(location)
    expect(stood).toBeLessThan(600_000)
    const later = Date.now() + 11_000
    vi.spyOn(Date, 'now').mockReturnValue(later)
    const second = await send(location, stood, PICTURE.slice(stood))
    expect(await problemOf(second)).toMatchObject({ status: 409, code: 'offset-mismatch' })
    await (await first).body?.cancel()
    expect(await offsetOf(location)).toBe(600_000)
    expect((await send(location, 600_000, PICTURE.slice(600_000))).status).toBe(204)
    vi.restoreAllMocks()
    await expectWhole(location, PICTURE)
  })

  it('takes no byte more than was announced, whether the sender tells its length or not', async () => {
    for (const body of [CAT_PNG, streamOf(CAT_PNG, 999)]) {
      const location = await begin(5000)
      expect(await problemOf(await send(location, 0, body))).toMatchObject({ status: 413, code: 'too-large' })
    }
  })

  it('after its last byte takes a repeated one at the end only', async () => {
    const location = await begin(CAT_JPG.byteLength)
    await send(location, 0, CAT_JPG)
    expect((await send(location, CAT_JPG.byteLength, '')).status).toBe(204)
    expect(await problemOf(await send(location, 0, CAT_JPG))).toMatchObject({ status: 409, code: 'offset-mismatch' })
    await expectWhole(location, CAT_JPG)
  })
})

describe('the digest of an upload', () => {
  it('is computed while its bytes come: no part of it is read back, though it was cut', async () => {
    const get = vi.spyOn(env.BUCKET, 'get')
    const picture = bitmap(1501, 1500)
    const location = await begin(picture.byteLength)
    await send(location, 0, cutAfter(picture, PART_BYTES + 100_000)).catch(() => undefined)
    const offset = await offsetOf(location)
    expect(offset).toBe(PART_BYTES)
    await send(location, offset, streamOf(picture.slice(offset), 100_001))
    expect((await recordOf(location)).sha256).toBe(await sha256(picture))
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
    const location = await begin(picture.byteLength)
    await send(location, 0, picture.slice(0, 50_000))
    const cut = new FixedLengthStream(end - 50_000)
    const writer = cut.writable.getWriter()
    writer.closed.catch(() => undefined)
    writer
      .write(other.slice(50_000, 200_000))
      .then(() => writer.abort(new Error('the train went into a tunnel')))
      .catch(() => undefined)
    await send(location, 50_000, cut.readable).catch(() => undefined)
    const offset = await offsetOf(location)
    await send(location, offset, picture.slice(offset))
    const kept = new Uint8Array([...picture.subarray(0, 50_000), ...other.subarray(50_000, offset)])
    const whole = picture.slice()
    whole.set(kept)
    await expectWhole(location, whole)
  })
})

describe('bytes that were stored before', () => {
  it('are not sent again by who stored them, and are kept until both references are gone', async () => {
    const visitor = await Caller.arrive()
    const first = await visitor.upload(CUP_JPG)
    const metadata = `filename ${base64('again.jpg')},sha256 ${base64(first.sha256 ?? '')}`
    const second = await create(visitor, CUP_JPG.byteLength, metadata)
    expect(second.headers.get('upload-offset')).toBe(String(CUP_JPG.byteLength))
    const record = await (await visitor.fetch(second.headers.get('location') ?? '')).json<Reference>()
    expect(record).toMatchObject({ status: 'ready', width: first.width, sha256: first.sha256, filename: 'again.jpg' })
    expect(record.id).not.toBe(first.id)
    await visitor.fetch(`/v1/references/${first.id}`, { method: 'DELETE' })
    const run = await visitor.generate({ prompt: 'It turns', reference_images: [record.id], seed: 1 })
    expect(run.status).toBe(201)
    await run.body?.cancel()
  })

  it('have to be sent by everybody else: a digest tells nothing of other people’s pictures', async () => {
    const [owner, stranger] = [await Caller.arrive(), await Caller.arrive()]
    const { sha256: digest } = await owner.upload(CAT_PNG)
    const asked = await create(stranger, CAT_PNG.byteLength, `sha256 ${base64(digest ?? '')}`)
    expect(asked.headers.get('upload-offset')).toBe('0')
  })

  it('have to be sent again after they were deleted', async () => {
    const visitor = await Caller.arrive()
    const first = await visitor.upload(CAT_JPG)
    await visitor.fetch(`/v1/references/${first.id}`, { method: 'DELETE' })
    const asked = await create(visitor, CAT_JPG.byteLength, `sha256 ${base64(first.sha256 ?? '')}`)
    expect(asked.headers.get('upload-offset')).toBe('0')
  })
})

describe('the limits of storage', () => {
  it('hold by subject and day, count what is on its way, and give back what was refused', async () => {
    await makeSite({ quota: { upload_bytes_per_subject_per_day: 1_000_000 } }, 'site_daily')
    const visitor = await Caller.arrive('site_daily')
    const open = await create(visitor, 900_000)
    const refused = await create(visitor, 200_000)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await problemOf(refused)).toMatchObject({ status: 429, limit: 'quota.upload_bytes_per_subject_per_day' })
    await visitor.fetch(open.headers.get('location') ?? '', { method: 'DELETE' })
    expect((await create(visitor, 200_000)).status).toBe(201)
    const text = new Uint8Array(700_000)
    expect(await visitor.upload(text)).toMatchObject({ status: 'rejected' })
    expect((await create(visitor, 700_000)).status).toBe(201)
  })

  it('count a deleted reference against its day still', async () => {
    await makeSite({ quota: { upload_bytes_per_subject_per_day: 300_000 } }, 'site_again')
    const visitor = await Caller.arrive('site_again')
    const { id } = await visitor.upload(CAT_PNG)
    await visitor.fetch(`/v1/references/${id}`, { method: 'DELETE' })
    expect((await create(visitor, 200_000)).status).toBe(429)
  })

  it('hold for the site, not even passed by twenty at once', async () => {
    await makeSite({ budget: { storage_bytes: 1_000_000 } }, 'site_full')
    const visitors = await Promise.all(Array.from({ length: 20 }, () => Caller.arrive('site_full')))
    const answers = await Promise.all(visitors.map((visitor) => create(visitor, 100_000)))
    const refused = answers.filter((answer) => answer.status === 402)
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(10)
    expect(await problemOf(refused[0] as Response)).toMatchObject({ code: 'storage-exhausted' })
  })
})

describe('the room of an upload', () => {
  it('is given back after two days where its object was lost', async () => {
    await makeSite({ budget: { storage_bytes: 1_000_000 } }, 'site_leak')
    const visitor = await Caller.arrive('site_leak')
    const lost = (await create(visitor, 900_000)).headers.get('location')?.split('/').at(-1) ?? ''
    await runInDurableObject(env.UPLOADS.getByName(lost), async (_, { storage }) => {
      await storage.deleteAlarm()
      await storage.deleteAll()
    })
    const inSite = (query: string, at: number) =>
      runInDurableObject(env.SITES.getByName('site_leak'), (_, { storage }) => void storage.sql.exec(query, at))
    const twoDays = 48 * 3_600_000
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now)
    await inSite('UPDATE uploads SET at = ?', now - twoDays)
    expect((await create(visitor, 900_000)).status).toBe(402)
    await inSite('UPDATE uploads SET at = ?', now - twoDays - 1)
    expect((await create(visitor, 900_000)).status).toBe(201)
    vi.restoreAllMocks()
  })

  it('lost that way, a late last byte is refused in words', async () => {
    const location = await begin(CAT_PNG.byteLength)
    const id = location.split('/').at(-1) ?? ''
    await runInDurableObject(
      env.SITES.getByName('site_test'),
      (_, { storage }) => void storage.sql.exec('DELETE FROM uploads WHERE reference = ?', id),
    )
    expect((await send(location, 0, CAT_PNG)).status).toBe(204)
    expect(await recordOf(location)).toMatchObject({ status: 'rejected', problem: { code: 'corrupt' } })
    expect(await stored()).not.toContain(`references/site_test/${id}`)
  })
})

describe('the end that an upload is told', () => {
  const endOf = async (location: string) => {
    const { headers } = await caller.fetch(location, { method: 'HEAD', headers: TUS })
    return Date.parse(headers.get('upload-expires') ?? '')
  }
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000) * 1000

  it('is a day after its creation while it is unfinished, then the reference’s', async () => {
    const created = await create(caller, CAT_PNG.byteLength)
    const location = created.headers.get('location') ?? ''
    const { created_at } = await recordOf(location)
    expect(Date.parse(created.headers.get('upload-expires') ?? '')).toBe(seconds(created_at) + 86_400_000)
    const part = await send(location, 0, CAT_PNG.slice(0, 1000))
    expect(Date.parse(part.headers.get('upload-expires') ?? '')).toBe(seconds(created_at) + 86_400_000)
    expect(await endOf(location)).toBe(seconds(created_at) + 86_400_000)
    await send(location, 1000, CAT_PNG.slice(1000))
    const { status, expires_at } = await recordOf(location)
    expect(status).toBe('ready')
    expect(await endOf(location)).toBe(seconds(expires_at))
    expect(seconds(expires_at)).toBe(seconds(created_at) + SITE_DEFAULTS.retention_days.references * 86_400_000)
  })
})

describe('a deletion', () => {
  afterEach(() => vi.restoreAllMocks())

  it('waits for a check that is under way, and leaves nothing of it', async () => {
    const location = await begin(CUP_JPG.byteLength)
    const id = location.split('/').at(-1) ?? ''
    const gate = hold((key) => key.startsWith('patches/'))
    const last = send(location, 0, CUP_JPG)
    await expect.poll(gate.reached).toBe(true)
    const deletion = caller.fetch(location, { method: 'DELETE' })
    // Whatever doesn't wait for the check has its chance.
    for (let turn = 0; turn < 5; turn++) await offsetOf(location)
    gate.open()
    expect((await deletion).status).toBe(204)
    await (await last).body?.cancel()
    expect(await problemOf(await caller.fetch(location))).toMatchObject({ code: 'not-found' })
    expect((await stored()).filter((key) => key.includes(id))).toEqual([])
    expect((await stored('patches/')).filter((key) => key.includes(id))).toEqual([])
  })

  it('waits for bytes that are on their way to R2', async () => {
    const location = await begin(CUP_JPG.byteLength)
    const id = location.split('/').at(-1) ?? ''
    const gate = hold((key) => key.startsWith('references/'))
    const last = send(location, 0, CUP_JPG)
    await expect.poll(gate.reached).toBe(true)
    const deletion = caller.fetch(location, { method: 'DELETE' })
    for (let turn = 0; turn < 5; turn++) await offsetOf(location)
    gate.open()
    expect((await deletion).status).toBe(204)
    await (await last).body?.cancel()
    expect((await stored()).filter((key) => key.includes(id))).toEqual([])
  })
})

describe('what is over', () => {
  it('is deleted from R2 with the reference’s time', async () => {
    const visitor = await Caller.arrive()
    const { id } = await visitor.upload(bitmap(300, 241))
    const stub = env.UPLOADS.getByName(id)
    expect(await stored()).toContain(`references/site_test/${id}`)
    await runDurableObjectAlarm(stub)
    expect(await stored()).toContain(`references/site_test/${id}`)
    await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec('UPDATE upload SET expires_at = ?', Date.now() - 1).toArray(),
    )
    await runDurableObjectAlarm(stub)
    expect(await stored()).not.toContain(`references/site_test/${id}`)
    expect(await problemOf(await visitor.fetch(`/v1/references/${id}`))).toMatchObject({ code: 'not-found' })
  })

  it('is an upload that was not finished in a day, with its parts', async () => {
    const location = await begin(PICTURE.byteLength)
    await send(location, 0, PICTURE.slice(0, PART_BYTES + 10))
    const id = location.split('/').at(-1) ?? ''
    const stub = env.UPLOADS.getByName(id)
    const multipart = await runInDurableObject(stub, (_, state) => {
      state.storage.sql.exec('UPDATE upload SET created_at = created_at - 86400000')
      return state.storage.sql.exec<{ multipart: string }>('SELECT multipart FROM upload').one().multipart
    })
    await runDurableObjectAlarm(stub)
    expect(await problemOf(await caller.fetch(location))).toMatchObject({ code: 'not-found' })
    const upload = env.BUCKET.resumeMultipartUpload(`references/site_test/${id}`, multipart)
    await expect(upload.uploadPart(1, 'x')).rejects.toThrow()
  })

  it('is a check that a restart cut off: whoever asks next finishes it', async () => {
    const picture = bitmap(301, 242)
    const location = await begin(picture.byteLength)
    await send(location, 0, picture)
    const stub = env.UPLOADS.getByName(location.split('/').at(-1) ?? '')
    await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec(`UPDATE upload SET status = 'checking', kind = NULL`).toArray(),
    )
    expect(await recordOf(location)).toMatchObject({ status: 'ready', kind: 'image' })
  })
})

async function sha256(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Lets the next object with such a key come whole, and holds it before it is stored. */
function hold(such: (key: string) => boolean): { reached: () => boolean; open: () => void } {
  let reached = false
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const real = env.BUCKET.put.bind(env.BUCKET) as (key: string, body: unknown) => Promise<R2Object>
  vi.spyOn(env.BUCKET, 'put').mockImplementation(async (key: string, body: unknown) => {
    if (reached || !such(key)) return real(key, body)
    const bytes = await new Response(body as BodyInit).arrayBuffer()
    reached = true
    await opened
    return real(key, bytes)
  })
  return { reached: () => reached, open }
}

/** A 24-bit BMP, bottom up, its pixels from a simple recurrence. */
function bitmap(width: number, height: number): Uint8Array<ArrayBuffer> {
  const row = Math.ceil((width * 3) / 4) * 4
  const bytes = new Uint8Array(54 + row * height)
  const view = new DataView(bytes.buffer)
  bytes.set([0x42, 0x4d])
  view.setUint32(2, bytes.byteLength, true)
  view.setUint32(10, 54, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 24, true)
  view.setUint32(34, row * height, true)
  for (let index = 54, value = width; index < bytes.byteLength; index++) {
    value = (value * 1103515245 + 12345) & 0x7fffffff
    bytes[index] = value >> 16
  }
  return bytes
}

/** A body that doesn't end. */
function openStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(bytes) })
}

function streamOf(bytes: Uint8Array, chunk: number): ReadableStream<Uint8Array> {
  let offset = 0
  return new ReadableStream({
    pull: (controller) => {
      controller.enqueue(bytes.slice(offset, offset + chunk))
      offset += chunk
      if (offset >= bytes.byteLength) controller.close()
    },
  })
}

/** A body that announces all of it and breaks off in the middle. */
function cutAfter(bytes: Uint8Array, cut: number): ReadableStream<Uint8Array> {
  const fixed = new FixedLengthStream(bytes.byteLength)
  const writer = fixed.writable.getWriter()
  writer.closed.catch(() => undefined)
  writer
    .write(bytes.slice(0, cut))
    .then(() => writer.abort(new Error('the train went into a tunnel')))
    .catch(() => undefined)
  return fixed.readable
}
