/** Redacts a PNG: every chunk that pixels and their colours don't need, and the name of the colour profile. */
import { crc32 } from 'node:zlib'
import { orientationBlock } from '../formats/exif.ts'
import { type PngPicture, REDACTED_NAME } from '../formats/png.ts'
import { type Redaction, RedactionList } from './redactions.ts'

/** The cases of its letters say ancillary, private and safe to copy: every reader skips a chunk of this type. */
const EMPTY_CHUNK = 'voId'
/** A chunk's length, type and checksum, around its data. */
const CHUNK_FRAME_BYTES = 12

/** Texts, times, EXIF and unknown chunks become empty chunks of the same length; the orientation stays. */
export function pngRedactions(picture: PngPicture, fileSize: number): Redaction[] | null {
  const list = new RedactionList()
  const text = new TextEncoder()
  for (const { type, offset, length } of picture.metadata) {
    const oriented = type === 'exif' && picture.orientation > 1
    const name = text.encode(oriented ? 'eXIf' : EMPTY_CHUNK)
    const room = length - CHUNK_FRAME_BYTES
    const data = oriented ? orientationBlock(picture.orientation).subarray(0, room) : new Uint8Array()
    const start = Uint8Array.of(...name, ...data)
    list.write(offset + 4, start, 4 + room)
    list.write(offset + 8 + room, bigEndian(crc32OfZeros(room - data.length, crc32(start))))
  }
  for (const { offset, length, crcOffset, redactedCrc } of picture.profiles) {
    list.write(offset, text.encode(REDACTED_NAME.repeat(length)))
    list.write(crcOffset, bigEndian(redactedCrc))
  }
  list.zeroAfter(picture.end, fileSize)
  return list.sorted()
}

const ZEROS = new Uint8Array(65_536)

/** The CRC-32 of bytes whose checksum is `before`, followed by `count` zeros. */
function crc32OfZeros(count: number, before: number): number {
  let crc = before
  for (let left = count; left > 0; left -= ZEROS.length) crc = crc32(ZEROS.subarray(0, left), crc)
  return crc
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
