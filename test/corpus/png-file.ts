/** Makes PNGs without a packer, whose bytes would differ between machines, and takes them apart chunk by chunk. */
import { crc32 } from 'node:zlib'
import { type Bytes, concat, readU32, text, u16, u16le, u32, zeros } from './bytes.ts'

export const SIGNATURE = '\x89PNG\r\n\x1a\n'
/** Pixels of a side: the smallest that the product takes. */
export const SIDE = 240
/** Bytes of a stored block at most. RFC 1951, section 3.2.4. */
const STORED_MAX = 65_535
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** A chunk; `crc` is its checksum, right unless one is given. */
export function chunk(type: string, data: Uint8Array | string = '', crc?: number): Bytes {
  const inside = concat(type, data)
  return concat(u32(inside.length - 4), inside, u32(crc ?? crc32(inside)))
}

/** A chunk with a wrong checksum. */
export const badChunk = (type: string, data: Uint8Array | string = ''): Bytes =>
  chunk(type, data, crc32(concat(type, data)) ^ 0x55)

export type Chunk = { type: string; bytes: Bytes; data: Bytes }

export function chunksOf(file: Bytes): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = SIGNATURE.length; at < file.length; ) {
    const end = at + readU32(file, at) + 12
    chunks.push({
      type: text(file.subarray(at + 4, at + 8)),
      bytes: file.slice(at, end),
      data: file.slice(at + 8, end - 4),
    })
    at = end
  }
  return chunks
}

/** The file with `bytes` before its first chunk of this type. */
export function before(file: Bytes, type: string, bytes: Uint8Array | string): Bytes {
  const chunks = chunksOf(file)
  const first = chunks.findIndex((one) => one.type === type)
  return concat(SIGNATURE, ...chunks.flatMap((one, index) => (index === first ? [bytes, one.bytes] : [one.bytes])))
}

/** The file with each chunk of this type in another form. */
export function changed(file: Bytes, type: string, change: (data: Bytes) => Uint8Array | string): Bytes {
  return concat(SIGNATURE, ...chunksOf(file).map((one) => (one.type === type ? change(one.data) : one.bytes)))
}

/** Bytes as a zlib stream of stored blocks. */
export function stored(bytes: Uint8Array): Bytes {
  const blocks: Bytes[] = []
  for (let at = 0; at < bytes.length; at += STORED_MAX) {
    const part = bytes.subarray(at, at + STORED_MAX)
    const last = at + STORED_MAX >= bytes.length
    blocks.push(concat(Uint8Array.of(last ? 1 : 0), u16le(part.length), u16le(part.length ^ 0xffff), part))
  }
  return concat(Uint8Array.of(0x78, 0x01), ...blocks, adler32(bytes))
}

function adler32(bytes: Uint8Array): Bytes {
  let [a, b] = [1, 0]
  for (const byte of bytes) {
    a = (a + byte) % 65_521
    b = (b + a) % 65_521
  }
  return concat(u16(b), u16(a))
}

/** Rows of a pattern in which each corner differs, each row behind its filter's byte. */
export function rows(colours: number, count = SIDE): Bytes {
  const samples = SAMPLES[colours] ?? 1
  const bytes = zeros(count * (1 + SIDE * samples))
  for (let y = 0, at = 0; y < count; y++) {
    at++
    for (let x = 0; x < SIDE; x++) {
      const pixel = [x, y, (x >> 4) * 16, 255 - (y >> 1)]
      for (let sample = 0; sample < samples; sample++) bytes[at++] = (pixel[sample] ?? 0) % (colours === 3 ? 16 : 256)
    }
  }
  return bytes
}

/** Sixteen colours, from blue to yellow. */
export const PALETTE = concat(
  ...Array.from({ length: 16 }, (_, index) => Uint8Array.of(index * 16, index * 16, 255 - index * 16)),
)

export const header = (width: number, height: number, bits: number, colours: number, interlaced = 0): Bytes =>
  chunk('IHDR', concat(u32(width), u32(height), Uint8Array.of(bits, colours, 0, 0, interlaced)))

/** A PNG of 240 × 240 pixels and 8 bits a sample. */
export function png({ colours, data }: { colours: number; data?: Uint8Array }): Bytes {
  const palette = colours === 3 ? [chunk('PLTE', PALETTE)] : []
  const pixels = chunk('IDAT', data ?? stored(rows(colours)))
  return concat(SIGNATURE, header(SIDE, SIDE, 8, colours), ...palette, pixels, chunk('IEND'))
}
