/**
 * Redactions: what overwrites a file's bytes on their way to the provider, so that places, times and cameras stay
 * behind. A redaction never changes a length: ranges, offsets inside the file and its size stay valid.
 */
import { toHex } from '../../contract/digest.ts'

/** `length` bytes from `offset` become the bytes in `hex`, then zeros. A plain tuple, because it is stored as JSON. */
export type Redaction = [offset: number, length: number, hex: string]

/**
 * Redactions of one file at most. A 30 s clip with a fragment for each frame, and one redaction beside each fragment,
 * needs 6,400. Ours: 250 kB as JSON.
 */
const REDACTIONS_MAX = 10_000
/** Redactions collected at most, before neighbours are joined. Ours. */
const COLLECTED_MAX = 50_000

/** Collects the redactions of one file in any order, then sorts and joins them. */
export class RedactionList {
  readonly #collected: Redaction[] = []

  get #full(): boolean {
    return this.#collected.length >= COLLECTED_MAX
  }

  /** Overwrites `length` bytes from `offset` with zeros. */
  zero(offset: number, length: number): void {
    if (length > 0 && !this.#full) this.#collected.push([offset, length, ''])
  }

  /** Overwrites `length` bytes from `offset` with `bytes`, then zeros. */
  write(offset: number, bytes: Uint8Array, length = bytes.length): void {
    if (!this.#full) this.#collected.push([offset, length, toHex(bytes.subarray(0, length))])
  }

  /**
   * Zeros from where a picture or clip ends to the end of its file. Phones append a film, depths or makers' notes to
   * most photos, and anybody can hide an archive there. Refusing such files would refuse the photos.
   */
  zeroAfter(end: number, fileSize: number): void {
    this.zero(end, fileSize - end)
  }

  /** The redactions by offset, none overlapping; null where two contradict each other or there are too many. */
  sorted(): Redaction[] | null {
    if (this.#full) return null
    const sorted: Redaction[] = []
    for (const redaction of this.#collected.sort(([a], [b]) => a - b)) {
      const [offset, length, hex] = redaction
      const last = sorted.at(-1)
      const lastEnd = last ? last[0] + last[1] : 0
      if (offset < lastEnd && (hex !== '' || last?.[2] !== '')) return null
      // Zeros extend the redaction before them: its replacement is followed by zeros anyway.
      if (last && offset <= lastEnd && hex === '') last[1] = Math.max(lastEnd, offset + length) - last[0]
      else sorted.push(redaction)
    }
    return sorted.length <= REDACTIONS_MAX ? sorted : null
  }
}

/** The bytes that a redaction writes at its offset; zeros fill the rest of its length. */
export function replacementOf([, , hex]: Redaction): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
