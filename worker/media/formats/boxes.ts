/**
 * The boxes of ISO base media files and QuickTime. `@svta/cml-iso-bmff` and mediabunny read more of them, but neither
 * tells where in the file each stands and ends, which redaction needs; and the walk is the parser's larger half.
 */
import { ascii, u32, u64 } from '../fields.ts'

/** `at` is where the box begins, `body` where its header is over, `end` where the next one begins. */
export type Box = { type: string; at: number; body: number; end: number }

/** A box of the file, and the bytes that were read of it. */
export type Loaded = { box: Box; bytes: Uint8Array }

/** Boxes within one other at most: the index of a 30 s clip has a handful. Ours. */
const BOXES_MAX = 2000
/** What a box begins with: size and type, and eight bytes more where the size is a long one. ISO 14496-12, 4.2. */
export const BOX_HEAD_BYTES = 16

/**
 * The box at `at` whose first bytes are `head`, within `limit`; null where there can't be one. A size of 0 says
 * "to the end", which only the last box of the file may.
 */
export function readBox(head: Uint8Array, at: number, limit: number, last: boolean): Box | null {
  if (head.length < 8) return null
  const [short, type] = [u32(head, 0), ascii(head, 4, 4)]
  const long = short === 1
  if (long && head.length < BOX_HEAD_BYTES) return null
  const size = long ? u64(head, 8) : short === 0 && last ? limit - at : short
  const body = at + (long ? 16 : 8)
  const end = at + size
  return end >= body && end <= limit ? { type, at, body, end } : null
}

/** The boxes that fill `bytes` from `start` to `end`; null where they don't. QuickTime ends some lists with zeros. */
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

/** The boxes within a box; none where there is no box, or its inside is no list of boxes. */
export function children(bytes: Uint8Array, box: Box | undefined): Box[] {
  return (box && boxesIn(bytes, box.body, box.end)) ?? []
}

/** The first box of a type below `box`, by a path. */
export function find(bytes: Uint8Array, box: Box | undefined, ...path: string[]): Box | undefined {
  return path.reduce<Box | undefined>((at, type) => children(bytes, at).find((child) => child.type === type), box)
}

/** A box's body. Full boxes begin it with a version and flags: 4 bytes. */
export function bodyOf(bytes: Uint8Array, box: Box | undefined): Uint8Array {
  return box ? bytes.subarray(box.body, box.end) : new Uint8Array()
}
