/** Reads a stream in pieces of at most a given size, whatever the sizes of its chunks. */

/** Bytes of one read at most: the fewer reads, the less work for each byte. Ours. */
const READ_MAX_BYTES = 256 * 1024

/** A reader with one buffer, which can look ahead. */
export class ByteReader {
  readonly #reader: ReadableStreamBYOBReader
  /** The one buffer: each read takes it over, and returns it with the bytes that were read. */
  #buffer: ArrayBuffer = new ArrayBuffer(READ_MAX_BYTES)

  /** Bytes that `lookAhead` took from the stream and `read` hasn't returned yet. */
  #ahead: Uint8Array | null = null

  readonly #signal: AbortSignal | null

  /** Called whenever bytes arrive. */
  arrived: () => void = () => undefined

  /** Reads fail once `signal` aborts. */
  constructor(stream: ReadableStream<Uint8Array>, signal: AbortSignal | null = null) {
    this.#reader = stream.getReader({ mode: 'byob' })
    this.#signal = signal
    // A pending read then ends like the stream; `read` checks the signal so as not to take that for the file's end.
    signal?.addEventListener('abort', () => this.cancel(signal.reason), { once: true })
  }

  /** The next bytes, `max` at most, valid until the next read; null at the end. Throws where the sender is cut off. */
  async read(max: number): Promise<Uint8Array | null> {
    if (this.#ahead) {
      const piece = this.#ahead.subarray(0, max)
      this.#ahead = piece.byteLength < this.#ahead.byteLength ? this.#ahead.subarray(piece.byteLength) : null
      return piece
    }
    const { done, value } = await this.#reader.read(new Uint8Array(this.#buffer, 0, Math.min(max, READ_MAX_BYTES)))
    this.#signal?.throwIfAborted()
    if (value) this.#buffer = value.buffer as ArrayBuffer
    if (done || !value) return null
    this.arrived()
    return value
  }

  /** The first `max` bytes, fewer only where the stream ends; `read` still returns them afterwards. */
  async lookAhead(max: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(max)
    let length = 0
    while (length < max) {
      const piece = await this.read(max - length)
      if (!piece) break
      bytes.set(piece, length)
      length += piece.byteLength
    }
    const ahead = bytes.subarray(0, length)
    this.#ahead = length > 0 ? ahead : null
    return ahead
  }

  /** Cancels the stream; a pending `read` throws or returns null. */
  async cancel(reason?: unknown): Promise<void> {
    await this.#reader.cancel(reason).catch(() => undefined)
  }
}
