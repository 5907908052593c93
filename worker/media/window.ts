/**
 * Buffers reads of a stored file: small reads near each other cost one read of the store, and their number is capped.
 */
import type { ByteSource } from './source.ts'

/** Bytes of a window over a picture, which is walked from end to end: 20 reads for the largest picture. Ours. */
export const IMAGE_WINDOW_BYTES = 1024 * 1024
/** Bytes of a window over a clip, whose walk jumps from box to box. Ours. */
export const CLIP_WINDOW_BYTES = 64 * 1024
/** Bytes of the largest window: it doubles while each read begins less than this behind the one before. Ours. */
const GROWN_WINDOW_BYTES = 1024 * 1024
/**
 * Reads of the store for one file at most. In any layout of 100 MB, at least every second read gets a mebibyte further:
 * about 200 reads. Ours.
 */
const READS_MAX = 400

/** A buffer over one file, which moves forwards as the file is walked. */
export class Window {
  readonly size: number
  #start = 0
  #bytes: Uint8Array = new Uint8Array()
  #reads = 0
  #ahead: number
  readonly #source: ByteSource
  readonly #windowBytes: number

  constructor(source: ByteSource, windowBytes: number) {
    this.size = source.size
    this.#source = source
    this.#windowBytes = windowBytes
    this.#ahead = windowBytes
  }

  /** Exactly `length` bytes from `offset`; null past the end of the file, or after the last allowed read. */
  async bytes(offset: number, length: number): Promise<Uint8Array | null> {
    if (length < 0 || offset < 0 || offset + length > this.size) return null
    const from = offset - this.#start
    if (from >= 0 && from + length <= this.#bytes.length) return this.#bytes.subarray(from, from + length)
    return (await this.#move(offset, length)) ? this.#bytes.subarray(0, length) : null
  }

  /** All buffered bytes from `offset`, at least `least`; null where the file has fewer. For scanning. */
  async some(offset: number, least: number): Promise<Uint8Array | null> {
    if (!(await this.bytes(offset, least))) return null
    return this.#bytes.subarray(offset - this.#start)
  }

  /** `length` bytes from `offset`, piece by piece; fewer at the end of the file, or after the last allowed read. */
  async *pieces(offset: number, length: number): AsyncGenerator<Uint8Array> {
    const end = offset + length
    for (let at = offset; at < end; ) {
      const piece = (await this.some(at, 1))?.subarray(0, end - at)
      if (!piece) return
      yield piece
      at += piece.length
    }
  }

  async #move(offset: number, length: number): Promise<boolean> {
    if (++this.#reads > READS_MAX) return false
    const near = offset - (this.#start + this.#bytes.length) < GROWN_WINDOW_BYTES
    if (this.#reads > 1) this.#ahead = near ? Math.min(2 * this.#ahead, GROWN_WINDOW_BYTES) : this.#windowBytes
    this.#bytes = await this.#source.read(offset, Math.max(length, this.#ahead))
    this.#start = offset
    return this.#bytes.length >= length
  }
}
