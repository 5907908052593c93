/** Takes a WebP apart chunk by chunk, and puts one together. */
import { type Bytes, concat, readU32le, text, u24le, u32le, zeros } from './bytes.ts'

export type Chunk = { type: string; data: Bytes }

/** Flags of VP8X. RFC 9649, section 2.7.1. */
export const [ANIMATION, XMP, EXIF, ALPHA, ICC] = [0x02, 0x04, 0x08, 0x10, 0x20] as const

export function chunksOf(file: Bytes): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 12; at + 8 <= file.length; ) {
    const length = readU32le(file, at + 4)
    chunks.push({ type: text(file.subarray(at, at + 4)), data: file.slice(at + 8, at + 8 + length) })
    at += 8 + length + (length % 2)
  }
  return chunks
}

/** A chunk; `length` is what it says, which is right unless it is given. */
export function chunk(type: string, data: Uint8Array | string = '', length?: number): Bytes {
  const inside = concat(data)
  return concat(type, u32le(length ?? inside.length), inside, zeros(inside.length % 2))
}

/** The extended header. */
export const canvas = (flags: number, width: number, height: number): Bytes =>
  chunk('VP8X', concat(Uint8Array.of(flags, 0, 0, 0), u24le(width - 1), u24le(height - 1)))

/** A file of these chunks; `size` is what it says, which is right unless it is given. */
export function riff(body: Uint8Array, size?: number): Bytes {
  return concat('RIFF', u32le(size ?? body.length + 4), 'WEBP', body)
}
