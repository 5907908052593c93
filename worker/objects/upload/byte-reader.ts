/** Reads a stream in pieces of at most the size asked for, whatever chunks it comes in. */

/** Bytes that a read may bring at once: the fewer reads, the less work for each byte. Ours. */
const READ_MAX_BYTES = 256 * 1024

export class ByteReader {
  readonly #reader: ReadableStreamBYOBReader
  /** Given away to each read and back with its bytes. */
  #buffer: ArrayBuffer = new ArrayBuffer(READ_MAX_BYTES)

  /** What was looked at before it was read. */
  #ahead: Uint8Array | null = null

  readonly #signal: AbortSignal | null

  /** Called with each chunk that comes. */
  arrived: () => void = () => undefined

  /** When `signal` aborts, the reading fails. */
  constructor(stream: ReadableStream<Uint8Array>, signal: AbortSignal | null = null) {
    this.#reader = stream.getReader({ mode: 'byob' })
    this.#signal = signal
    // A read that waits sees the end then, which must not be taken for the file's.
    signal?.addEventListener('abort', () => this.cancel(signal.reason), { once: true })
  }

  /**
   * The next bytes, at most `max` of them, good until the next read; null at the end. Throws where the sender is cut
   * off.
   */
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

  /** Up to `max` bytes from the beginning, fewer only where the stream ends; they are still to be read. */
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

  /** Ends the reading; a `read` that waits throws or sees the end. */
  async cancel(reason?: unknown): Promise<void> {
    await this.#reader.cancel(reason).catch(() => undefined)
  }
}
