/** Takes the bytes of one request at a time into an upload, and takes over from a connection that went silent. */
import { logFault } from '../../log.ts'
import type { ByteReader } from './byte-reader.ts'
import { receive, StorageFault } from './parts.ts'
import { RunningDigest } from './running-digest.ts'
import type { Row, UploadStore } from './store.ts'

/** Milliseconds without a byte after which a writer counts as gone, and another may take over. Ours. */
const WRITER_SILENT_MS = 10_000

/** Where a request's bytes begin in the file, and how many it announces; null where its length is unknown. */
export type WriteFrom = { offset: number; announced: number | null }

/** `received` is false for a request without a body, and for an upload that has all its bytes. */
export type WriteResult =
  | { ok: true; received: boolean }
  | { ok: false; why: 'unknown' | 'locked' | 'offset-mismatch' | 'cut' | 'too-long' | 'storage' }

/** The only writer of an upload's bytes, and of their digest. */
export class UploadWriter {
  readonly #store: UploadStore
  #current: { reader: ByteReader; active: number; ended: Promise<void> } | null = null
  #digest: RunningDigest | null = null

  constructor(store: UploadStore) {
    this.#store = store
  }

  /** A request's bytes are being received. */
  get busy(): boolean {
    return this.#current !== null
  }

  /** The digest of all bytes so far; null where this object was evicted meanwhile and has missed some. */
  get digest(): RunningDigest | null {
    return this.#digest
  }

  /** Cuts off the request whose bytes are being received, and waits until its last part is stored or dropped. */
  async stop(reason: string): Promise<void> {
    const current = this.#current
    await current?.reader.cancel(reason)
    await current?.ended
  }

  /**
   * Receives a request's bytes into `bucket`. `ownRow` gives the upload's row to its owner and null to anybody else. On `cut` and
   * `storage` the bytes that were durable stay.
   */
  async write(
    bucket: R2Bucket,
    ownRow: () => Row | null,
    from: WriteFrom,
    reader: ByteReader | null,
  ): Promise<WriteResult> {
    if (!ownRow()) return { ok: false, why: 'unknown' }
    if (this.#current && Date.now() - this.#current.active < WRITER_SILENT_MS) return { ok: false, why: 'locked' }
    await this.stop('another writer took over')
    // The row is read after the wait, in which the silent writer may have made more bytes durable.
    const row = ownRow()
    if (!row) return { ok: false, why: 'unknown' }
    if (this.#current) return { ok: false, why: 'locked' }
    if (from.offset !== row.offset) return { ok: false, why: 'offset-mismatch' }
    if (from.announced !== null && from.offset + from.announced > row.length) return { ok: false, why: 'too-long' }
    if (!reader || row.status !== 'uploading') return { ok: true, received: false }
    if (row.offset === 0) this.#digest = new RunningDigest()
    // An object that was evicted has missed bytes: without a digest, `finish` reads the whole file back.
    else if (this.#digest?.offset !== row.offset) this.#digest = null
    return this.#receive(bucket, row, from.announced, reader)
  }

  async #receive(bucket: R2Bucket, row: Row, announced: number | null, reader: ByteReader): Promise<WriteResult> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const current = { reader, active: Date.now(), ended }
    reader.arrived = () => {
      current.active = Date.now()
    }
    this.#current = current
    try {
      await receive({ bucket, store: this.#store, digest: this.#digest }, reader, announced)
      // A sender that didn't announce its length may have sent too much.
      const complete = this.#store.row()?.offset === row.length
      if (announced === null && complete && (await reader.read(1)) !== null) return { ok: false, why: 'too-long' }
      return { ok: true, received: true }
    } catch (error) {
      if (!(error instanceof StorageFault)) return { ok: false, why: 'cut' }
      logFault('upload part', error, { reference: row.id })
      return { ok: false, why: 'storage' }
    } finally {
      this.#current = null
      end()
      await reader.cancel()
    }
  }
}
