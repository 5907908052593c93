/** Reads a stream in pieces of at most the size asked for, whatever chunks it comes in. */

export class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #rest: Uint8Array | null = null

  readonly #arrived: () => void

  /** `arrived` is called with each chunk that comes. */
  constructor(stream: ReadableStream<Uint8Array>, arrived: () => void = () => undefined) {
    this.#reader = stream.getReader()
    this.#arrived = arrived
  }

  /** The next bytes, at most `max` of them; null at the end. Throws where the sender is cut off. */
  async read(max: number): Promise<Uint8Array | null> {
    while (this.#rest === null || this.#rest.byteLength === 0) {
      const { done, value } = await this.#reader.read()
      if (done) return null
      this.#arrived()
      this.#rest = value
    }
    const piece = this.#rest.subarray(0, max)
    this.#rest = this.#rest.subarray(piece.byteLength)
    return piece
  }

  /** Ends the reading; a `read` that waits throws or sees the end. */
  async cancel(reason?: unknown): Promise<void> {
    await this.#reader.cancel(reason).catch(() => undefined)
  }
}
