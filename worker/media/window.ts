/** A window over a source: many small reads near each other cost one read of the store, and their number is capped. */
import type { ByteSource } from './source.ts'

/** Bytes of a window over a picture, whose structure is walked from end to end: 20 reads for the largest one. Ours. */
export const IMAGE_WINDOW_BYTES = 1024 * 1024
/** Bytes of a window over a clip, where walking jumps from box to box. Ours. */
export const CLIP_WINDOW_BYTES = 64 * 1024
/** Bytes that a window grows to, doubling, while what is wanted next stands within as many behind it. Ours. */
const GROWN_WINDOW_BYTES = 1024 * 1024
/**
 * Reads of the store for one file. However the boxes of 100 MB stand, of two reads one at least gets a mebibyte further:
 * about 200. Ours.
 */
const READS_MAX = 400

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

  /** Exactly `length` bytes from `offset`; null where the file, or what may be read of it, ends before. */
  async bytes(offset: number, length: number): Promise<Uint8Array | null> {
    if (length < 0 || offset < 0 || offset + length > this.size) return null
    const from = offset - this.#start
    if (from >= 0 && from + length <= this.#bytes.length) return this.#bytes.subarray(from, from + length)
    return (await this.#move(offset, length)) ? this.#bytes.subarray(0, length) : null
  }

  /** The bytes from `offset` that are at hand, `least` or more; null where there are fewer. For scanning through. */
  async some(offset: number, least: number): Promise<Uint8Array | null> {
    if (!(await this.bytes(offset, least))) return null
    return this.#bytes.subarray(offset - this.#start)
  }

  /** All of `length` bytes from `offset`, piece by piece; fewer where the file, or what may be read of it, ends before. */
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
