/** Stores a finished video in R2 as it is delivered: only an mp4, only once under its key, whole or not at all. */
import { probe } from './examine.ts'
import { sniff } from './sniff.ts'
import { r2Source } from './source.ts'

/** Bytes of a multipart part, for a delivery without a length; R2 wants 5 MiB at least. */
const PART_BYTES = 8 * 1024 * 1024
/** Bytes of a video at most: ten seconds of 1080p have a tenth of that. Ours. */
const VIDEO_MAX_BYTES = 500_000_000

/** The stream of a delivery and its length in bytes, or why there is none. */
type Opened<Why> = { ok: true; body: ReadableStream<Uint8Array>; length: number | null } | { ok: false; why: Why }

/** A stored video. Its size and seconds are absent where its headers can't be read. */
type KeptVideo = { bytes: number; width?: number; height?: number; duration?: number }
/** The stored video, or why it wasn't stored; `Why` are the reasons of `deliver` itself. */
type KeepResult<Why> =
  | { ok: true; video: KeptVideo }
  | { ok: false; why: Why | 'cut' | 'not-a-video' }
  /**
   * A delivery without a length whose headers can't be read: the video is cut, unless every delivery has this many
   * bytes.
   */
  | { ok: false; why: 'unreadable'; bytes: number }

/**
 * Stores a video unless `key` has one already. `deliver` opens the delivery; `owner` becomes the object's metadata. A
 * video with unreadable headers is stored too, because it is paid for. Only a delivery without a length may have been
 * cut: then an unreadable video is dropped, unless it has `settledBytes` bytes, a length that came again and again.
 */
export async function keepVideo<Why>(
  bucket: R2Bucket,
  key: string,
  owner: { generation: string; site: string },
  settledBytes: number | null,
  deliver: () => Promise<Opened<Why>>,
): Promise<KeepResult<Why>> {
  const before = await describe(bucket, key)
  // A crash came between storing a body of unknown length and probing it.
  if (before && !before.readable && !before.lengthKnown) await bucket.delete(key)
  else if (before) return { ok: true, video: before.video }
  const delivery = await deliver()
  if (!delivery.ok) return delivery
  try {
    const metadata = { httpMetadata: { contentType: 'video/mp4' }, customMetadata: owner }
    const whole =
      delivery.length === null
        ? await storeParts(bucket, key, mp4Only(delivery.body), {
            ...metadata,
            customMetadata: { ...owner, length: UNKNOWN_LENGTH },
          })
        : await storeWhole(bucket, key, mp4Only(delivery.body), delivery.length, metadata)
    if (!whole) return { ok: false, why: 'cut' }
  } catch (error) {
    return { ok: false, why: error instanceof NotAVideo ? 'not-a-video' : 'cut' }
  }
  const stored = await describe(bucket, key)
  if (!stored) return { ok: false, why: 'cut' }
  const { bytes } = stored.video
  if (stored.readable || stored.lengthKnown || bytes === settledBytes) return { ok: true, video: stored.video }
  await bucket.delete(key)
  return { ok: false, why: 'unreadable', bytes }
}

/** Object metadata of a video whose delivery had no length. */
const UNKNOWN_LENGTH = 'unknown'

type Stored = { video: KeptVideo; readable: boolean; lengthKnown: boolean }

class NotAVideo extends Error {}

/** The chunks of an mp4; throws NotAVideo for any other first bytes, and above VIDEO_MAX_BYTES. */
async function* mp4Only(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array()
  let checked = false
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > VIDEO_MAX_BYTES) throw new NotAVideo()
    if (checked) {
      yield chunk
      continue
    }
    head = join([head, chunk])
    if (head.length < 12) continue
    if (sniff(head) !== 'video/mp4') throw new NotAVideo()
    checked = true
    yield head
  }
  if (!checked) throw new NotAVideo()
}

/** Stores a body of known length in one put; throws where it is cut. */
async function storeWhole(
  bucket: R2Bucket,
  key: string,
  chunks: AsyncGenerator<Uint8Array>,
  length: number,
  options: R2PutOptions,
): Promise<boolean> {
  const fixed = new FixedLengthStream(length)
  const put = bucket.put(key, fixed.readable, { ...options, onlyIf: { etagDoesNotMatch: '*' } })
  put.catch(() => undefined)
  const writer = fixed.writable.getWriter()
  writer.closed.catch(() => undefined)
  try {
    for await (const chunk of chunks) await writer.write(chunk)
    await writer.close()
    await put
    return true
  } catch (error) {
    await Promise.allSettled([writer.abort(error), put])
    throw error
  }
}

/** Stores a body of unknown length as a multipart upload; throws where it is cut. */
async function storeParts(
  bucket: R2Bucket,
  key: string,
  chunks: AsyncGenerator<Uint8Array>,
  options: R2MultipartOptions,
): Promise<boolean> {
  const upload = await bucket.createMultipartUpload(key, options)
  try {
    const parts: R2UploadedPart[] = []
    let waiting: Uint8Array[] = []
    let size = 0
    for await (const chunk of chunks) {
      waiting.push(chunk)
      size += chunk.byteLength
      while (size >= PART_BYTES) {
        const all = join(waiting)
        parts.push(await upload.uploadPart(parts.length + 1, all.subarray(0, PART_BYTES)))
        waiting = [all.subarray(PART_BYTES)]
        size -= PART_BYTES
      }
    }
    if (size > 0) parts.push(await upload.uploadPart(parts.length + 1, join(waiting)))
    // Multipart has no create-only condition, so look before completing.
    if (await bucket.head(key)) await upload.abort()
    else await upload.complete(parts)
    return true
  } catch (error) {
    await upload.abort().catch(() => undefined)
    throw error
  }
}

/** The video stored under `key`; null where there is none. */
async function describe(bucket: R2Bucket, key: string): Promise<Stored | null> {
  const [source, head] = await Promise.all([r2Source(bucket, key), bucket.head(key)])
  if (!source || !head) return null
  const lengthKnown = head.customMetadata?.length !== UNKNOWN_LENGTH
  const result = await probe(source)
  if (!result.ok) return { video: { bytes: source.size }, readable: false, lengthKnown }
  const { width, height, duration } = result.facts
  return { video: { bytes: source.size, width, height, duration }, readable: true, lengthKnown }
}

function join(chunks: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.byteLength
  }
  return all
}
