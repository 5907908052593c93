/** The length of a track whose samples come in fragments, as browsers record them: told by each `moof` box. */
import { u8, u32, u64 } from '../fields.ts'
import { bodyOf, boxesIn, children, find } from './boxes.ts'
import type { Movie } from './movie.ts'

/** From where to where samples last, in the track's time units. */
export type Span = { from: number; to: number }

/** Flags of `tfhd` with the bytes of the fields before the default duration, and of `trun`. ISO 14496-12, 8.8.7–8. */
const [BASE_OFFSET, DESCRIPTION, DEFAULT_DURATION] = [0x1, 0x2, 0x8]
const [DATA_OFFSET, FIRST_FLAGS, DURATION, EACH_OTHER] = [0x1, 0x4, 0x100, [0x200, 0x400, 0x800]]

/** The span of one fragment's samples of a track; null where it has none. `before` is where the last one ended. */
export function fragmentSpan(movie: Movie, moof: Uint8Array, track: number, before: number): Span | null {
  const [box] = boxesIn(moof, 0, moof.length) ?? []
  for (const part of children(moof, box)) {
    if (part.type !== 'traf') continue
    const header = bodyOf(moof, find(moof, part, 'tfhd'))
    if (u32(header, 4) !== track) continue
    const time = bodyOf(moof, find(moof, part, 'tfdt'))
    const from = time.length < 8 ? before : u8(time, 0) === 1 ? u64(time, 4) : u32(time, 4)
    const each = defaultDuration(header) ?? movieDefault(movie, track)
    let to = from
    for (const run of children(moof, part)) if (run.type === 'trun') to += runUnits(bodyOf(moof, run), each)
    return to > from ? { from, to } : null
  }
  return null
}

function defaultDuration(header: Uint8Array): number | null {
  const flags = u32(header, 0)
  if (!(flags & DEFAULT_DURATION)) return null
  return u32(header, 8 + (flags & BASE_OFFSET ? 8 : 0) + (flags & DESCRIPTION ? 4 : 0))
}

/** What `mvex` says of the track for fragments that don't say it themselves. */
function movieDefault(movie: Movie, track: number): number {
  for (const box of children(movie.bytes, find(movie.bytes, movie.box, 'mvex'))) {
    const body = bodyOf(movie.bytes, box)
    if (box.type === 'trex' && u32(body, 4) === track) return u32(body, 12)
  }
  return 0
}

function runUnits(run: Uint8Array, each: number): number {
  const [flags, count] = [u32(run, 0), u32(run, 4)]
  if (!(flags & DURATION)) return count * each
  const size = 4 + EACH_OTHER.filter((flag) => flags & flag).length * 4
  let at = 8 + (flags & DATA_OFFSET ? 4 : 0) + (flags & FIRST_FLAGS ? 4 : 0)
  let units = 0
  for (let index = 0; index < count && at + 4 <= run.length; index++, at += size) units += u32(run, at)
  return units
}
