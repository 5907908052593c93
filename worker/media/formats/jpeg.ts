/**
 * Walks through a JPEG from its first marker to its last. By hand, because `image-size` and its like stop at the frame
 * header: here the scans and the end marker must be present, so that a cut file is noticed without decoding.
 */
import { ascii, u8, u16 } from '../binary.ts'
import { corrupt, type MediaError, unsupported } from '../media-error.ts'
import type { Window } from '../window.ts'
import { EXIF_PREFIX, readOrientation, withoutPrefix } from './exif.ts'
import { METADATA_BLOCKS_MAX, type MetadataBlock, type Picture } from './picture.ts'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const COM = 0xfe
/** The frames that every decoder reads: baseline, extended and progressive, in Huffman coding. ITU T.81, table B.1. */
const USUAL_FRAMES = [0xc0, 0xc1, 0xc2]
/** Markers of tables within the range of frame markers. */
const NOT_FRAMES = [0xc4, 0xc8, 0xcc]
/**
 * Application segments that pixels need: JFIF's mark, the colour profile, Adobe's colour transform. `least` is the
 * shortest valid segment, `stays` how many of its bytes survive redaction: of JFIF all but the thumbnail.
 */
const KEPT = [
  { marker: 0xe0, name: 'JFIF\0', least: 18, stays: 16 },
  { marker: 0xe2, name: 'ICC_PROFILE\0', least: 18, stays: Number.POSITIVE_INFINITY },
  { marker: 0xee, name: 'Adobe', least: 16, stays: 16 },
]
/** Markers of one file at most: a progressive JPEG has about 50. Ours. */
const MARKERS_MAX = 10_000

const CUT = corrupt('This JPEG is incomplete: it ends in the middle of the picture.')
const DAMAGED = corrupt('This JPEG is damaged: it can’t be followed to its end.')

/** Size, orientation and metadata of the JPEG, or what is wrong with it. */
export async function walkJpeg(file: Window): Promise<Picture | MediaError> {
  const metadata: MetadataBlock[] = []
  let frame: { width: number; height: number } | null = null
  let orientation: number | null = null
  let scans = 0
  let offset = 2
  for (let count = 0; count < MARKERS_MAX; count++) {
    const head = await file.bytes(offset, 2)
    if (!head) return CUT
    if (u8(head, 0) !== 0xff) return DAMAGED
    const marker = u8(head, 1)
    if (marker === 0xff) {
      // A fill byte before a marker.
      offset += 1
      continue
    }
    if (marker === EOI) {
      if (!frame || scans === 0) return DAMAGED
      return { ok: true, ...frame, orientation: orientation ?? 1, metadata, end: offset + 2 }
    }
    if (marker === SOI || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd7)) return DAMAGED
    const lengthBytes = await file.bytes(offset + 2, 2)
    const length = lengthBytes ? u16(lengthBytes, 0) : 0
    const segment = await file.bytes(offset, 2 + length)
    if (!segment) return CUT
    if (length < 2) return DAMAGED
    if (marker >= 0xc0 && marker <= 0xcf && !NOT_FRAMES.includes(marker)) {
      if (frame) return DAMAGED
      const read = readFrame(marker, segment)
      if (!read.ok) return read
      frame = { width: read.width, height: read.height }
    } else if ((marker >= 0xe0 && marker <= 0xef) || marker === COM) {
      const part = metadataOf(marker, segment, offset)
      if (part && metadata.length === METADATA_BLOCKS_MAX) return DAMAGED
      // Readers take the first of several EXIF segments.
      if (part && orientation === null && marker === 0xe1 && ascii(segment, 4, EXIF_PREFIX.length) === EXIF_PREFIX) {
        orientation = readOrientation(withoutPrefix(segment.subarray(4)))
        metadata.push({ ...part, type: 'exif' })
      } else if (part) metadata.push(part)
    }
    offset += segment.length
    if (marker === SOS) {
      if (!frame) return DAMAGED
      scans++
      const after = await endOfScan(file, offset)
      if (after === null) return CUT
      offset = after
    }
  }
  return DAMAGED
}

/** The part of an application segment or comment that pixels don't need; null where they need all of it. */
function metadataOf(marker: number, segment: Uint8Array, offset: number): MetadataBlock | null {
  const kept = KEPT.find((one) => marker === one.marker && ascii(segment, 4, one.name.length) === one.name)
  if (!kept || segment.length < kept.least) return { type: 'other', offset, length: segment.length }
  const rest = segment.subarray(kept.stays)
  // Most JFIF segments end in zeros, which means no thumbnail.
  if (rest.every((byte) => byte === 0)) return null
  return { type: 'rest', offset: offset + kept.stays, length: rest.length }
}

function readFrame(marker: number, segment: Uint8Array): { ok: true; width: number; height: number } | MediaError {
  if (!USUAL_FRAMES.includes(marker)) {
    return unsupported('This is a rare kind of JPEG that few programs can open. Save it as an ordinary JPEG.')
  }
  const [precision, height, width, components] = [u8(segment, 4), u16(segment, 5), u16(segment, 7), u8(segment, 9)]
  if (precision !== 8) {
    return unsupported(`This JPEG has ${precision} bits a colour, which few programs can open. Save it with 8.`)
  }
  // Nobody documents how the model reads CMYK, and a wrong guess would spoil a paid video.
  if (components === 4) {
    return unsupported('This JPEG has the four colours of print (CMYK). Save it in RGB, the colours of screens.')
  }
  if ((components !== 1 && components !== 3) || segment.length !== 10 + 3 * components) return DAMAGED
  return width > 0 && height > 0 ? { ok: true, width, height } : DAMAGED
}

/** The offset of the first marker after a scan's data; null where the file ends before one. */
async function endOfScan(file: Window, start: number): Promise<number | null> {
  let offset = start
  for (;;) {
    const bytes = await file.some(offset, 2)
    if (!bytes) return null
    let at = bytes.indexOf(0xff)
    while (at >= 0 && at + 1 < bytes.length) {
      const next = u8(bytes, at + 1)
      // A stuffed zero, a restart marker or a fill byte belongs to the data.
      if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return offset + at
      at = bytes.indexOf(0xff, at + 1)
    }
    // The last byte in the window may begin a marker, so the next window starts with it.
    offset += at >= 0 ? at : bytes.length
  }
}
