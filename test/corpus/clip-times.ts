/** Clips whose stated lengths and lists of edits disagree with their samples. */
import { base } from './bases.ts'
import { type Bytes, concat, readU32, u16, u32, u64, withBytes } from './bytes.ts'
import { bodyOf, edited, type Path, replaced, table } from './clip-file.ts'
import { type Line, members } from './member.ts'

const clip = () => base('clip.mp4')
const [MOVIE, TRACK, MEDIA] = ['moov/mvhd', 'moov/trak/tkhd', 'moov/trak/mdia/mdhd'] as const
const EDITS: Path = 'moov/trak/edts/elst'
type Header = typeof MOVIE | typeof TRACK | typeof MEDIA
/** Where the three headers of 32 bits keep their length. */
const LENGTH_AT: Record<Header, number> = { [MOVIE]: 16, [TRACK]: 20, [MEDIA]: 16 }
const UNKNOWN = 0xffff_ffff
/** Units of the movie's time a second. */
const SECOND = 1000

/** The clip with another length in some headers. */
const told =
  (length: number, ...headers: Header[]) =>
  () =>
    headers.reduce(
      (file, header) => edited(file, header, (body) => withBytes(body, LENGTH_AT[header], u32(length))),
      clip(),
    )

/** Edits: how long in the movie's time, from where in the track's time, and at what pace. */
type Edit = [length: number, from: number, pace?: number]
const edits =
  (...list: Edit[]) =>
  () =>
    edited(clip(), EDITS, () =>
      table(list.length, ...list.flatMap(([length, from, pace = 0x1_0000]) => [length, from, pace])),
    )
/** Where the first frame is shown, in the track's time. */
const START = readU32(bodyOf(clip(), EDITS), 12)
const ONE_SECOND = 10_240

/** A header of 32 bits as one of 64. */
function wide(path: Header, length: (value: number) => Bytes = u64): Bytes {
  return edited(clip(), path, (body) => {
    const at = LENGTH_AT[path]
    const between = body.subarray(12, at)
    return concat(
      u32(0x0100_0000),
      u64(readU32(body, 4)),
      u64(readU32(body, 8)),
      between,
      length(readU32(body, at)),
      body.subarray(at + 4),
    )
  })
}

// biome-ignore format: a line each
const LINES: Line[] = [
  ['media-length-0.mp4', 'The media header says a length of 0.', told(0, MEDIA)],
  ['media-length-unknown.mp4', 'The media header says that the length isn’t known.', told(UNKNOWN, MEDIA)],
  ['media-length-139810-s.mp4', 'The media header says 139,810 seconds.', told(1_431_654_400, MEDIA)],
  ['media-length-1-s.mp4', 'The media header says one second of two.', told(ONE_SECOND, MEDIA)],
  ['media-header-64-bit.mp4', 'The media header has 64 bits.', () => wide(MEDIA)],
  ['media-header-64-bit-unknown.mp4', 'A media header of 64 bits says that the length isn’t known.', () => wide(MEDIA, () => concat(u32(UNKNOWN), u32(UNKNOWN)))],
  ['media-header-64-bit-huge.mp4', 'A media header of 64 bits says a length of many years.', () => wide(MEDIA, () => concat(u32(77), u32(0)))],
  ['movie-length-0.mp4', 'The movie header says a length of 0.', told(0, MOVIE)],
  ['movie-length-unknown.mp4', 'The movie header says that the length isn’t known.', told(UNKNOWN, MOVIE)],
  ['movie-length-an-hour.mp4', 'The movie header says an hour.', told(3600 * SECOND, MOVIE)],
  ['movie-header-64-bit.mp4', 'The movie header has 64 bits.', () => wide(MOVIE)],
  ['track-length-0.mp4', 'The track header says a length of 0.', told(0, TRACK)],
  ['track-length-unknown.mp4', 'The track header says that the length isn’t known.', told(UNKNOWN, TRACK)],
  ['track-length-an-hour.mp4', 'The track header says an hour.', told(3600 * SECOND, TRACK)],
  ['all-lengths-0.mp4', 'All three headers say a length of 0.', told(0, MOVIE, TRACK, MEDIA)],
  ['all-lengths-0-no-edits.mp4', 'All three headers say a length of 0, and there is no list of edits.', () => replaced(told(0, MOVIE, TRACK, MEDIA)(), 'moov/trak/edts', () => '')],
  ['all-lengths-unknown.mp4', 'All three headers say that the length isn’t known.', told(UNKNOWN, MOVIE, TRACK, MEDIA)],
  ['all-lengths-an-hour.mp4', 'Movie and track headers say an hour.', told(3600 * SECOND, MOVIE, TRACK)],
  ['media-scale-0.mp4', 'The media header has no time scale.', () => edited(clip(), MEDIA, (body) => withBytes(body, 12, u32(0)))],
  ['media-scale-1.mp4', 'The time scale makes each frame last 17 minutes.', () => edited(clip(), MEDIA, (body) => withBytes(body, 12, u32(1)))],
  ['media-scale-huge.mp4', 'The time scale makes the clip last two milliseconds.', () => edited(clip(), MEDIA, (body) => withBytes(body, 12, u32(10_240_000)))],
  ['movie-scale-0.mp4', 'The movie header has no time scale.', () => edited(clip(), MOVIE, (body) => withBytes(body, 12, u32(0)))],
  ['movie-scale-other.mp4', 'The movie header has another time scale than its lengths.', () => edited(clip(), MOVIE, (body) => withBytes(body, 12, u32(44_100)))],
  ['movie-rate-0.mp4', 'The movie header says to play at no pace.', () => edited(clip(), MOVIE, (body) => withBytes(body, 20, concat(u32(0), u16(0))))],
  ['media-header-missing.mp4', 'There is no media header.', () => replaced(clip(), MEDIA, () => '')],
  ['track-header-missing.mp4', 'There is no track header.', () => replaced(clip(), TRACK, () => '')],
  ['movie-header-missing.mp4', 'There is no movie header.', () => replaced(clip(), MOVIE, () => '')],
  ['edits-missing.mp4', 'There is no list of edits.', () => replaced(clip(), 'moov/trak/edts', () => '')],
  ['edits-none.mp4', 'The list of edits is empty.', edits()],
  ['edits-box-empty.mp4', 'The box of edits has no list.', () => replaced(clip(), EDITS, () => '')],
  ['edits-count-more.mp4', 'The list of edits says three and has one.', () => edited(clip(), EDITS, (body) => withBytes(body, 4, u32(3)))],
  ['edit-length-0.mp4', 'The edit lasts no time, which means all there is.', edits([0, START])],
  ['edit-length-an-hour.mp4', 'The edit says an hour.', edits([3600 * SECOND, START])],
  ['edit-length-unknown.mp4', 'The edit says all ones.', edits([UNKNOWN, START])],
  ['edit-of-one-second.mp4', 'The edit shows the first of two seconds.', edits([SECOND, START]), { base: null }],
  ['edit-from-the-middle.mp4', 'The edit shows the second of two seconds.', edits([SECOND, START + ONE_SECOND]), { base: null }],
  ['edit-past-the-end.mp4', 'The edit begins behind the last frame.', edits([2 * SECOND, 900_000]), { base: null }],
  ['edit-waits-a-second.mp4', 'The pictures wait for a second.', edits([SECOND, UNKNOWN], [2 * SECOND, START])],
  ['edit-waits-40-seconds.mp4', 'The pictures wait for 40 seconds.', edits([40 * SECOND, UNKNOWN], [2 * SECOND, START])],
  ['edit-waits-only.mp4', 'The pictures wait for two seconds, and never come.', edits([2 * SECOND, UNKNOWN]), { base: null }],
  ['edits-in-two.mp4', 'Two edits show the clip in two pieces, in order.', edits([SECOND, START], [SECOND, START + ONE_SECOND])],
  ['edits-repeat-20-times.mp4', 'Twenty edits repeat the clip for 40 seconds.', edits(...Array.from({ length: 20 }, (): Edit => [2 * SECOND, START])), { base: null }],
  ['edit-at-pace-0.mp4', 'The edit dwells on a frame.', edits([2 * SECOND, START, 0]), { base: null }],
  ['edit-at-pace-2.mp4', 'The edit plays twice as fast.', edits([SECOND, START, 0x2_0000]), { base: null }],
  ['edits-64-bit.mp4', 'The list of edits has 64 bits.', () => edited(clip(), EDITS, () => concat(u32(0x0100_0000), u32(1), u64(2 * SECOND), u64(START), u32(0x1_0000)))],
]

export const TIME_CLIPS = members('clip.mp4', LINES)
