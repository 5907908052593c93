/** Redacts a WebP: every chunk that pixels and their colours don't need, and the flags that announce those chunks. */
import { orientationBlock } from '../formats/exif.ts'
import { FLAG_EXIF, FLAG_XMP, FLAGS_OFFSET, type WebpPicture } from '../formats/webp.ts'
import { type Redaction, RedactionList } from './redactions.ts'

/** RIFF's name for padding: readers skip it. */
const EMPTY_CHUNK = new TextEncoder().encode('JUNK')
const CHUNK_HEAD_BYTES = 8

/** EXIF, XMP and unknown chunks become padding of the same length; the orientation stays. */
export function webpRedactions(picture: WebpPicture, fileSize: number): Redaction[] | null {
  const list = new RedactionList()
  let keptFlags = 0
  for (const { type, offset, length } of picture.metadata) {
    const body = length - CHUNK_HEAD_BYTES
    if (type === 'exif' && picture.orientation > 1) {
      keptFlags = FLAG_EXIF
      list.write(offset + CHUNK_HEAD_BYTES, orientationBlock(picture.orientation), body)
    } else {
      list.write(offset, EMPTY_CHUNK)
      list.zero(offset + CHUNK_HEAD_BYTES, body)
    }
  }
  if (picture.flags !== null) {
    const flags = (picture.flags & ~(FLAG_XMP | FLAG_EXIF)) | keptFlags
    if (flags !== picture.flags) list.write(FLAGS_OFFSET, Uint8Array.of(flags))
  }
  list.zeroAfter(picture.end, fileSize)
  return list.sorted()
}
