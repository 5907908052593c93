/** Redacts a BMP: what stands between its parts, and whatever follows its end. The format itself has no metadata. */
import type { Picture } from '../formats/picture.ts'
import { type Redaction, RedactionList } from './redactions.ts'

/** Gaps between headers, palette, pixels and profile become zeros. */
export function bmpRedactions(picture: Picture, fileSize: number): Redaction[] | null {
  const list = new RedactionList()
  for (const { offset, length } of picture.metadata) list.zero(offset, length)
  list.zeroAfter(picture.end, fileSize)
  return list.sorted()
}
