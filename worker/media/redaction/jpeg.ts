/** Redacts a JPEG: every segment that pixels don't need, and whatever follows the end of the picture. */
import { EXIF_PREFIX, orientationBlock } from '../formats/exif.ts'
import type { Picture } from '../formats/picture.ts'
import { type Redaction, RedactionList } from './redactions.ts'

/** The marker of APP15, an application segment that no format uses: a redacted segment becomes one. */
const EMPTY_SEGMENT = Uint8Array.of(0xff, 0xef)
/** A segment's marker and length. */
const SEGMENT_HEAD_BYTES = 4

/**
 * Comments, EXIF, JFIF's thumbnail, XMP, IPTC and makers' segments become zeros; the orientation stays. So does a whole
 * colour profile: its texts name a maker of screens or cameras and nothing more.
 */
export function jpegRedactions(picture: Picture, fileSize: number): Redaction[] | null {
  const list = new RedactionList()
  for (const { type, offset, length } of picture.metadata) {
    const body = length - SEGMENT_HEAD_BYTES
    if (type === 'rest') {
      list.zero(offset, length)
    } else if (type === 'exif' && picture.orientation > 1) {
      const prefix = new TextEncoder().encode(EXIF_PREFIX)
      const minimal = Uint8Array.of(...prefix, ...orientationBlock(picture.orientation))
      list.write(offset + SEGMENT_HEAD_BYTES, minimal, body)
    } else {
      list.write(offset, EMPTY_SEGMENT)
      list.zero(offset + SEGMENT_HEAD_BYTES, body)
    }
  }
  list.zeroAfter(picture.end, fileSize)
  return list.sorted()
}
