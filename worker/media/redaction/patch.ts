/**
 * Patches: what is written over a file's bytes when it leaves, so that places, times and cameras stay behind. A patch
 * never changes a length, so ranges, offsets inside the file and the length of the whole are as before.
 */

/** `length` bytes from `offset` become the bytes in hex, and zeros after them. Plain JSON, and short. */
export type Patch = [offset: number, length: number, hex: string]

/**
 * Patches of one file at most: 30 s of a clip with a fragment a frame, and something to blank beside each, need 6,400.
 * Ours: 250 kB as JSON.
 */
const PATCHES_MAX = 10_000
/** Before neighbours are joined. Ours. */
const COLLECTED_MAX = 50_000

/** Collects patches; neighbours that are only zeros become one. */
export class Patches {
  readonly #list: Patch[] = []

  /** More than anybody could need: what follows is no longer collected. */
  get full(): boolean {
    return this.#list.length >= COLLECTED_MAX
  }

  /** Zeros. */
  blank(offset: number, length: number): void {
    if (length > 0 && !this.full) this.#list.push([offset, length, ''])
  }

  /** These bytes, then zeros up to `length`. */
  write(offset: number, bytes: Uint8Array, length = bytes.length): void {
    if (!this.full) this.#list.push([offset, length, toHex(bytes.subarray(0, length))])
  }

  /** By offset and apart from each other; null where two contradict each other, or they are too many. */
  sorted(): Patch[] | null {
    if (this.full) return null
    const sorted: Patch[] = []
    for (const patch of this.#list.sort(([a], [b]) => a - b)) {
      const last = sorted.at(-1)
      const end = last ? last[0] + last[1] : 0
      if (patch[0] < end && (patch[2] !== '' || last?.[2] !== '')) return null
      if (last && patch[0] <= end && patch[2] === '') last[1] = Math.max(end, patch[0] + patch[1]) - last[0]
      else sorted.push(patch)
    }
    return sorted.length <= PATCHES_MAX ? sorted : null
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What a patch puts at its offset before the zeros. */
export function patchBytes([, , hex]: Patch): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
