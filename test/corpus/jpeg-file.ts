/** Takes a JPEG apart at its markers, and makes segments. */
import { type Bytes, concat, latin, readU16, u16 } from './bytes.ts'

/** A segment with its marker; a scan's data belong to its header. */
export type Segment = { marker: number; bytes: Bytes }

export const [SOI, EOI, SOS, DQT, DHT, SOF0, DRI, APP0, APP1, COM] = [
  0xd8, 0xd9, 0xda, 0xdb, 0xc4, 0xc0, 0xdd, 0xe0, 0xe1, 0xfe,
] as const

/** The segments of a sound JPEG, from SOI to EOI. */
export function segmentsOf(file: Bytes): Segment[] {
  const segments: Segment[] = []
  for (let at = 0; at < file.length; ) {
    const marker = file[at + 1] ?? 0
    let end = at + 2
    if (marker !== SOI && marker !== EOI) end += readU16(file, at + 2)
    if (marker === SOS) while (file[end] !== 0xff || isData(file[end + 1] ?? 0)) end++
    segments.push({ marker, bytes: file.slice(at, end) })
    at = end
  }
  return segments
}

/** A stuffed zero or a restart marker. */
const isData = (next: number) => next === 0 || (next >= 0xd0 && next <= 0xd7)

/** A segment; `length` is what it says, which is right unless it is given. */
export function segment(marker: number, body: Uint8Array | string, length?: number): Bytes {
  const inside = concat(body)
  return concat(Uint8Array.of(0xff, marker), u16(length ?? inside.length + 2), inside)
}

/** The file with `bytes` before its first segment of this marker. */
export function before(file: Bytes, marker: number, bytes: Uint8Array | string): Bytes {
  const segments = segmentsOf(file)
  const first = segments.findIndex((one) => one.marker === marker)
  return concat(...segments.flatMap((one, index) => (index === first ? [bytes, one.bytes] : [one.bytes])))
}

/** The file with each segment of this marker changed. */
export function changed(file: Bytes, marker: number, change: (bytes: Bytes) => Uint8Array): Bytes {
  return concat(...segmentsOf(file).map((one) => (one.marker === marker ? change(one.bytes) : one.bytes)))
}

/** EXIF with one entry, the orientation, and `more` behind its directory, whose next one begins at `next`. */
export function exif(orientation: number, next = 0, more: Uint8Array | string = ''): Bytes {
  const entry = concat(u16(0x0112), u16(3), Uint8Array.of(0, 0, 0, 1), u16(orientation), u16(0))
  const nextDirectory = Uint8Array.of(0, 0, next >>> 8, next)
  return concat('Exif\0\0MM\0*', Uint8Array.of(0, 0, 0, 8), u16(1), entry, nextDirectory, more)
}

/** The file turned by a quarter, as EXIF says it: its sides swap when it is shown. */
export function oriented(file: Bytes): Bytes {
  return before(file, DQT, segment(APP1, exif(6)))
}

/** A JFIF header with a thumbnail of RGB pixels. */
export function jfif(width: number, height: number): Bytes {
  const head = concat(latin('JFIF\0'), Uint8Array.of(1, 2, 0), u16(1), u16(1), Uint8Array.of(width, height))
  return segment(APP0, concat(head, new Uint8Array(width * height * 3).fill(0x80)))
}
