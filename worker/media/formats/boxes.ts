/**
 * Reads the boxes of ISO base media files and QuickTime. By hand: `@svta/cml-iso-bmff`, mp4box and mediabunny read more
 * boxes, but none tells where every box begins and ends, which redaction and the check for missing samples need.
 */
import { ascii, u32, u64 } from '../binary.ts'

/**
 * Offsets of a box: `at` its first byte, `body` the first byte after its header, `end` the first byte after the box.
 */
export type Box = { type: string; at: number; body: number; end: number }

/** A top-level box, and the bytes read of it, from its first byte on. */
export type Loaded = { box: Box; bytes: Uint8Array }

/** Boxes inside one box at most: the index of a 30 s clip has a handful. Ours. */
const BOXES_MAX = 2000
/** Bytes of the longest box header: 32-bit size, type, 64-bit size. ISO 14496-12, 4.2. */
export const BOX_HEAD_BYTES = 16

/**
 * The box at `at` whose first bytes are `head`; null where no box fits before `limit`. A size of 0 means "to the end of
 * the file", which only the `last` box may say.
 */
export function readBox(head: Uint8Array, at: number, limit: number, last: boolean): Box | null {
  if (head.length < 8) return null
  const [short, type] = [u32(head, 0), ascii(head, 4, 4)]
  const long = short === 1
  const size = long ? u64(head, 8) : short === 0 && last ? limit - at : short
  const body = at + (long ? 16 : 8)
  const end = at + size
  return end >= body && end <= limit ? { type, at, body, end } : null
}

/** The boxes from `start` to `end`; null where boxes don't fill that range. QuickTime ends some lists with zeros. */
export function boxesIn(bytes: Uint8Array, start: number, end: number): Box[] | null {
  const boxes: Box[] = []
  let at = start
  while (end - at >= 8) {
    const box = readBox(bytes.subarray(at, at + BOX_HEAD_BYTES), at, end, false)
    if (!box || boxes.length === BOXES_MAX) return null
    boxes.push(box)
    at = box.end
  }
  return bytes.subarray(at, end).every((byte) => byte === 0) ? boxes : null
}

/** The boxes inside `box`; none without a box, or where its body is no list of boxes. */
export function children(bytes: Uint8Array, box: Box | undefined): Box[] {
  return (box && boxesIn(bytes, box.body, box.end)) ?? []
}

/** The first box at `path` below `box`, one type for each level. */
export function find(bytes: Uint8Array, box: Box | undefined, ...path: string[]): Box | undefined {
  return path.reduce<Box | undefined>((at, type) => children(bytes, at).find((child) => child.type === type), box)
}

/** The bytes of a box's body; empty without a box. The body of a full box begins with 4 bytes of version and flags. */
export function bodyOf(bytes: Uint8Array, box: Box | undefined): Uint8Array {
  return box ? bytes.subarray(box.body, box.end) : new Uint8Array()
}
