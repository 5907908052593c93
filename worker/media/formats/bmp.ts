/**
 * Reads a BMP's header and compares the file's length with the length that the header promises. By hand, because
 * `image-size` reads width and height alone: it neither notices a cut file nor tells where the gaps are that redaction
 * needs.
 */
import { i32le, u16le, u32le } from '../binary.ts'
import { corrupt, type MediaError, unsupported } from '../media-error.ts'
import type { Window } from '../window.ts'
import { type ByteRange, gaps } from './byte-range.ts'
import type { Picture } from './picture.ts'

const FILE_HEADER_BYTES = 14
/** Lengths of OS/2's core header, and of Windows' headers from version 3 to 5. */
const CORE_HEADER_BYTES = 12
const HEADER_BYTES = [CORE_HEADER_BYTES, 40, 52, 56, 64, 108, 124]
const [PLAIN_HEADER_BYTES, V5_HEADER_BYTES] = [40, 124]
/**
 * Compressions that most programs read: none, two run lengths, none with masks. Few read JPEG, PNG or CMYK in a BMP.
 */
const [RLE8, RLE4, PLAIN] = [1, 2, [0, 3, 6]]
/** Bytes of colour masks after a plain header, by compression. */
const MASK_BYTES: Record<number, number> = { 3: 12, 6: 16 }
const BIT_COUNTS = [1, 2, 4, 8, 16, 24, 32]
/** The mark of a V5 colour profile that is inside the file. */
const PROFILE_EMBEDDED = 0x4d424544

const CUT = corrupt('This BMP is incomplete: it is shorter than it says.')
const DAMAGED = corrupt('This BMP is damaged: its header makes no sense.')

/** Size and parts of the BMP, or what is wrong with it. */
export async function walkBmp(file: Window): Promise<Picture | MediaError> {
  const start = await file.bytes(0, FILE_HEADER_BYTES + 4)
  if (!start) return CUT
  const [announced, pixels, headerBytes] = [u32le(start, 2), u32le(start, 10), u32le(start, FILE_HEADER_BYTES)]
  if (!HEADER_BYTES.includes(headerBytes)) return DAMAGED
  const all = await file.bytes(0, FILE_HEADER_BYTES + headerBytes)
  if (!all || announced > file.size) return CUT
  const header = all.subarray(FILE_HEADER_BYTES)
  const core = headerBytes === CORE_HEADER_BYTES
  const width = core ? u16le(header, 4) : i32le(header, 4)
  // A negative height means rows from top to bottom.
  const height = Math.abs(core ? u16le(header, 6) : i32le(header, 8))
  const bits = u16le(header, core ? 10 : 14)
  const compression = core ? 0 : u32le(header, 16)
  const runs = compression === RLE8 || compression === RLE4
  if (!runs && !PLAIN.includes(compression)) {
    return unsupported('This BMP is packed in a way that few programs can open. Save it as PNG or JPEG.')
  }
  if (width <= 0 || height === 0 || !BIT_COUNTS.includes(bits)) return DAMAGED
  if (pixels < FILE_HEADER_BYTES + headerBytes) return DAMAGED
  // Rows are padded to 4 bytes; a run-length BMP tells the size of its pixels in the header.
  const data = runs ? u32le(header, 20) : Math.ceil((width * bits) / 32) * 4 * height
  if (data === 0 || pixels + data > file.size) return CUT
  const tables = { offset: 0, length: FILE_HEADER_BYTES + headerBytes + tableBytes(header, bits, compression) }
  const kept = [{ offset: pixels, length: data }, ...profileOf(header)]
  const end = Math.max(...kept.map(({ offset, length }) => offset + length))
  if (end > file.size) return CUT
  const sorted = [tables, ...kept].sort((a, b) => a.offset - b.offset)
  const metadata = gaps(sorted, 0, end).map((range) => ({ type: 'rest' as const, ...range }))
  return { ok: true, width, height, orientation: 1, metadata, end }
}

/** Bytes of colour masks and palette, which follow the header. */
function tableBytes(header: Uint8Array, bits: number, compression: number): number {
  const core = header.length === CORE_HEADER_BYTES
  const masks = header.length === PLAIN_HEADER_BYTES ? (MASK_BYTES[compression] ?? 0) : 0
  // Above 8 bits a palette is only advice; below, readers use no more entries than a pixel can name.
  const colours = bits <= 8 ? 2 ** bits : 0
  const used = core ? 0 : u32le(header, 32)
  return masks + (core ? 3 : 4) * (used > 0 ? Math.min(used, colours) : colours)
}

/** The range of an embedded colour profile. A linked profile is a path on somebody's disk, so it doesn't stay. */
function profileOf(header: Uint8Array): ByteRange[] {
  if (header.length < V5_HEADER_BYTES || u32le(header, 56) !== PROFILE_EMBEDDED) return []
  return [{ offset: FILE_HEADER_BYTES + u32le(header, 112), length: u32le(header, 116) }]
}
