/** Makes BMPs, each field of whose headers can be given another value. */
import { type Bytes, concat, u16le, u32le, zeros } from './bytes.ts'

/** Pixels of a side: the smallest that the product takes. */
const SIDE = 240

/** Fields by their names in Microsoft's documents; all that are absent are right. */
export type BmpFields = {
  bits: 1 | 4 | 8 | 16 | 24 | 32
  /** Bytes of the info header: 12 is OS/2's, which has fewer fields. */
  size?: number
  bfSize?: number
  bfReserved?: number
  bfOffBits?: number
  biWidth?: number
  biHeight?: number
  biPlanes?: number
  biCompression?: number
  biSizeImage?: number
  biPelsPerMeter?: number
  biClrUsed?: number
  biClrImportant?: number
  /** True for colour masks of 5, 6 and 5 bits, behind the header or in it. */
  masks?: boolean
  /** Bytes between the header's tables and the pixels. */
  gap?: Uint8Array
  /** Bytes that replace the pixels. */
  pixels?: Uint8Array
  tail?: Uint8Array
  /** The rest of a header that is larger than 40 bytes. */
  rest?: Uint8Array
}

const MASKS = concat(u32le(0xf800), u32le(0x07e0), u32le(0x001f))

export function bmp(fields: BmpFields): Bytes {
  const { bits, size = 40, masks = false, gap = zeros(0), tail = zeros(0) } = fields
  const pixels = fields.pixels ?? pixelRows(bits)
  const inner = masks && size > 40
  const rest = fields.rest ?? concat(inner ? MASKS : '', zeros(Math.max(0, size - 40 - (inner ? 12 : 0))))
  const info = size === 12 ? core(fields) : concat(plain(fields, pixels.length), rest).slice(0, size)
  const tables = concat(masks && !inner ? MASKS : '', palette(bits, size === 12 ? 3 : 4))
  const offset = 14 + info.length + tables.length + gap.length
  const fileSize = offset + pixels.length
  const head = concat(
    'BM',
    u32le(fields.bfSize ?? fileSize),
    u32le(fields.bfReserved ?? 0),
    u32le(fields.bfOffBits ?? offset),
  )
  return concat(head, info, tables, gap, pixels, tail)
}

function core({ bits, biWidth = SIDE, biHeight = SIDE, biPlanes = 1 }: BmpFields): Bytes {
  return concat(u32le(12), u16le(biWidth), u16le(biHeight), u16le(biPlanes), u16le(bits))
}

function plain(fields: BmpFields, pixelBytes: number): Bytes {
  const { bits, size = 40, biWidth = SIDE, biHeight = SIDE, biPlanes = 1, biPelsPerMeter = 2835 } = fields
  const compression = fields.biCompression ?? (fields.masks ? 3 : 0)
  return concat(
    ...[u32le(size), u32le(biWidth), u32le(biHeight), u16le(biPlanes), u16le(bits), u32le(compression)],
    ...[u32le(fields.biSizeImage ?? pixelBytes), u32le(biPelsPerMeter), u32le(biPelsPerMeter)],
    ...[u32le(fields.biClrUsed ?? 0), u32le(fields.biClrImportant ?? 0)],
  )
}

function palette(bits: number, bytes: 3 | 4): Bytes {
  const colours = bits <= 8 ? 2 ** bits : 0
  return concat(
    ...Array.from({ length: colours }, (_, index) => {
      const level = Math.round((index * 255) / (colours - 1))
      return Uint8Array.of(255 - level, level, level >> 1, 0).slice(0, bytes)
    }),
  )
}

/** A pattern in which each corner differs, in rows that are padded to four bytes. */
function pixelRows(bits: number, height = SIDE): Bytes {
  const rowBytes = Math.ceil((SIDE * bits) / 32) * 4
  const bytes = zeros(rowBytes * height)
  for (let y = 0; y < height; y++) {
    for (let at = 0; at < Math.floor((SIDE * bits) / 8); at++) bytes[y * rowBytes + at] = at + ((y >> 4) << 4)
  }
  return bytes
}

/** Rows in run lengths: an end-of-line sign ends each row, and an end-of-bitmap sign the picture. */
export function runLengths(bits: 4 | 8, height = SIDE, end = true): Bytes {
  const row = (y: number) => Uint8Array.of(120, bits === 8 ? y : 0x12, 120, bits === 8 ? 255 - y : 0x34, 0, 0)
  return concat(...Array.from({ length: height }, (_, y) => row(y)), end ? Uint8Array.of(0, 1) : '')
}
