/** Stretches of a file. */

/** `length` bytes from `offset`. */
export type Range = { offset: number; length: number }

/** What none of `kept` covers between `start` and `end`. `kept` is sorted by offset, and may overlap. */
export function gaps(kept: readonly Range[], start: number, end: number): Range[] {
  const left: Range[] = []
  let at = start
  for (const { offset, length } of kept) {
    if (offset >= end) break
    if (offset > at) left.push({ offset: at, length: offset - at })
    at = Math.max(at, offset + length)
  }
  if (at < end) left.push({ offset: at, length: end - at })
  return left
}
