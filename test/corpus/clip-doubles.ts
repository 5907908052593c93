/** Clips in which a box that may stand once stands twice: who reads the first one understands another file than who reads the last. */
import { base } from './bases.ts'
import { type Bytes, concat, readU32, u32, withBytes } from './bytes.ts'
import { box, edited, type Path, replaced, table, withTrack } from './clip-file.ts'
import type { Member } from './member.ts'

const TRACK = 'moov/trak'
const TABLES = `${TRACK}/mdia/minf/stbl`

/** `other` makes the second box out of the first; `order` says which of the two comes first. */
type Double = [name: string, about: string, path: Path, other: (body: Bytes) => Uint8Array, order?: 'other-first']

const minute = () => base('minute.mp4')
/** Times that make 1.2 seconds of the minute's 60 frames. */
const HASTY = table(1, 60, 327)
/** The body with another number at `at`. */
const number = (at: number, value: number) => (body: Bytes) => withBytes(body, at, u32(value))
const same = (body: Bytes) => body

// biome-ignore format: a line each
const MINUTES: Double[] = [
  ['times-twice.mp4', 'The second table of times makes 1.2 seconds of a minute.', `${TABLES}/stts`, () => HASTY],
  ['times-twice-other-first.mp4', 'The first table of times makes 1.2 seconds of a minute.', `${TABLES}/stts`, () => HASTY, 'other-first'],
  ['times-twice-the-same.mp4', 'The table of times stands twice, the same each time.', `${TABLES}/stts`, same],
  ['sizes-twice-other-first.mp4', 'The first table of sizes has two frames of the 60.', `${TABLES}/stsz`, (body) => concat(u32(0), u32(0), u32(2), body.subarray(12, 20)), 'other-first'],
  ['media-header-twice.mp4', 'The second media header makes each second a fiftieth.', `${TRACK}/mdia/mdhd`, (body) => withBytes(body, 12, u32(readU32(body, 12) * 50))],
  ['media-header-twice-other-first.mp4', 'The first media header makes each second a fiftieth.', `${TRACK}/mdia/mdhd`, (body) => withBytes(body, 12, u32(readU32(body, 12) * 50)), 'other-first'],
  ['edits-twice.mp4', 'The second list of edits shows two seconds of a minute.', `${TRACK}/edts/elst`, number(8, 2000)],
  ['edits-twice-other-first.mp4', 'The first list of edits shows two seconds of a minute.', `${TRACK}/edts/elst`, number(8, 2000), 'other-first'],
]

const clip = () => base('clip.mp4')
// biome-ignore format: a line each
const CLIPS: Double[] = [
  ['sizes-twice.mp4', 'The second table of sizes is of frames of one byte.', `${TABLES}/stsz`, () => table(1, 20)],
  ['runs-twice.mp4', 'The second table of runs has other samples in the chunk.', `${TABLES}/stsc`, () => table(1, 1, 5, 1)],
  ['chunks-twice.mp4', 'The second table of chunks begins elsewhere.', `${TABLES}/stco`, number(8, 60)],
  ['chunks-twice-the-same.mp4', 'The table of chunks stands twice, the same each time.', `${TABLES}/stco`, same],
  ['shifts-twice.mp4', 'The second order of display is none.', `${TABLES}/ctts`, () => table(1, 20, 0)],
  ['keys-twice.mp4', 'The second table of frames that stand for themselves names others.', `${TABLES}/stss`, () => table(1, 7)],
  ['descriptions-twice.mp4', 'The second list of descriptions names another coding.', `${TABLES}/stsd`, (body) => withBytes(body, 12, 'mp4v')],
  ['movie-header-twice.mp4', 'The second movie header has another time scale.', 'moov/mvhd', number(12, 77)],
  ['track-header-twice.mp4', 'The second track header turns the pictures.', `${TRACK}/tkhd`, (body) => withBytes(body, 40, concat(u32(0), u32(0x1_0000), u32(0), u32(0xffff_0000), u32(0)))],
  ['track-header-twice-the-same.mp4', 'The track’s header stands twice, the same each time.', `${TRACK}/tkhd`, same],
  ['handler-twice.mp4', 'The second handler calls the track a sound.', `${TRACK}/mdia/hdlr`, (body) => withBytes(body, 8, 'soun')],
  ['handler-twice-other-first.mp4', 'The first handler calls the track a text.', `${TRACK}/mdia/hdlr`, (body) => withBytes(body, 8, 'text'), 'other-first'],
  ['references-twice.mp4', 'The second list of references names another file.', `${TRACK}/mdia/minf/dinf/dref`, () => concat(u32(0), u32(1), box('url ', u32(0), 'file:///etc/passwd\0'))],
]

const fragments = () => base('fragments.mp4')
// biome-ignore format: a line each
const FRAGMENTS: Double[] = [
  ['fragment-defaults-twice.mp4', 'The second defaults of a fragmented track have other times.', 'moov/mvex/trex', number(12, 40_960)],
  ['fragment-header-twice.mp4', 'The second header of a track in a fragment gives each frame 40 times as long.', 'moof/traf/tfhd', (body) => withBytes(body, 8, u32(40_960))],
  ['fragment-time-twice.mp4', 'The second time of a fragment is a minute later.', 'moof:1/traf/tfdt', (body) => withBytes(body, body.length - 4, u32(624_640))],
]

function doubled(file: () => Bytes, from: Member['base'], lines: Double[]): Member[] {
  return lines.map(([name, about, path, other, order]) => {
    const second = (whole: Bytes) => edited(whole, path.split('/').at(-1)?.split(':')[0] ?? '', (body) => other(body))
    return {
      ...{ name, about, base: from },
      bytes: () =>
        replaced(file(), path, (whole) =>
          order === 'other-first' ? concat(second(whole), whole) : concat(whole, second(whole)),
        ),
      readings: () => [file(), replaced(file(), path, second)],
    }
  })
}

/** The clip with 32-bit and 64-bit offsets, which name different places. */
const bothOffsets = () => replaced(clip(), `${TABLES}/stco`, (whole) => concat(whole, box('co64', table(1, 0, 60))))

export const DOUBLE_CLIPS: Member[] = [
  ...doubled(minute, 'minute.mp4', MINUTES),
  ...doubled(clip, 'clip.mp4', CLIPS),
  ...doubled(fragments, 'fragments.mp4', FRAGMENTS),
  {
    ...{ name: 'chunks-32-and-64-bit.mp4', base: 'clip.mp4' },
    about: 'Offsets of 32 and of 64 bits name different places.',
    bytes: bothOffsets,
    readings: () => [clip(), replaced(bothOffsets(), `${TABLES}/stco`, () => '')],
  },
  {
    ...{ name: 'sizes-plain-and-compact.mp4', base: 'clip.mp4' },
    about: 'Sizes of 32 and of 16 bits disagree.',
    bytes: () =>
      replaced(clip(), `${TABLES}/stsz`, (whole) =>
        concat(whole, box('stz2', u32(0), u32(16), u32(2), u32(0x0005_0005))),
      ),
    readings: () => [
      clip(),
      replaced(clip(), `${TABLES}/stsz`, () => box('stz2', u32(0), u32(16), u32(2), u32(0x0005_0005))),
    ],
  },
  {
    ...{ name: 'tables-twice.mp4', base: 'minute.mp4' },
    about: 'A second set of tables makes 1.2 seconds of a minute.',
    bytes: () =>
      replaced(minute(), TABLES, (whole) =>
        concat(
          whole,
          edited(whole, 'stbl/stts', () => HASTY),
        ),
      ),
    readings: () => [minute(), edited(minute(), `${TABLES}/stts`, () => HASTY)],
  },
  {
    ...{ name: 'media-twice.mp4', base: 'minute.mp4' },
    about: 'A second media box in the track makes 1.2 seconds of a minute.',
    bytes: () =>
      replaced(minute(), `${TRACK}/mdia`, (whole) =>
        concat(
          edited(whole, 'mdia/minf/stbl/stts', () => HASTY),
          whole,
        ),
      ),
    readings: () => [minute(), edited(minute(), `${TABLES}/stts`, () => HASTY)],
  },
  {
    ...{ name: 'index-twice.mp4', base: 'clip.mp4' },
    about: 'A second index behind the first one makes the clip last a minute.',
    bytes: () =>
      replaced(clip(), 'moov', (whole) =>
        concat(
          whole,
          edited(whole, 'moov/trak/mdia/minf/stbl/stts', () => table(1, 20, 30_720)),
        ),
      ),
    readings: () => [clip(), edited(clip(), `${TABLES}/stts`, () => table(1, 20, 30_720))],
  },
  {
    ...{ name: 'index-twice-the-same.mp4', base: 'clip.mp4' },
    about: 'The index stands twice, the same each time.',
    bytes: () => replaced(clip(), 'moov', (whole) => concat(whole, whole)),
    readings: () => [clip(), clip()],
  },
  {
    ...{ name: 'track-id-twice.mp4', base: 'clip.mp4' },
    about: 'A sound has the same number as the pictures.',
    bytes: () =>
      edited(withTrack(clip(), base('silence.mp4')), 'moov/trak:1/tkhd', (body) => withBytes(body, 12, u32(1))),
  },
]
