/** Reads a clip's index, the `moov` box: its tracks with their sizes, lengths and codecs. */
import { ascii, i32, u8, u16, u32, u64 } from '../binary.ts'
import { type Box, bodyOf, boxesIn, children, find } from './boxes.ts'
import { mediaUnits } from './samples.ts'

/** One track, as its `trak` box describes it. */
export type Track = {
  box: Box
  id: number
  /** `vide` and `soun`, or another type for texts, time codes or positions. */
  handler: string
  enabled: boolean
  /** The four characters of the first sample entry: the codec. */
  codec: string
  /** Pixels as coded, before rotation. */
  width: number
  height: number
  /** Rotated by a quarter turn when shown. */
  turned: boolean
  /** The track's time units per second. */
  timescale: number
  /** Seconds of the samples in the sample table. */
  seconds: number
  /** Seconds by the track's header; 0 where the header leaves them open. */
  toldSeconds: number
  /** Seconds that an edit list shows; 0 without an edit list. */
  editedSeconds: number
  /** All samples are in this file. */
  selfContained: boolean
}

/** The `moov` box and the tracks in it. */
export type Movie = {
  /** The bytes of the box, which begins at `offset` of the file. */
  bytes: Uint8Array
  offset: number
  box: Box
  tracks: Track[]
}

/** Reads a whole `moov` box, which begins at `offset` of the file; null where it is malformed. */
export function readMovie(bytes: Uint8Array, offset: number): Movie | null {
  const [box] = boxesIn(bytes, 0, bytes.length) ?? []
  if (!box || !boxesIn(bytes, box.body, box.end)) return null
  const header = bodyOf(bytes, find(bytes, box, 'mvhd'))
  const long = u8(header, 0) === 1
  const timescale = u32(header, long ? 20 : 12)
  if (header.length < (long ? 112 : 100) || timescale === 0) return null
  const turned = isTurned(header, long ? 48 : 36)
  const tracks: Track[] = []
  for (const child of children(bytes, box)) {
    if (child.type !== 'trak') continue
    const track = readTrack(bytes, child, timescale, turned)
    if (!track) return null
    tracks.push(track)
  }
  return { bytes, offset, box, tracks }
}

function readTrack(bytes: Uint8Array, box: Box, movieTimescale: number, movieTurned: boolean): Track | null {
  const header = bodyOf(bytes, find(bytes, box, 'tkhd'))
  const mediaHeader = bodyOf(bytes, find(bytes, box, 'mdia', 'mdhd'))
  const table = find(bytes, box, 'mdia', 'minf', 'stbl')
  const units = mediaUnits(bytes, table)
  const long = u8(header, 0) === 1
  const timescale = u32(mediaHeader, u8(mediaHeader, 0) === 1 ? 20 : 12)
  if (header.length < (long ? 96 : 84) || timescale === 0 || units === null) return null
  const entry = bodyOf(bytes, find(bytes, table, 'stsd'))
  const matrix = long ? 52 : 40
  return {
    box,
    id: u32(header, long ? 20 : 12),
    handler: ascii(bodyOf(bytes, find(bytes, box, 'mdia', 'hdlr')), 8, 4),
    enabled: (u8(header, 3) & 1) === 1,
    codec: ascii(entry, 12, 4),
    // The sample entry has the coded size; the track's header has the size of the frame around it.
    width: u16(entry, 40) || u16(header, matrix + 36),
    height: u16(entry, 42) || u16(header, matrix + 40),
    turned: isTurned(header, matrix) !== movieTurned,
    timescale,
    seconds: units / timescale,
    toldSeconds: toldUnits(mediaHeader) / timescale,
    editedSeconds: editedUnits(bodyOf(bytes, find(bytes, box, 'edts', 'elst'))) / movieTimescale,
    selfContained: isSelfContained(bodyOf(bytes, find(bytes, box, 'mdia', 'minf', 'dinf', 'dref'))),
  }
}

/** The matrix at `at` swaps width and height: a quarter turn, either way. */
function isTurned(header: Uint8Array, at: number): boolean {
  return i32(header, at) === 0 && i32(header, at + 16) === 0 && i32(header, at + 4) !== 0
}

/** The length in a media header; 0 for all ones, which mean unknown. ISO 14496-12, 8.4.2. */
function toldUnits(header: Uint8Array): number {
  const long = u8(header, 0) === 1
  const bytes = header.subarray(long ? 24 : 16, long ? 32 : 20)
  if (bytes.every((byte) => byte === 0xff)) return 0
  return long ? u64(bytes, 0) : u32(bytes, 0)
}

/** The sum of all edits in the movie's time units, without empty edits (media time -1). */
function editedUnits(list: Uint8Array): number {
  const long = u8(list, 0) === 1
  const size = long ? 20 : 12
  let units = 0
  for (let at = 8, count = u32(list, 4); count > 0 && at + size <= list.length; at += size, count--) {
    const waits = i32(list, at + size - 8) === -1 && (!long || i32(list, at + 8) === -1)
    if (!waits) units += long ? u64(list, at) : u32(list, at)
  }
  return units
}

/** Every data reference means this file (flag 1), so the provider is never sent to another one. */
function isSelfContained(references: Uint8Array): boolean {
  const entries = references.length > 8 ? boxesIn(references, 8, references.length) : null
  return entries?.every((entry) => entry.end - entry.body >= 4 && (u8(references, entry.body + 3) & 1) === 1) ?? false
}
