/**
 * Streams a body into R2, part by part, without ever holding a part whole. Whole parts go straight on to R2; what is
 * left at the end of a request waits in SQLite for the next one, so that any chunk size works and what was acknowledged
 * is durable. Our own protocol code rather than `@tus/server` (23 kB gzip in a Worker): the store behind it, which is
 * the hard part, would be ours all the same, and its locks and its errors would not be.
 */
import type { ByteReader } from './byte-reader.ts'
import type { RunningDigest } from './running-digest.ts'
import type { Row, UploadStore } from './store.ts'

/** Where bytes go: R2, what is written down about them, and their digest where it is still known from the first on. */
export type Intake = { bucket: R2Bucket; store: UploadStore; digest: RunningDigest | null }

/** Bytes of a part: R2's least, and all but the last have to be equal. A cut costs at most one of them. */
export const PART_BYTES = 5 * 1024 * 1024
/** Bytes that are gathered before they become a row of the tail; rows are 2 MB at most on the platform. */
const TAIL_ROW_BYTES = 512 * 1024

/** The R2 key of an upload's own bytes. */
export function uploadKey({ site, id }: Pick<Row, 'site' | 'id'>): string {
  return `references/${site}/${id}`
}

/**
 * Takes bytes until the body or the file ends. `announced` is how many this request brings, null where its sender
 * doesn't know: then all of them pass through the tail. Throws where the sender is cut off; what is durable stays.
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

/** The file's last part where all of it waits in the tail: after a body without a length, or a restart. */
export async function flushTail(intake: Intake): Promise<void> {
  const { store } = intake
  const row = store.row()
  const size = store.tailBytes()
  if (row && size > 0 && row.offset === row.length) await sendPart(intake, row, size, null)
}

/** The storage failed, and not who sends: it is worth trying again. */
export class StorageFault extends Error {}

/** One part: the tail first, then the reader. A file that fits in one part is put as it is, without a multipart. */
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
  // A storage that fails may leave its stream unread, so that a write would wait for ever.
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

/** Moves up to `max` bytes into the tail; false at the body's end. What came before a cut is kept. */
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
