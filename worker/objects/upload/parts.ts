/**
 * Streams a body into R2 part by part, without ever holding a whole part. Whole parts go straight to R2. The rest of a
 * request, its tail, waits in SQLite for the next request, so that any chunk size works and acknowledged bytes are
 * durable. Not `@tus/server` (23 kB gzip in a Worker): the store behind it, the hard part, would still be written here,
 * while its locks and errors couldn't be.
 */
import type { ByteReader } from './byte-reader.ts'
import type { RunningDigest } from './running-digest.ts'
import type { Row, UploadStore } from './store.ts'

/** Where bytes go: R2, the upload's tables, and the running digest; null where the digest has missed bytes. */
type Intake = { bucket: R2Bucket; store: UploadStore; digest: RunningDigest | null }

/** Bytes of a part: R2's minimum; all parts but the last must be equal. A cut connection costs one part at most. */
export const PART_BYTES = 5 * 1024 * 1024
/** Bytes of a row of the tail. Ours: Durable Objects allow 2 MB for a row. */
const TAIL_ROW_BYTES = 512 * 1024

/** The R2 key of an upload's own bytes. */
export function uploadKey({ site, id }: Pick<Row, 'site' | 'id'>): string {
  return `references/${site}/${id}`
}

/**
 * Receives bytes until the body or the file ends. `announced` is the request's length in bytes; null where its sender
 * doesn't know it, and then all bytes pass through the tail. Throws where the sender is cut off, and StorageFault where
 * R2 fails; durable bytes stay.
 */
export async function receive(intake: Intake, reader: ByteReader, announced: number | null): Promise<void> {
  const { store } = intake
  let left = announced ?? Number.POSITIVE_INFINITY
  for (;;) {
    const row = store.row()
    if (!row) return
    const tail = store.tailBytes()
    const size = Math.min(PART_BYTES, row.length - row.offset + tail)
    const before = row.offset
    if (size === 0) return
    if (tail === size) await sendPart(intake, row, size, null)
    else if (left <= 0) return
    else if (announced !== null && tail + left >= size) await sendPart(intake, row, size, reader)
    else if (!(await fillTail(intake, reader, Math.min(left, size - tail)))) return
    left -= (store.row()?.offset ?? before) - before
  }
}

/** Sends the tail as the file's last part, where all of that part is in the tail: after a body without a length. */
export async function flushTail(intake: Intake): Promise<void> {
  const { store } = intake
  const row = store.row()
  const size = store.tailBytes()
  if (row && size > 0 && row.offset === row.length) await sendPart(intake, row, size, null)
}

/** R2 failed, not the sender: a retry may help. */
export class StorageFault extends Error {}

/** Sends one part: the tail, then the reader's bytes. A file of one part is a plain put, without a multipart upload. */
async function sendPart(
  { bucket, store, digest }: Intake,
  row: Row,
  size: number,
  reader: ByteReader | null,
): Promise<void> {
  const fixed = new FixedLengthStream(size)
  const key = uploadKey(row)
  const number = store.parts().length + 1
  const begun = row.offset - store.tailBytes()
  const sent =
    row.length <= PART_BYTES ? bucket.put(key, fixed.readable) : uploadPart(bucket, store, row, number, fixed.readable)
  // When R2 fails it may stop reading the stream, and a write would wait for ever.
  const stored = sent.catch((error) => Promise.reject(new StorageFault(String(error))))
  stored.catch(() => undefined)
  const writer = fixed.writable.getWriter()
  writer.closed.catch(() => undefined)
  const write = (piece: Uint8Array) =>
    Promise.race([writer.write(piece), stored]).catch((error) => Promise.reject(new StorageFault(String(error))))
  try {
    let written = 0
    for (const piece of store.tail()) {
      await write(piece)
      written += piece.byteLength
    }
    while (written < size) {
      const piece = await reader?.read(size - written)
      if (!piece) throw new Error('the body ended before')
      digest?.add(piece)
      await write(piece)
      written += piece.byteLength
    }
    const { etag } = (await Promise.all([stored, writer.close()]))[0] ?? { etag: '' }
    store.addPart({ partNumber: number, etag }, begun + size)
    digest?.keep()
  } catch (error) {
    digest?.takeBack()
    await Promise.allSettled([writer.abort(error), sent])
    throw error
  }
}

async function uploadPart(
  bucket: R2Bucket,
  store: UploadStore,
  row: Row,
  number: number,
  body: ReadableStream,
): Promise<R2UploadedPart> {
  const upload = row.multipart
    ? bucket.resumeMultipartUpload(uploadKey(row), row.multipart)
    : await bucket.createMultipartUpload(uploadKey(row))
  if (!row.multipart) store.update({ multipart: upload.uploadId })
  return upload.uploadPart(number, body)
}

/** Moves up to `max` bytes into the tail; false at the end of the body. Bytes before a cut are kept. */
async function fillTail(intake: Intake, reader: ByteReader, max: number): Promise<boolean> {
  let gathered = new Uint8Array(Math.min(TAIL_ROW_BYTES, max))
  let filled = 0
  let taken = 0
  try {
    while (taken < max) {
      const piece = await reader.read(Math.min(max - taken, gathered.byteLength - filled))
      if (!piece) return false
      gathered.set(piece, filled)
      filled += piece.byteLength
      taken += piece.byteLength
      if (filled === gathered.byteLength) {
        addTail(intake, gathered)
        gathered = new Uint8Array(Math.min(TAIL_ROW_BYTES, max - taken))
        filled = 0
      }
    }
    return true
  } finally {
    if (filled > 0) addTail(intake, gathered.slice(0, filled))
  }
}

function addTail({ store, digest }: Intake, bytes: Uint8Array<ArrayBuffer>): void {
  store.addTail(bytes.buffer)
  digest?.add(bytes)
  digest?.keep()
}
