/** The samples of a clip that come in fragments, as browsers record them: each `moof` box tells where and how long. */
import { i32, u8, u32, u64 } from '../fields.ts'
import { type Box, bodyOf, boxesIn, children, find, type Loaded } from './boxes.ts'
import type { Movie } from './movie.ts'
import type { Range } from './range.ts'
import { STRETCHES_MAX } from './samples.ts'

/** Samples of one track that stand together, and from when they last, in the track's time units. */
export type Run = Range & { track: number; from: number; units: number }

/** Flags of `tfhd`, each with a field of 4 bytes but for the base, and of `trun`. ISO 14496-12, 8.8.7 and 8.8.8. */
const [BASE_OFFSET, DESCRIPTION, DEFAULT_DURATION, DEFAULT_SIZE] = [0x1, 0x2, 0x8, 0x10]
const BASE_IS_MOOF = 0x2_00_00
const [DATA_OFFSET, FIRST_FLAGS, DURATION, SIZE, EACH_OTHER] = [0x1, 0x4, 0x100, 0x200, [0x400, 0x800]]

/** What a sample has that doesn't say otherwise. */
type Defaults = { duration: number; size: number }

/** The runs of all fragments in their order; null where a fragment can't be read, or they are too many. */
export function fragmentRuns(movie: Movie, fragments: Loaded[]): Run[] | null {
  const defaults = movieDefaults(movie)
  const ends = new Map<number, number>()
  const runs: Run[] = []
  for (const { box, bytes } of fragments) {
    // Where a track's data begin that doesn't say so: behind those of the track before.
    let behind = box.at
    for (const part of children(bytes, boxesIn(bytes, 0, bytes.length)?.[0])) {
      if (part.type !== 'traf') continue
      const header = readHeader(bodyOf(bytes, find(bytes, part, 'tfhd')), defaults)
      if (!header) return null
      const base = header.base ?? (header.baseIsMoof ? box.at : behind)
      let from = startOf(bodyOf(bytes, find(bytes, part, 'tfdt'))) ?? ends.get(header.track) ?? 0
      behind = base
      for (const child of children(bytes, part)) {
        if (child.type !== 'trun') continue
        const run = readRun(bytes, child, header)
        if (!run || runs.length === STRETCHES_MAX) return null
        const offset = run.offset === null ? behind : base + run.offset
        runs.push({ track: header.track, from, units: run.units, offset, length: run.length })
        from += run.units
        behind = offset + run.length
      }
      ends.set(header.track, from)
    }
  }
  return runs
}

/** What `mvex` says of each track for fragments that don't say it themselves. */
function movieDefaults(movie: Movie): Map<number, Defaults> {
  const defaults = new Map<number, Defaults>()
  for (const box of children(movie.bytes, find(movie.bytes, movie.box, 'mvex'))) {
    const body = bodyOf(movie.bytes, box)
    if (box.type === 'trex') defaults.set(u32(body, 4), { duration: u32(body, 12), size: u32(body, 16) })
  }
  return defaults
}

type Header = Defaults & { track: number; base: number | null; baseIsMoof: boolean }

function readHeader(body: Uint8Array, defaults: Map<number, Defaults>): Header | null {
  if (body.length < 8) return null
  const [flags, track] = [u32(body, 0), u32(body, 4)]
  let at = 8
  const field = (flag: number, bytes: number): number | null => {
    if (!(flags & flag)) return null
    at += bytes
    return at - bytes
  }
  const base = field(BASE_OFFSET, 8)
  field(DESCRIPTION, 4)
  const [duration, size] = [field(DEFAULT_DURATION, 4), field(DEFAULT_SIZE, 4)]
  if (at > body.length) return null
  return {
    track,
    base: base === null ? null : u64(body, base),
    baseIsMoof: (flags & BASE_IS_MOOF) !== 0,
    duration: duration === null ? (defaults.get(track)?.duration ?? 0) : u32(body, duration),
    size: size === null ? (defaults.get(track)?.size ?? 0) : u32(body, size),
  }
}

function startOf(time: Uint8Array): number | null {
  if (time.length < 8) return null
  return u8(time, 0) === 1 ? u64(time, 4) : u32(time, 4)
}

/** Null where the box has fewer samples than it says. `offset` is from the base; null right behind the run before. */
function readRun(
  bytes: Uint8Array,
  box: Box,
  each: Defaults,
): { offset: number | null; units: number; length: number } | null {
  const run = bodyOf(bytes, box)
  const [flags, count] = [u32(run, 0), u32(run, 4)]
  const [durationBytes, sizeBytes] = [flags & DURATION ? 4 : 0, flags & SIZE ? 4 : 0]
  const step = durationBytes + sizeBytes + EACH_OTHER.filter((flag) => flags & flag).length * 4
  const first = 8 + (flags & DATA_OFFSET ? 4 : 0) + (flags & FIRST_FLAGS ? 4 : 0)
  if (first + count * step > run.length) return null
  let [units, length] = [durationBytes ? 0 : count * each.duration, sizeBytes ? 0 : count * each.size]
  if (durationBytes || sizeBytes) {
    for (let index = 0, at = first; index < count; index++, at += step) {
      if (durationBytes) units += u32(run, at)
      if (sizeBytes) length += u32(run, at + durationBytes)
    }
  }
  return { offset: flags & DATA_OFFSET ? i32(run, 8) : null, units, length }
}
