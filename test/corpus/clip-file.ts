/** Takes an mp4 or QuickTime file apart into its tree of boxes, changes some, and writes it again. */
import { type Bytes, concat, readU32, text, u32 } from './bytes.ts'

/** A box: its inside is either a list of boxes, or bytes. */
export type Box = { type: string; body: Bytes; inside?: Box[] }

const LISTS = 'moov trak mdia minf stbl edts dinf mvex moof traf mfra udta'.split(' ')

/** A box of ISO base media. */
export function box(type: string, ...body: (Uint8Array | string)[]): Bytes {
  const inside = concat(...body)
  return concat(u32(inside.length + 8), type, inside)
}

/** A box with a version and flags. */
export const fullBox = (type: string, version: number, flags: number, ...body: (Uint8Array | string)[]): Bytes =>
  box(type, u32(version * 2 ** 24 + flags), ...body)

export function read(file: Bytes): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at < file.length; ) {
    const end = at + readU32(file, at)
    const [type, body] = [text(file.subarray(at + 4, at + 8)), file.slice(at + 8, end)]
    boxes.push(LISTS.includes(type) ? { type, body, inside: read(body) } : { type, body })
    at = end
  }
  return boxes
}

export function write(boxes: Box[]): Bytes {
  return concat(...boxes.map(({ type, body, inside }) => box(type, inside ? write(inside) : body)))
}

/** A path to a box: types from the outside in, `trak:1` is the second track. */
export type Path = string

/** The list that holds a box, and the box's place in it. */
function locate(boxes: Box[], path: Path): { list: Box[]; index: number } {
  const [step = '', ...rest] = path.split('/')
  const [type = '', nth = '0'] = step.split(':')
  const index = boxes.findIndex((one, at) => one.type === type && count(boxes, type, at) === Number(nth))
  const found = boxes[index]
  if (!found) throw new Error(`no ${step}`)
  return rest.length > 0 ? locate(found.inside ?? [], rest.join('/')) : { list: boxes, index }
}

const count = (boxes: Box[], type: string, before: number) =>
  boxes.slice(0, before).filter((one) => one.type === type).length

/** The body of a box. */
export function bodyOf(file: Bytes, path: Path): Bytes {
  const { list, index } = locate(read(file), path)
  const found = list[index]
  return found?.inside ? write(found.inside) : (found?.body ?? new Uint8Array())
}

/** The whole box as it stands in the file. */
export function boxAt(file: Bytes, path: Path): Bytes {
  const { list, index } = locate(read(file), path)
  return write(list.slice(index, index + 1))
}

/** The file with other bytes in place of a box: none take it out, several boxes put more in. */
export function replaced(file: Bytes, path: Path, change: (whole: Bytes, body: Bytes) => Uint8Array | string): Bytes {
  const boxes = read(file)
  const { list, index } = locate(boxes, path)
  const whole = write(list.slice(index, index + 1))
  const hole = 'hole'
  list.splice(index, 1, { type: hole, body: concat(change(whole, whole.slice(8))) })
  return plugged(boxes, hole)
}

/** Writes boxes, of which one stands for its body alone. */
function plugged(boxes: Box[], hole: string): Bytes {
  const part = ({ type, body, inside }: Box): Bytes =>
    type === hole ? body : box(type, inside ? concat(...inside.map(part)) : body)
  return concat(...boxes.map(part))
}

/** The file with a box's body changed. */
export function edited(file: Bytes, path: Path, change: (body: Bytes) => Uint8Array | string): Bytes {
  return replaced(file, path, (whole, body) => box(text(whole.subarray(4, 8)), change(body)))
}

/** The file with `bytes` right behind a box. */
export const behind = (file: Bytes, path: Path, bytes: Uint8Array | string): Bytes =>
  replaced(file, path, (whole) => concat(whole, bytes))

/** The file with `bytes` at the end of a box's inside. */
export const inside = (file: Bytes, path: Path, bytes: Uint8Array | string): Bytes =>
  edited(file, path, (body) => concat(body, bytes))

/** The numbers of a table of 32 bits each that begins `at` so many bytes into a box's body. */
export function numbers(body: Bytes, at: number): number[] {
  return Array.from({ length: Math.floor((body.length - at) / 4) }, (_, index) => readU32(body, at + index * 4))
}

/** Numbers as a body: version and flags, then each in 32 bits. */
export const table = (...values: number[]): Bytes => concat(u32(0), ...values.map((value) => u32(value)))

/** Where the samples' box begins in a base that ffmpeg wrote, counted from the file's beginning. */
export function positionOf(file: Bytes, type: string): number {
  let at = 0
  for (const one of read(file)) {
    if (one.type === type) return at
    at += one.body.length + 8
  }
  throw new Error(`no ${type}`)
}

/**
 * The file with the first track of another one beside its own: the samples stand in a second `mdat` before the index,
 * which has to be last in both.
 */
export function withTrack(
  file: Bytes,
  other: Bytes,
  change: (track: Bytes) => Bytes = (track) => track,
  first = false,
): Bytes {
  const samples = boxAt(other, 'mdat')
  const moved = positionOf(file, 'moov') - positionOf(other, 'mdat')
  const shifted = edited(change(boxAt(other, 'moov/trak')), 'trak/mdia/minf/stbl/stco', (body) =>
    table(readU32(body, 4), ...numbers(body, 8).map((offset) => offset + moved)),
  )
  const named = edited(shifted, 'trak/tkhd', (body) => concat(body.subarray(0, 12), u32(9), body.subarray(16)))
  const whole = replaced(file, 'moov', (moov) => concat(samples, moov))
  return first
    ? replaced(whole, 'moov/trak', (track) => concat(named, track))
    : replaced(whole, 'moov/trak', (track) => concat(track, named))
}
