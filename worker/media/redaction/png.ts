/** What is blanked in a PNG: every chunk that pixels and their colours don't need, and the name of their profile. */
import { crc32, crc32OfZeros } from '../crc32.ts'
import { orientationBlock } from '../formats/exif.ts'
import { BLANK_NAME, type PngPicture } from '../formats/png.ts'
import { type Patch, Patches } from './patch.ts'
import { blankTail } from './tail.ts'

/** Ancillary, private and safe to copy, as the cases of its letters say: every reader skips it. */
const EMPTY_CHUNK = 'voId'

/** Texts, times, EXIF and unknown chunks become empty ones of the same length; the orientation stays. */
export function blankPng(picture: PngPicture, size: number): Patch[] | null {
  const patches = new Patches()
  const text = new TextEncoder()
  for (const { type, offset, length } of picture.metadata) {
    const oriented = type === 'exif' && picture.orientation > 1
    const name = text.encode(oriented ? 'eXIf' : EMPTY_CHUNK)
    const room = length - 12
    const data = oriented ? orientationBlock(picture.orientation).subarray(0, room) : new Uint8Array()
    const start = Uint8Array.of(...name, ...data)
    patches.write(offset + 4, start, 4 + room)
    patches.write(offset + 8 + room, bigEndian(crc32OfZeros(room - data.length, crc32(start))))
  }
  for (const { offset, length, crcOffset, blankedCrc } of picture.profiles) {
    patches.write(offset, text.encode(BLANK_NAME.repeat(length)))
    patches.write(crcOffset, bigEndian(blankedCrc))
  }
  blankTail(patches, picture, size)
  return patches.sorted()
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
