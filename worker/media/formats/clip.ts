/** Walks over the top-level boxes of an mp4 or QuickTime file and reads its index, wherever that stands. */
import { corrupt, type Flaw, unsupported } from '../flaw.ts'
import type { Window } from '../window.ts'
import { BOX_HEAD_BYTES, type Box, find, readBox } from './boxes.ts'
import { fragmentSpan, type Span } from './fragments.ts'
import { type Movie, readMovie, type Track } from './movie.ts'
import { chunks } from './samples.ts'

/** Bytes of the largest index that we read, and of those of all fragments together: hours of video have less. Ours. */
const INDEX_MAX_BYTES = 8 * 1024 * 1024
/** Handlers of tracks that are seen or heard. All others are blanked when the clip leaves. */
export const PLAYED = ['vide', 'soun']
/** Top-level boxes that we walk over: a clip of 30 s in fragments of 0.1 s has 600. Ours. */
const BOXES_MAX = 2000

export type Fragment = { box: Box; bytes: Uint8Array }
export type Clip = {
  ok: true
  movie: Movie
  video: Track
  /** Seconds that are shown. */
  seconds: number
  /** The top-level boxes, in order. */
  boxes: Box[]
  fragments: Fragment[]
  /** Where the last box ends; zeros may follow, and what follows belongs to nobody. */
  end: number
}

const CUT = corrupt('This clip is damaged: part of it is missing, or something else was appended to it.')
const DAMAGED = corrupt('This clip is damaged: its index makes no sense.')
const NO_INDEX = corrupt('This clip is incomplete: its index is missing.')
const HUGE = corrupt('This clip’s index is larger than that of any clip of its length.')
const ELSEWHERE = corrupt('This clip’s pictures are in another file.')
const NO_VIDEO = unsupported('This file has sound but no pictures. Choose a clip with pictures, as MP4 or MOV.')

/** The clip, or what is wrong with it. */
export async function walkClip(file: Window): Promise<Clip | Flaw> {
  const top = await topLevel(file)
  if (!top.ok) return top
  const { boxes, end } = top
  const indexes = boxes.filter((box) => box.type === 'moov')
  const [index] = indexes
  if (!index) return NO_INDEX
  if (indexes.length > 1) return DAMAGED
  if (index.end - index.at > INDEX_MAX_BYTES) return HUGE
  const bytes = await file.bytes(index.at, index.end - index.at)
  const movie = bytes && readMovie(bytes, index.at)
  if (!movie) return DAMAGED
  const video = largestVideo(movie.tracks)
  if (!video) return NO_VIDEO
  if (!boxes.some((box) => box.type === 'mdat')) return CUT
  if (!movie.tracks.every((track) => track.selfContained || !PLAYED.includes(track.handler))) return ELSEWHERE
  const reach = samplesReach(movie)
  if (reach === null) return DAMAGED
  if (reach > file.size) return CUT
  const fragments = await readFragments(file, boxes)
  if (!fragments) return HUGE
  return { ok: true, movie, video, seconds: shownSeconds(movie, video, fragments), boxes, fragments, end }
}

/** The top-level boxes, which must fill the file; zeros at the end belong to nobody. */
async function topLevel(file: Window): Promise<{ ok: true; boxes: Box[]; end: number } | Flaw> {
  const boxes: Box[] = []
  let at = 0
  while (at < file.size) {
    const head = await file.bytes(at, Math.min(BOX_HEAD_BYTES, file.size - at))
    if (!head) return DAMAGED
    if (head.subarray(0, 8).every((byte) => byte === 0)) return { ok: true, boxes, end: at }
    const box = readBox(head, at, file.size, true)
    if (!box) return CUT
    if (boxes.length === BOXES_MAX) return DAMAGED
    boxes.push(box)
    at = box.end
  }
  return { ok: true, boxes, end: at }
}

/** Programs that show one track take the largest; one that is switched off only where there is no other. */
function largestVideo(tracks: Track[]): Track | undefined {
  return tracks
    .filter((track) => track.handler === 'vide')
    .sort((a, b) => Number(b.enabled) - Number(a.enabled) || b.width * b.height - a.width * a.height)[0]
}

/** Where the last sample ends; null where a table makes no sense. */
function samplesReach(movie: Movie): number | null {
  let reach = 0
  for (const track of movie.tracks) {
    if (!track.selfContained) continue
    const ranges = chunks(movie.bytes, find(movie.bytes, track.box, 'mdia', 'minf', 'stbl'))
    if (!ranges) return null
    for (const { offset, length } of ranges) reach = Math.max(reach, offset + length)
  }
  return reach
}

async function readFragments(file: Window, boxes: Box[]): Promise<Fragment[] | null> {
  const fragments: Fragment[] = []
  let total = 0
  for (const box of boxes) {
    if (box.type !== 'moof') continue
    const length = box.end - box.at
    total += length
    const bytes = total <= INDEX_MAX_BYTES ? await file.bytes(box.at, length) : null
    if (!bytes) return null
    // A copy, so that the window around it can go.
    fragments.push({ box, bytes: bytes.slice() })
  }
  return fragments
}

/** Fragments tell their samples' times themselves; else an edit list decides, and without one the samples. */
function shownSeconds(movie: Movie, video: Track, fragments: Fragment[]): number {
  const spans: Span[] = []
  for (const { bytes } of movie.fragmented ? fragments : []) {
    const span = fragmentSpan(movie, bytes, video.id, spans.at(-1)?.to ?? 0)
    if (span) spans.push(span)
  }
  if (spans.length === 0) return video.editedSeconds || video.seconds
  const units = Math.max(...spans.map((span) => span.to)) - Math.min(...spans.map((span) => span.from))
  return video.seconds + units / video.timescale
}
