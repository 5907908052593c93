/** Walks through the top-level boxes of an mp4 or QuickTime file and reads its index, at the beginning or the end. */
import { corrupt, type MediaError, unsupported } from '../media-error.ts'
import type { Window } from '../window.ts'
import { BOX_HEAD_BYTES, type Box, type Loaded, readBox } from './boxes.ts'
import { fragmentRuns, type SampleRun } from './fragments.ts'
import { type Length, lengthOf } from './length.ts'
import { type Movie, readMovie, type Track } from './movie.ts'

/** Bytes of index and fragment headers at most: hours of video have fewer. Ours. */
const INDEX_MAX_BYTES = 8 * 1024 * 1024
/** Handlers of tracks that are seen or heard. All other tracks are redacted when the clip leaves. */
export const PLAYED = ['vide', 'soun']
/**
 * Top-level boxes of a clip at most. 30 s with a fragment for each of 60 frames and 47 packets of sound a second have
 * 3,200 fragments, of two to five boxes each. Ours.
 */
const BOXES_MAX = 20_000
/** Bytes to read of each box, by type. 256 bytes hold more brands than any file has. */
const READ: Record<string, number> = { moov: INDEX_MAX_BYTES, moof: INDEX_MAX_BYTES, ftyp: 256, styp: 256 }

/** A clip that was walked to its end. */
export type Clip = {
  ok: true
  movie: Movie
  video: Track
  length: Length
  /** The top-level boxes, in order. */
  boxes: Box[]
  /** The boxes that name the file's brands. */
  brands: Loaded[]
  fragments: Loaded[]
  /** The samples that the file's fragments hold. */
  sampleRuns: SampleRun[]
  /** Where the last box ends. Bytes after it belong to no track. */
  end: number
}

const CUT = corrupt('This clip is damaged: part of it is missing, or something else was appended to it.')
const DAMAGED = corrupt('This clip is damaged: its index makes no sense.')
const NO_INDEX = corrupt('This clip is incomplete: its index is missing.')
const HUGE = corrupt('This clip is in more pieces, or has a larger index, than 30 seconds need. Save it anew as MP4.')
const ELSEWHERE = corrupt('This clip’s pictures are in another file.')
const NO_VIDEO = unsupported('This file has sound but no pictures. Choose a clip with pictures, as MP4 or MOV.')

/** The clip's tracks and boxes, or what is wrong with it. */
export async function walkClip(file: Window): Promise<Clip | MediaError> {
  const top = await topLevel(file)
  if (!top.ok) return top
  const { boxes, loaded, end } = top
  const of = (...types: string[]) => loaded.filter(({ box }) => types.includes(box.type))
  const [index, another] = of('moov')
  if (!index) return NO_INDEX
  const movie = another ? null : readMovie(index.bytes, index.box.at)
  if (!movie) return DAMAGED
  const video = largestVideo(movie.tracks)
  if (!video) return NO_VIDEO
  if (!boxes.some((box) => box.type === 'mdat')) return CUT
  if (!movie.tracks.every((track) => track.selfContained || !PLAYED.includes(track.handler))) return ELSEWHERE
  const fragments = of('moof')
  const sampleRuns = fragmentRuns(movie, fragments)
  if (!sampleRuns) return DAMAGED
  const length = lengthOf(movie.tracks, video, sampleRuns)
  return { ok: true, movie, video, length, boxes, brands: of('ftyp', 'styp'), fragments, sampleRuns, end }
}

type TopLevel = { ok: true; boxes: Box[]; loaded: Loaded[]; end: number }

/** The top-level boxes, which must fill the file; zeros may follow them. */
async function topLevel(file: Window): Promise<TopLevel | MediaError> {
  const [boxes, loaded]: [Box[], Loaded[]] = [[], []]
  let [at, total] = [0, 0]
  while (at < file.size) {
    const head = await file.bytes(at, Math.min(BOX_HEAD_BYTES, file.size - at))
    if (!head) return DAMAGED
    if (head.subarray(0, 8).every((byte) => byte === 0)) break
    const box = readBox(head, at, file.size, true)
    if (!box) return CUT
    if (boxes.length === BOXES_MAX) return HUGE
    boxes.push(box)
    const wanted = Math.min(READ[box.type] ?? 0, box.end - at)
    if (wanted > 0) {
      total += box.end - at
      if (total > INDEX_MAX_BYTES) return HUGE
      const bytes = await file.bytes(at, wanted)
      if (!bytes) return DAMAGED
      // A copy, so that the window's buffer can be collected.
      loaded.push({ box, bytes: bytes.slice() })
    }
    at = box.end
  }
  return { ok: true, boxes, loaded, end: at }
}

/** Players show the largest track; a disabled track only where there is no other. */
function largestVideo(tracks: Track[]): Track | undefined {
  return tracks
    .filter((track) => track.handler === 'vide')
    .sort((a, b) => Number(b.enabled) - Number(a.enabled) || b.width * b.height - a.width * a.height)[0]
}
