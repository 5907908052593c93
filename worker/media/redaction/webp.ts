/** What is blanked in a WebP: every chunk that pixels and their colours don't need, and the flags that announce them. */
import { orientationBlock } from '../formats/exif.ts'
import { FLAG_EXIF, FLAG_XMP, FLAGS_OFFSET, type WebpPicture } from '../formats/webp.ts'
import { type Patch, Patches } from './patch.ts'
import { blankTail } from './tail.ts'

/** RIFF's name for padding: readers skip it. */
const EMPTY_CHUNK = new TextEncoder().encode('JUNK')
const CHUNK_HEAD_BYTES = 8

/** EXIF, XMP and unknown chunks become padding of the same length; the orientation stays. */
export function blankWebp(picture: WebpPicture, size: number): Patch[] | null {
  const patches = new Patches()
  let stays = 0
  for (const { type, offset, length } of picture.metadata) {
    const body = length - CHUNK_HEAD_BYTES
    if (type === 'exif' && picture.orientation > 1) {
      stays = FLAG_EXIF
      patches.write(offset + CHUNK_HEAD_BYTES, orientationBlock(picture.orientation), body)
    } else {
      patches.write(offset, EMPTY_CHUNK)
      patches.blank(offset + CHUNK_HEAD_BYTES, body)
    }
  }
  if (picture.flags !== null) {
    const flags = (picture.flags & ~(FLAG_XMP | FLAG_EXIF)) | stays
    if (flags !== picture.flags) patches.write(FLAGS_OFFSET, Uint8Array.of(flags))
  }
  blankTail(patches, picture, size)
  return patches.sorted()
}
