/** CRC-32 as PNG's chunks carry it, by the zlib that workerd brings. */
import { crc32 as checksum } from 'node:zlib'

const ZEROS = new Uint8Array(65_536)

/** The checksum of `bytes` behind others, whose checksum is `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return checksum(bytes, before)
}

/** The checksum of so many zeros behind other bytes, whose checksum is `before`. */
export function crc32OfZeros(count: number, before: number): number {
  let crc = before
  for (let left = count; left > 0; left -= ZEROS.length) crc = checksum(ZEROS.subarray(0, left), crc)
  return crc
}
