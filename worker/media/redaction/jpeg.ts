/** What is blanked in a JPEG: every segment that pixels don't need, and whatever follows the picture's end. */
import { EXIF_PREFIX, orientationBlock } from '../formats/exif.ts'
import type { Picture } from '../formats/picture.ts'
import { type Patch, Patches } from './patch.ts'
import { blankTail } from './tail.ts'

/** An application segment that means nothing to anybody: what stays of a blanked one, with its length. */
const EMPTY_SEGMENT = Uint8Array.of(0xff, 0xef)
/** A segment's marker and length. */
const SEGMENT_HEAD_BYTES = 4

/**
 * Comments, EXIF and JFIF's thumbnail, XMP, IPTC and makers' segments become zeros; the orientation stays.
 * Texts inside a colour profile stay with it: that it was made by a maker of screens or cameras is all they say.
 */
export function blankJpeg(picture: Picture, size: number): Patch[] | null {
  const patches = new Patches()
  for (const { type, offset, length } of picture.metadata) {
    const body = length - SEGMENT_HEAD_BYTES
    if (type === 'rest') {
      patches.blank(offset, length)
    } else if (type === 'exif' && picture.orientation > 1) {
      const prefix = new TextEncoder().encode(EXIF_PREFIX)
      const minimal = Uint8Array.of(...prefix, ...orientationBlock(picture.orientation))
      patches.write(offset + SEGMENT_HEAD_BYTES, minimal, body)
    } else {
      patches.write(offset, EMPTY_SEGMENT)
      patches.blank(offset + SEGMENT_HEAD_BYTES, body)
    }
  }
  blankTail(patches, picture, size)
  return patches.sorted()
}
