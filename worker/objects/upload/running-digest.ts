/**
 * The SHA-256 of a file while its bytes stream by, which spares reading it back. By Node's `createHash` and not
 * `DigestStream`: its state can be copied, so that bytes which were cut off before they were durable can be taken back.
 */
import { createHash } from 'node:crypto'

export class RunningDigest {
  /** Over the bytes that are durable. */
  #kept = createHash('sha256')
  #keptBytes = 0
  /** Over those that are on their way, too. */
  #ahead = this.#kept.copy()
  #aheadBytes = 0

  /** How many bytes it stands for: the upload's offset, unless it missed some. */
  get offset(): number {
    return this.#keptBytes
  }

  /** The file's next bytes, on their way. */
  add(bytes: Uint8Array): void {
    this.#ahead.update(bytes)
    this.#aheadBytes += bytes.byteLength
  }

  /** All that was added is durable. */
  keep(): void {
    this.#kept = this.#ahead.copy()
    this.#keptBytes = this.#aheadBytes
  }

  /** What was added since it was last kept is lost, and may come again as something else. */
  takeBack(): void {
    this.#ahead = this.#kept.copy()
    this.#aheadBytes = this.#keptBytes
  }

  /** In hex; null unless it stands for exactly `length` bytes. */
  of(length: number): string | null {
    return this.#keptBytes === length ? this.#kept.copy().digest('hex') : null
  }
}
