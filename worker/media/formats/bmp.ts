/** Reads a BMP's header and holds the file's length against what it promises. */
import { i32le, u16le, u32le } from '../fields.ts'
import { corrupt, type Flaw, unsupported } from '../flaw.ts'
import type { Window } from '../window.ts'
import type { Picture } from './picture.ts'
import { gaps, type Range } from './range.ts'

const FILE_HEADER_BYTES = 14
/** OS/2's core header, and Windows' from version 3 to 5. */
const CORE_HEADER_BYTES = 12
const HEADER_BYTES = [CORE_HEADER_BYTES, 40, 52, 56, 64, 108, 124]
const [PLAIN_HEADER_BYTES, V5_HEADER_BYTES] = [40, 124]
/** Compressions: none, two run lengths, none with masks. Of the rest (JPEG, PNG, CMYK) few programs know. */
const [RLE8, RLE4, PLAIN] = [1, 2, [0, 3, 6]]
/** Bytes of masks behind a plain header, by the compression that wants them. */
const MASK_BYTES: Record<number, number> = { 3: 12, 6: 16 }
const BIT_COUNTS = [1, 2, 4, 8, 16, 24, 32]
/** V5's kind of colour profile that stands in the file. */
const PROFILE_EMBEDDED = 0x4d424544

const CUT = corrupt('This BMP is incomplete: it is shorter than it says.')
const DAMAGED = corrupt('This BMP is damaged: its header makes no sense.')

/** The picture, or what is wrong with it. */
export async function walkBmp(file: Window): Promise<Picture | Flaw> {
  const start = await file.bytes(0, FILE_HEADER_BYTES + 4)
  if (!start) return CUT
  const [announced, pixels, headerBytes] = [u32le(start, 2), u32le(start, 10), u32le(start, FILE_HEADER_BYTES)]
  if (!HEADER_BYTES.includes(headerBytes)) return DAMAGED
  const all = await file.bytes(0, FILE_HEADER_BYTES + headerBytes)
  if (!all || announced > file.size) return CUT
  const header = all.subarray(FILE_HEADER_BYTES)
  const core = headerBytes === CORE_HEADER_BYTES
  const width = core ? u16le(header, 4) : i32le(header, 4)
  // A negative height says that the rows go from top to bottom.
  const height = Math.abs(core ? u16le(header, 6) : i32le(header, 8))
  const bits = u16le(header, core ? 10 : 14)
  const compression = core ? 0 : u32le(header, 16)
  const runs = compression === RLE8 || compression === RLE4
  if (!runs && !PLAIN.includes(compression)) {
    return unsupported('This BMP is packed in a way that few programs can open. Save it as PNG or JPEG.')
  }
  if (width <= 0 || height === 0 || !BIT_COUNTS.includes(bits)) return DAMAGED
  if (pixels < FILE_HEADER_BYTES + headerBytes) return DAMAGED
  // Rows are padded to 4 bytes; run lengths tell their size in the header.
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

/** Bytes between the header and the pixels that mean something: masks of the colours, and the palette. */
function tableBytes(header: Uint8Array, bits: number, compression: number): number {
  const core = header.length === CORE_HEADER_BYTES
  const masks = header.length === PLAIN_HEADER_BYTES ? (MASK_BYTES[compression] ?? 0) : 0
  // Of more colours a palette is only advice; of too many nobody reads more than the pixels can name.
  const colours = bits <= 8 ? 2 ** bits : 0
  const used = core ? 0 : u32le(header, 32)
  return masks + (core ? 3 : 4) * (used > 0 ? Math.min(used, colours) : colours)
}

/** Where an embedded colour profile stands. A linked one is a path on somebody's disk. */
function profileOf(header: Uint8Array): Range[] {
  if (header.length < V5_HEADER_BYTES || u32le(header, 56) !== PROFILE_EMBEDDED) return []
  return [{ offset: FILE_HEADER_BYTES + u32le(header, 112), length: u32le(header, 116) }]
}
