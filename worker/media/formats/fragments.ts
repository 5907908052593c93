/**
 * Reads the samples of a fragmented clip, as browsers record them: each `moof` box tells where samples are, and for how
 * long they play.
 */
import { i32, u8, u32, u64 } from '../binary.ts'
import { type Box, bodyOf, boxesIn, children, find, type Loaded } from './boxes.ts'
import type { ByteRange } from './byte-range.ts'
import type { Movie } from './movie.ts'
import { SAMPLE_RANGES_MAX } from './samples.ts'

/** Consecutive samples of one track: their bytes, and their start and duration in the track's time units. */
export type SampleRun = ByteRange & { track: number; from: number; units: number }

/** Flags of `tfhd`, each with a field of 4 bytes but for the base, and of `trun`. ISO 14496-12, 8.8.7 and 8.8.8. */
const [BASE_OFFSET, DESCRIPTION, DEFAULT_DURATION, DEFAULT_SIZE] = [0x1, 0x2, 0x8, 0x10]
const BASE_IS_MOOF = 0x2_00_00
const [DATA_OFFSET, FIRST_FLAGS, DURATION, SIZE, EACH_OTHER] = [0x1, 0x4, 0x100, 0x200, [0x400, 0x800]]

/** Duration and size of samples that have none of their own. */
type Defaults = { duration: number; size: number }

/** The sample runs of all fragments, in file order; null where a fragment is malformed, or there are too many runs. */
export function fragmentRuns(movie: Movie, fragments: Loaded[]): SampleRun[] | null {
  const defaults = movieDefaults(movie)
  const ends = new Map<number, number>()
  const runs: SampleRun[] = []
  for (const { box, bytes } of fragments) {
    // Without an offset of its own, a track's data follow those of the track before.
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
        if (!run || runs.length === SAMPLE_RANGES_MAX) return null
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

/** The defaults in `mvex`, by track id, for fragments without their own. */
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

/**
 * One `trun` box; null where it lists fewer samples than it says. `offset` counts from the base, and is null for data
 * that follow the run before.
 */
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
