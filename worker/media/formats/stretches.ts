/** Every stretch of samples in a clip, held against the boxes that samples stand in. */
import { corrupt, type Flaw } from '../flaw.ts'
import { type Box, find } from './boxes.ts'
import { type Clip, PLAYED } from './clip.ts'
import { gaps, type Range } from './range.ts'
import { chunks, STRETCHES_MAX, understated } from './samples.ts'

/** `played`: of a track that is seen or heard. `open`: it is longer than is known, up to where another one begins. */
type Stretch = Range & { played: boolean; open: boolean }

const CUT = corrupt('This clip is damaged: part of it is missing, or something else was appended to it.')
const DAMAGED = corrupt('This clip is damaged: its index makes no sense.')

/** What is wrong where samples are not in the file, or not where samples stand. */
export function samplesMissing(clip: Clip): Flaw | null {
  const stretches = stretchesOf(clip)
  return stretches ? misplaced(stretches, dataOf(clip)) : DAMAGED
}

/** What of the boxes of samples no track that is played names; null where that can't be told. */
export function unplayed(clip: Clip): Range[] | null {
  const [stretches, data] = [stretchesOf(clip), dataOf(clip)]
  if (!stretches || misplaced(stretches, data)) return null
  const free = gaps(kept(stretches), 0, clip.end)
  const found: Range[] = []
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

const endOf = (range: Range | undefined) => (range ? range.offset + range.length : 0)

function misplaced(stretches: Stretch[], data: Box[]): Flaw | null {
  let index = 0
  for (const { offset, length, open } of stretches) {
    // An empty chunk is nowhere.
    if (length === 0) continue
    while (index + 1 < data.length && (data[index]?.end ?? 0) <= offset) index++
    const box = data[index]
    if (!box || offset >= box.end) return CUT
    if (offset < box.body) return DAMAGED
    if (!open && offset + length > box.end) return CUT
  }
  return null
}

/** All that is played, in order; what is open up to where another one begins. */
function kept(stretches: Stretch[]): Range[] {
  const ranges: Range[] = []
  let next = Number.POSITIVE_INFINITY
  for (let index = stretches.length - 1, last = next; index >= 0; index--) {
    const { offset, length, played, open } = stretches[index] as Stretch
    if (offset < last) next = last
    last = offset
    if (played) ranges.push({ offset, length: open ? next - offset : length })
  }
  return ranges.reverse()
}

function dataOf(clip: Clip): Box[] {
  return clip.boxes.filter((box) => box.type === 'mdat')
}

/** Sorted by offset; null where a table makes no sense, or they are more than those of any clip. */
function stretchesOf({ movie, runs }: Clip): Stretch[] | null {
  const all: Stretch[] = []
  const played = new Set(movie.tracks.filter(({ handler }) => PLAYED.includes(handler)).map(({ id }) => id))
  for (const { box, handler, selfContained } of movie.tracks) {
    if (!selfContained) continue
    const table = find(movie.bytes, box, 'mdia', 'minf', 'stbl')
    const ranges = chunks(movie.bytes, table)
    if (!ranges || all.length + ranges.length > STRETCHES_MAX) return null
    const open = handler === 'soun' && understated(movie.bytes, table)
    for (const range of ranges) all.push({ ...range, played: PLAYED.includes(handler), open })
  }
  for (const { track, offset, length } of runs) all.push({ offset, length, played: played.has(track), open: false })
  return all.length <= STRETCHES_MAX ? all.sort((a, b) => a.offset - b.offset) : null
}
