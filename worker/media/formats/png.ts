/**
 * Walks through a PNG chunk by chunk, from IHDR to IEND, and verifies each checksum. By hand, because `image-size` reads
 * IHDR alone: it neither notices a cut file nor tells where the chunks are that redaction needs.
 */
import { crc32 } from 'node:zlib'
import { ascii, u8, u32 } from '../binary.ts'
import { corrupt, type MediaError, unsupported } from '../media-error.ts'
import type { Window } from '../window.ts'
import type { ByteRange } from './byte-range.ts'
import { readOrientation, withoutPrefix } from './exif.ts'
import { METADATA_BLOCKS_MAX, type MetadataBlock, type Picture } from './picture.ts'

const SIGNATURE_BYTES = 8
/** Bytes of a chunk's length, type and checksum. */
const CHUNK_FRAME_BYTES = 12
/** Chunks that pixels and their colours need, and the longest valid data of each. PNG, third edition, section 11. */
const KEPT: Record<string, number> = {
  ...{ IHDR: 13, PLTE: 768, IDAT: Number.POSITIVE_INFINITY, IEND: 0, tRNS: 256, bKGD: 6, pHYs: 9 },
  ...{ cHRM: 32, gAMA: 4, sBIT: 4, sRGB: 1, cICP: 4, mDCV: 24, cLLI: 8, iCCP: Number.POSITIVE_INFINITY },
}
/** Bit depths, by colour type. PNG, third edition, table 12. */
const DEPTHS: Record<number, number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}
/** Chunks of one file at most: 20 MB in 4 KiB, the smallest image data chunks in use, are 5,000. Ours. */
const CHUNKS_MAX = 10_000
/** Bytes that are read of an EXIF block: its first directory is at its beginning. Ours: as much as a JPEG can hold. */
const EXIF_READ_BYTES = 65_536

const CUT = corrupt('This PNG is incomplete: it ends in the middle of the picture.')
const DAMAGED = corrupt('This PNG is damaged: it can’t be followed to its end.')

/** The fields of IHDR. */
export type PngHeader = { width: number; height: number; bits: number; colours: number; interlaced: boolean }
/** A colour profile's name, which begins its chunk, and the chunk's checksum after the name is redacted. */
type ProfileName = { offset: number; length: number; crcOffset: number; redactedCrc: number }
/** A PNG, with the ranges of its image data and the name of its colour profile. */
export type PngPicture = Picture & { header: PngHeader; data: ByteRange[]; profiles: ProfileName[] }

/** Fills a redacted profile name, which needs one printable character at least. */
export const REDACTED_NAME = 'x'
/** Bytes of the longest profile name with the zero after it. PNG, third edition, section 11.3.2.3. */
const NAME_BYTES = 80

/** Size, orientation and metadata of the PNG, or what is wrong with it. */
export async function walkPng(file: Window): Promise<PngPicture | MediaError> {
  const [metadata, data, profiles]: [MetadataBlock[], ByteRange[], ProfileName[]] = [[], [], []]
  let header: PngHeader | null = null
  let orientation: number | null = null
  let offset = SIGNATURE_BYTES
  let [seenPalette, dataOver] = [false, false]
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
      header = chunk ? readHeader(chunk) : null
      if (!header) return DAMAGED
    } else if (type === 'IHDR') return DAMAGED
    if (type === 'acTL') return unsupported('This PNG is animated. Choose a still picture, or a clip as MP4 or MOV.')
    if (type === 'PLTE') seenPalette = true
    if (type === 'IDAT') {
      if (dataOver) return DAMAGED
      data.push({ offset: offset + 8, length })
    } else dataOver = data.length > 0
    const profile = type === 'iCCP' && profiles.length === 0 ? await readProfileName(file, offset, length) : null
    if (profile) profiles.push(profile)
    // Readers take the first profile, and no profile without a name.
    const kept = length <= (KEPT[type] ?? -1) && (type !== 'iCCP' || profile !== null)
    if (!kept && metadata.length === METADATA_BLOCKS_MAX) return DAMAGED
    if (type === 'eXIf' && orientation === null) {
      // Readers take the first of several `eXIf` chunks.
      const exif = await file.bytes(offset + 8, Math.min(length, EXIF_READ_BYTES))
      orientation = exif ? readOrientation(withoutPrefix(exif)) : null
      metadata.push({ type: 'exif', offset, length: whole })
    } else if (!kept) metadata.push({ type: 'other', offset, length: whole })
    if (!(await isSound(file, offset, length))) return DAMAGED
    offset += whole
    if (type === 'IEND') {
      if (!header || data.length === 0 || length !== 0 || (header.colours === 3 && !seenPalette)) return DAMAGED
      const { width, height } = header
      const end = offset
      return { ok: true, width, height, orientation: orientation ?? 1, metadata, end, header, data, profiles }
    }
  }
  return DAMAGED
}

/** Reads IHDR; null where a field is invalid. */
function readHeader(chunk: Uint8Array): PngHeader | null {
  const [width, height, bits, colours] = [u32(chunk, 8), u32(chunk, 12), u8(chunk, 16), u8(chunk, 17)]
  const sound =
    width > 0 &&
    width < 2 ** 31 &&
    height > 0 &&
    height < 2 ** 31 &&
    DEPTHS[colours]?.includes(bits) &&
    u8(chunk, 18) === 0 &&
    u8(chunk, 19) === 0 &&
    u8(chunk, 20) <= 1
  return sound ? { width, height, bits, colours, interlaced: u8(chunk, 20) === 1 } : null
}

/** The chunk at `offset` carries the checksum of its type and data. */
async function isSound(file: Window, offset: number, length: number): Promise<boolean> {
  const crc = await crcOf(file, offset + 4, 4 + length, 0)
  const told = await file.bytes(offset + 8 + length, 4)
  return told !== null && u32(told, 0) === crc
}

/** The CRC-32 of a range of the file, continued from the checksum `before`. */
async function crcOf(file: Window, offset: number, length: number, before: number): Promise<number> {
  let crc = before
  for await (const piece of file.pieces(offset, length)) crc = crc32(piece, crc)
  return crc
}

/** The name of the colour profile in the iCCP chunk at `offset`; null where it has none. */
async function readProfileName(file: Window, offset: number, length: number): Promise<ProfileName | null> {
  const start = await file.bytes(offset + 8, Math.min(length, NAME_BYTES))
  const name = start?.indexOf(0) ?? -1
  if (name < 1) return null
  const redacted = new TextEncoder().encode(`iCCP${REDACTED_NAME.repeat(name)}`)
  const redactedCrc = await crcOf(file, offset + 8 + name, length - name, crc32(redacted))
  return { offset: offset + 8, length: name, crcOffset: offset + 8 + length, redactedCrc }
}
