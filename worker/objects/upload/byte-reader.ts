/** Reads a stream in pieces of at most the size asked for, whatever chunks it comes in. */

/** Bytes that a read may bring at once: the fewer reads, the less work for each byte. Ours. */
const READ_MAX_BYTES = 256 * 1024

export class ByteReader {
  readonly #reader: ReadableStreamBYOBReader
  /** Given away to each read and back with its bytes. */
  #buffer: ArrayBuffer = new ArrayBuffer(READ_MAX_BYTES)

  readonly #arrived: () => void

  readonly #signal: AbortSignal | null

  /** `arrived` is called with each chunk that comes; when `signal` aborts, the reading fails. */
  constructor(
    stream: ReadableStream<Uint8Array>,
    arrived: () => void = () => undefined,
    signal: AbortSignal | null = null,
  ) {
    this.#reader = stream.getReader({ mode: 'byob' })
    this.#arrived = arrived
    this.#signal = signal
    // A read that waits sees the end then, which must not be taken for the file's.
    signal?.addEventListener('abort', () => this.cancel(signal.reason), { once: true })
  }

  /**
   * The next bytes, at most `max` of them, good until the next read; null at the end. Throws where the sender is cut
   * off.
   */
  async read(max: number): Promise<Uint8Array | null> {
    const { done, value } = await this.#reader.read(new Uint8Array(this.#buffer, 0, Math.min(max, READ_MAX_BYTES)))
    this.#signal?.throwIfAborted()
    if (value) this.#buffer = value.buffer as ArrayBuffer
    if (done || !value) return null
    this.#arrived()
    return value
  }

  /** Ends the reading; a `read` that waits throws or sees the end. */
  async cancel(reason?: unknown): Promise<void> {
    await this.#reader.cancel(reason).catch(() => undefined)
  }
}
