/** Walks through a PNG chunk by chunk, from IHDR to IEND; the image data are measured and not looked into. */
import { crc32 } from '../crc32.ts'
import { ascii, u8, u32 } from '../fields.ts'
import { corrupt, type Flaw, unsupported } from '../flaw.ts'
import type { Window } from '../window.ts'
import { readOrientation, withoutPrefix } from './exif.ts'
import { PARTS_MAX, type Part, type Picture } from './picture.ts'

const SIGNATURE_BYTES = 8
/** A chunk's length, type and checksum, around its data. */
const CHUNK_FRAME_BYTES = 12
/** Chunks that pixels and their colours need. PNG, third edition, section 11. */
const KEPT = 'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs'.split(' ')
/** Bit depths of each colour type. PNG, third edition, table 12. */
const DEPTHS: Record<number, number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}
/** Chunks at most: 20 MB in the smallest image data chunks that writers make (4 KiB). Ours. */
const CHUNKS_MAX = 10_000

const CUT = corrupt('This PNG is incomplete: it ends in the middle of the picture.')
const DAMAGED = corrupt('This PNG is damaged: it can’t be followed to its end.')

/** The picture, or what is wrong with it. */
export async function walkPng(file: Window): Promise<Picture | Flaw> {
  const metadata: Part[] = []
  let size: { width: number; height: number; palette: boolean } | null = null
  let orientation: number | null = null
  let offset = SIGNATURE_BYTES
  let [seenPalette, seenData, dataOver] = [false, false, false]
  for (let count = 0; count < CHUNKS_MAX; count++) {
    const head = await file.bytes(offset, 8)
    if (!head) return CUT
    const [length, type] = [u32(head, 0), ascii(head, 4, 4)]
    if (!/^[A-Za-z]{4}$/.test(type)) return DAMAGED
    const whole = length + CHUNK_FRAME_BYTES
    if (offset + whole > file.size) return CUT
    if (count === 0) {
      if (type === 'CgBI') return unsupported('This PNG is made for iPhone apps only. Save it as an ordinary PNG.')
      if (type !== 'IHDR' || length !== 13) return DAMAGED
      const chunk = await file.bytes(offset, whole)
      size = chunk ? readHeader(chunk) : null
      if (!size) return DAMAGED
    } else if (type === 'IHDR') return DAMAGED
    if (type === 'acTL') return unsupported('This PNG is animated. Choose a still picture, or a clip as MP4 or MOV.')
    if (type === 'PLTE') seenPalette = true
    if (type === 'IDAT') {
      if (dataOver) return DAMAGED
      seenData = true
    } else dataOver = seenData
    if (type === 'IEND') {
      if (!size || !seenData || length !== 0 || (size.palette && !seenPalette)) return DAMAGED
      const { width, height } = size
      return { ok: true, width, height, orientation: orientation ?? 1, metadata, end: offset + whole }
    }
    if (!KEPT.includes(type)) {
      if (metadata.length === PARTS_MAX) return DAMAGED
      // The directory of an eXIf block stands at its beginning. Of several the first counts.
      const exif =
        type === 'eXIf' && orientation === null ? await file.bytes(offset + 8, Math.min(length, 65_536)) : null
      if (exif) orientation = readOrientation(withoutPrefix(exif))
      metadata.push({ type: exif ? 'exif' : 'other', offset, length: whole })
    }
    offset += whole
  }
  return DAMAGED
}

/** Size and whether colours come from a palette; null where IHDR breaks its own rules. */
function readHeader(chunk: Uint8Array): { width: number; height: number; palette: boolean } | null {
  const [width, height] = [u32(chunk, 8), u32(chunk, 12)]
  const colours = u8(chunk, 17)
  const sound =
    width > 0 &&
    width < 2 ** 31 &&
    height > 0 &&
    height < 2 ** 31 &&
    DEPTHS[colours]?.includes(u8(chunk, 16)) &&
    u8(chunk, 18) === 0 &&
    u8(chunk, 19) === 0 &&
    u8(chunk, 20) <= 1 &&
    crc32(chunk.subarray(4, 21)) === u32(chunk, 21)
  return sound ? { width, height, palette: colours === 3 } : null
}
