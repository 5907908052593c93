/**
 * Walks through a JPEG from its first marker to its last. Strict where `image-size` and its like are lenient: the
 * scans must be there and the end marker too, so that a cut file is seen without decoding any of it.
 */
import { ascii, u8, u16 } from '../fields.ts'
import { corrupt, type Flaw, unsupported } from '../flaw.ts'
import type { Window } from '../window.ts'
import { EXIF_PREFIX, readOrientation, withoutPrefix } from './exif.ts'
import { PARTS_MAX, type Part, type Picture } from './picture.ts'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const COM = 0xfe
/** Baseline, extended and progressive, coded after Huffman: what decoders share. ITU T.81, table B.1. */
const USUAL_FRAMES = [0xc0, 0xc1, 0xc2]
/** In the range of the frames, but tables. */
const NOT_FRAMES = [0xc4, 0xc8, 0xcc]
/**
 * Application segments that pixels need: whether there is JFIF, the colour profile, and Adobe's colour transform; with
 * the bytes that such a segment has at least, and those that stay. Of JFIF the size of its thumbnail becomes zero.
 */
const KEPT = [
  { marker: 0xe0, name: 'JFIF\0', least: 18, stays: 16 },
  { marker: 0xe2, name: 'ICC_PROFILE\0', least: 18, stays: Number.POSITIVE_INFINITY },
  { marker: 0xee, name: 'Adobe', least: 16, stays: 16 },
]
/** Markers in one file at most: a progressive JPEG has about 50. Ours. */
const MARKERS_MAX = 10_000

const CUT = corrupt('This JPEG is incomplete: it ends in the middle of the picture.')
const DAMAGED = corrupt('This JPEG is damaged: it can’t be followed to its end.')

/** The picture, or what is wrong with it. */
export async function walkJpeg(file: Window): Promise<Picture | Flaw> {
  const metadata: Part[] = []
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
      if (part && metadata.length === PARTS_MAX) return DAMAGED
      // Of several EXIF segments the first counts.
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

/** What of an application segment or comment at `offset` pixels don't need; null where that is nothing. */
function metadataOf(marker: number, segment: Uint8Array, offset: number): Part | null {
  const kept = KEPT.find((one) => marker === one.marker && ascii(segment, 4, one.name.length) === one.name)
  if (!kept || segment.length < kept.least) return { type: 'other', offset, length: segment.length }
  const rest = segment.subarray(kept.stays)
  // In most files it says that there is no thumbnail, by zeros.
  if (rest.every((byte) => byte === 0)) return null
  return { type: 'rest', offset: offset + kept.stays, length: rest.length }
}

function readFrame(marker: number, segment: Uint8Array): { ok: true; width: number; height: number } | Flaw {
  if (!USUAL_FRAMES.includes(marker)) {
    return unsupported('This is a rare kind of JPEG that few programs can open. Save it as an ordinary JPEG.')
  }
  const [precision, height, width, components] = [u8(segment, 4), u16(segment, 5), u16(segment, 7), u8(segment, 9)]
  if (precision !== 8) {
    return unsupported(`This JPEG has ${precision} bits a colour, which few programs can open. Save it with 8.`)
  }
  // Whether the model reads the inks of print right is not known, and a wrong guess would cost a paid video.
  if (components === 4) {
    return unsupported('This JPEG has the four colours of print (CMYK). Save it in RGB, the colours of screens.')
  }
  if ((components !== 1 && components !== 3) || segment.length !== 10 + 3 * components) return DAMAGED
  return width > 0 && height > 0 ? { ok: true, width, height } : DAMAGED
}

/** Where the next marker after a scan's data stands; null when the file ends before one. */
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
    // The last byte at hand may begin a marker: it is looked at again, with the next one.
    offset += at >= 0 ? at : bytes.length
  }
}
