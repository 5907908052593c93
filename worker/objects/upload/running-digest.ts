/**
 * Computes a file's SHA-256 while its bytes stream by, which saves reading it back. By Node's `createHash` instead of
 * `DigestStream`, because its state can be copied: bytes that were cut off before they were durable can be taken back.
 */
import { createHash } from 'node:crypto'

/** A digest whose newest bytes can be taken back. */
export class RunningDigest {
  /** The digest of the durable bytes. */
  #kept = createHash('sha256')
  #keptBytes = 0
  /** The digest of the durable bytes and those on their way to R2. */
  #ahead = this.#kept.copy()
  #aheadBytes = 0

  /** Durable bytes in the digest: the upload's offset, unless the digest has missed some. */
  get offset(): number {
    return this.#keptBytes
  }

  /** Adds the file's next bytes, which are on their way to R2. */
  add(bytes: Uint8Array): void {
    this.#ahead.update(bytes)
    this.#aheadBytes += bytes.byteLength
  }

  /** Makes all added bytes durable. */
  keep(): void {
    this.#kept = this.#ahead.copy()
    this.#keptBytes = this.#aheadBytes
  }

  /** Drops the bytes added since `keep`: they were lost, and the sender may send others. */
  takeBack(): void {
    this.#ahead = this.#kept.copy()
    this.#aheadBytes = this.#keptBytes
  }

  /** The digest in hex; null unless it covers exactly `length` bytes. */
  of(length: number): string | null {
    return this.#keptBytes === length ? this.#kept.copy().digest('hex') : null
  }
}
