/**
 * Reads a `Range` header by RFC 9110, section 14. R2 can't be given the header: it answers a bad range with the whole
 * object, and throws for a range past the end.
 */

/** `part` is in bytes. `unsatisfiable` becomes a 416. */
type RangeResult = { kind: 'whole' } | { kind: 'part'; offset: number; length: number } | { kind: 'unsatisfiable' }

/** The part of `size` bytes that a header asks for. Multiple ranges and other units are ignored, as the RFC allows. */
export function readRange(header: string | null, size: number): RangeResult {
  const match = /^bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))$/i.exec(header?.trim() ?? '')
  if (!match) return { kind: 'whole' }
  const [, first, last, suffix] = match
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size)
    return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', offset: size - length, length }
  }
  const start = Number(first)
  if (last !== undefined && Number(last) < start) return { kind: 'whole' }
  if (start >= size) return { kind: 'unsatisfiable' }
  const end = last === undefined ? size - 1 : Math.min(Number(last), size - 1)
  return { kind: 'part', offset: start, length: end - start + 1 }
}
