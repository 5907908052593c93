/**
 * Compares the byte ranges of a clip's samples with the boxes that hold samples: which are missing, which bytes no
 * track plays.
 */
import { corrupt, type MediaError } from '../media-error.ts'
import { type Box, find } from './boxes.ts'
import { type ByteRange, gaps } from './byte-range.ts'
import { type Clip, PLAYED } from './clip.ts'
import { chunks, SAMPLE_RANGES_MAX, understated } from './samples.ts'

/** `played`: the track is seen or heard. `open`: the length is a minimum, and the range may reach to the next one. */
type SampleRange = ByteRange & { played: boolean; open: boolean }

const CUT = corrupt('This clip is damaged: part of it is missing, or something else was appended to it.')
const DAMAGED = corrupt('This clip is damaged: its index makes no sense.')

/**
 * What is wrong with a clip whose samples are missing from the file or outside its `mdat` boxes; null where none is.
 */
export function samplesMissing(clip: Clip): MediaError | null {
  const ranges = sampleRangesOf(clip)
  return ranges ? misplaced(ranges, dataOf(clip)) : DAMAGED
}

/** The ranges of the `mdat` boxes that no played track uses; null where the sample tables contradict each other. */
export function unplayedRanges(clip: Clip): ByteRange[] | null {
  const [ranges, data] = [sampleRangesOf(clip), dataOf(clip)]
  if (!ranges || misplaced(ranges, data)) return null
  const free = gaps(playedRanges(ranges), 0, clip.end)
  const found: ByteRange[] = []
  let first = 0
  for (const { body, end } of data) {
    while (endOf(free[first]) <= body && first < free.length) first++
    for (let index = first; (free[index]?.offset ?? end) < end; index++) {
      const from = Math.max(free[index]?.offset ?? end, body)
      found.push({ offset: from, length: Math.min(endOf(free[index]), end) - from })
    }
  }
  return found
}

const endOf = (range: ByteRange | undefined) => (range ? range.offset + range.length : 0)

function misplaced(ranges: SampleRange[], data: Box[]): MediaError | null {
  let index = 0
  for (const { offset, length, open } of ranges) {
    // An empty chunk has no place.
    if (length === 0) continue
    while (index + 1 < data.length && (data[index]?.end ?? 0) <= offset) index++
    const box = data[index]
    if (!box || offset >= box.end) return CUT
    if (offset < box.body) return DAMAGED
    if (!open && offset + length > box.end) return CUT
  }
  return null
}

/** The ranges of played tracks, by offset; an open range reaches to the next one. */
function playedRanges(samples: SampleRange[]): ByteRange[] {
  const played: ByteRange[] = []
  let next = Number.POSITIVE_INFINITY
  for (let index = samples.length - 1, last = next; index >= 0; index--) {
    const range = samples[index] as SampleRange
    if (range.offset < last) next = last
    last = range.offset
    if (range.played) played.push({ offset: range.offset, length: range.open ? next - range.offset : range.length })
  }
  return played.reverse()
}

/** The boxes that hold samples. */
function dataOf(clip: Clip): Box[] {
  return clip.boxes.filter((box) => box.type === 'mdat')
}

/** The ranges of all samples, by offset; null where a sample table is malformed, or there are too many ranges. */
function sampleRangesOf({ movie, sampleRuns }: Clip): SampleRange[] | null {
  const all: SampleRange[] = []
  const played = new Set(movie.tracks.filter(({ handler }) => PLAYED.includes(handler)).map(({ id }) => id))
  for (const { box, handler, selfContained } of movie.tracks) {
    if (!selfContained) continue
    const table = find(movie.bytes, box, 'mdia', 'minf', 'stbl')
    const ranges = chunks(movie.bytes, table)
    if (!ranges || all.length + ranges.length > SAMPLE_RANGES_MAX) return null
    const open = handler === 'soun' && understated(movie.bytes, table)
    for (const range of ranges) all.push({ ...range, played: PLAYED.includes(handler), open })
  }
  for (const { track, offset, length } of sampleRuns) {
    all.push({ offset, length, played: played.has(track), open: false })
  }
  return all.length <= SAMPLE_RANGES_MAX ? all.sort((a, b) => a.offset - b.offset) : null
}
