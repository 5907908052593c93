/** Reads the orientation in a block of EXIF data, and makes the smallest block with that orientation. */
import { ascii, u16, u16le, u32, u32le } from '../binary.ts'

/** The prefix of EXIF inside a JPEG segment; some writers put it into WebP too. */
export const EXIF_PREFIX = 'Exif\0\0'
/** EXIF 2.3, tag 274. */
const ORIENTATION_TAG = 0x0112
const TYPE_SHORT = 3
/** Bytes of an entry of a TIFF directory. TIFF 6.0. */
const ENTRY_BYTES = 12

/** The orientation, 1 to 8; 1 where the block has none. `tiff` is the block without its prefix. */
export function readOrientation(tiff: Uint8Array): number {
  const order = ascii(tiff, 0, 4)
  const little = order === 'II*\0'
  if (!little && order !== 'MM\0*') return 1
  const [short, long] = little ? [u16le, u32le] : [u16, u32]
  const directory = long(tiff, 4)
  const entries = short(tiff, directory)
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * ENTRY_BYTES
    if (entry + ENTRY_BYTES > tiff.length) return 1
    if (short(tiff, entry) !== ORIENTATION_TAG) continue
    const value = short(tiff, entry + 2) === TYPE_SHORT ? short(tiff, entry + 8) : long(tiff, entry + 8)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** An EXIF block without its prefix, whether it had one or not. */
export function withoutPrefix(block: Uint8Array): Uint8Array {
  return ascii(block, 0, EXIF_PREFIX.length) === EXIF_PREFIX ? block.subarray(EXIF_PREFIX.length) : block
}

/** A TIFF block of 26 bytes: the header, one directory with the orientation alone, and no next directory. */
export function orientationBlock(orientation: number): Uint8Array {
  // biome-ignore format: a line each for the header, the count, the entry and the end
  return new Uint8Array([
    0x49, 0x49, 0x2a, 0, 8, 0, 0, 0,
    1, 0,
    0x12, 0x01, TYPE_SHORT, 0, 1, 0, 0, 0, orientation, 0, 0, 0,
    0, 0, 0, 0,
  ])
}
