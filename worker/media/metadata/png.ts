/** What is blanked in a PNG: every chunk that pixels and their colours don't need. */
import { crc32 } from '../crc32.ts'
import { orientationBlock } from '../formats/exif.ts'
import type { Picture } from '../formats/picture.ts'
import { type Patch, Patches } from './patch.ts'
import { blankTail } from './tail.ts'

/** Ancillary, private and safe to copy, as the cases of its letters say: every reader skips it. */
const EMPTY_CHUNK = 'voId'

/** Texts, times, EXIF and unknown chunks become empty ones of the same length; the orientation stays. */
export function blankPng(picture: Picture, size: number): Patch[] | null {
  const patches = new Patches()
  for (const { type, offset, length } of picture.metadata) {
    const oriented = type === 'exif' && picture.orientation > 1
    const name = new TextEncoder().encode(oriented ? 'eXIf' : EMPTY_CHUNK)
    const room = length - 12
    const data = oriented ? orientationBlock(picture.orientation).subarray(0, room) : new Uint8Array()
    const start = Uint8Array.of(...name, ...data)
    patches.write(offset + 4, start, 4 + room)
    patches.write(offset + 8 + room, bigEndian(crc32(start, room - data.length)))
  }
  blankTail(patches, picture, size)
  return patches.sorted()
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
