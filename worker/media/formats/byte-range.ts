/** Ranges of bytes in a file, and the gaps between them. */

/** `length` bytes from `offset`. */
export type ByteRange = { offset: number; length: number }

/** The ranges between `start` and `end` that no range of `kept` covers. `kept` is sorted by offset and may overlap. */
export function gaps(kept: readonly ByteRange[], start: number, end: number): ByteRange[] {
  const left: ByteRange[] = []
  let at = start
  for (const { offset, length } of kept) {
    if (offset >= end) break
    if (offset > at) left.push({ offset: at, length: offset - at })
    at = Math.max(at, offset + length)
  }
  if (at < end) left.push({ offset: at, length: end - at })
  return left
}
