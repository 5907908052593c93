/** Clips with tracks beside their pictures, odd tracks, and tracks whose samples are said to be elsewhere. */
import { base } from './bases.ts'
import { type Bytes, concat, readU32, u16, u32, withBytes } from './bytes.ts'
import { box, edited, fullBox, numbers, replaced, table, withTrack } from './clip-file.ts'
import { type Line, members, SECRET } from './member.ts'

const clip = () => base('clip.mp4')
const REFERENCES = 'moov/trak/mdia/minf/dinf/dref'
const references =
  (...entries: Uint8Array[]) =>
  () =>
    edited(clip(), REFERENCES, () => concat(u32(0), u32(entries.length), ...entries))
const SELF = fullBox('url ', 0, 1)

/** The track as another kind: its handler, and the name of its samples' coding. */
const as = (handler: string, coding?: string) => (track: Bytes) => {
  const renamed = edited(track, 'trak/mdia/hdlr', (body) => withBytes(body, 8, handler))
  return coding ? edited(renamed, 'trak/mdia/minf/stbl/stsd', (body) => withBytes(body, 12, coding)) : renamed
}
const switchedOff = (track: Bytes) => edited(track, 'trak/tkhd', (body) => withBytes(body, 3, Uint8Array.of(0)))
/** A track whose time scale makes it last 20 times as long. */
const slowed = (track: Bytes) =>
  edited(track, 'trak/mdia/mdhd', (body) => withBytes(body, 12, u32(readU32(body, 12) / 20)))

const beside = (other: Parameters<typeof base>[0], change?: (track: Bytes) => Bytes, first?: boolean) => () =>
  withTrack(clip(), base(other), change, first)

/** A track of texts, each a length and its letters. */
function texts(change: (track: Bytes) => Bytes = (track) => track): Bytes {
  const sample = concat(u16(SECRET.length), SECRET)
  const entry = box('tx3g', u32(0), u16(0), u16(1), new Uint8Array(30))
  const track = (whole: Bytes) => {
    const set = (file: Bytes, name: string, ...values: number[]) =>
      edited(file, `trak/mdia/minf/stbl/${name}`, () => table(...values))
    const timed = set(set(as('sbtl')(whole), 'stts', 1, 1, 8000), 'stsz', 0, 1, sample.length)
    const described = edited(set(timed, 'stsc', 1, 1, 1, 1), 'trak/mdia/minf/stbl/stsd', () =>
      concat(u32(0), u32(1), entry),
    )
    return change(replaced(described, 'trak/mdia/minf/smhd', () => fullBox('nmhd', 0, 0)))
  }
  const silence = base('silence.mp4')
  const donor = replaced(silence, 'mdat', (whole, body) =>
    box('mdat', concat(sample, body.subarray(sample.length)), whole.subarray(0, 0)),
  )
  return withTrack(clip(), donor, track)
}

// biome-ignore format: a line each
const LINES: Line[] = [
  ['cover-small.mov', 'A small second track is a cover in Motion JPEG.', beside('cover-small.mov')],
  ['cover-small-first.mov', 'A small cover in Motion JPEG is the first track.', beside('cover-small.mov', undefined, true)],
  ['cover-large.mov', 'A second track in Motion JPEG is larger than the clip.', beside('cover-large.mov')],
  ['cover-large-off.mov', 'A larger cover in Motion JPEG is switched off.', beside('cover-large.mov', switchedOff)],
  ['second-small.mp4', 'A second track of pictures is smaller.', beside('second-small.mp4')],
  ['second-small-first.mp4', 'The first of two tracks of pictures is the smaller one.', beside('second-small.mp4', undefined, true)],
  ['second-large.mp4', 'A second track of pictures is larger.', beside('second-large.mp4')],
  ['second-large-off.mp4', 'A second, larger track of pictures is switched off.', beside('second-large.mp4', switchedOff)],
  ['second-small-40-s.mp4', 'A second, smaller track of pictures lasts 40 seconds.', beside('second-small.mp4', slowed)],
  ['pictures-off.mp4', 'The only track of pictures is switched off.', () => edited(clip(), 'moov/trak/tkhd', (body) => withBytes(body, 3, Uint8Array.of(0)))],
  ['sound-aac.mp4', 'A second track is sound in AAC.', beside('silence.mp4')],
  ['sound-aac-first.mp4', 'The first track is sound.', beside('silence.mp4', undefined, true)],
  ['sound-off.mp4', 'A sound is switched off.', beside('silence.mp4', switchedOff)],
  ['sound-mp3.mp4', 'A sound is in MP3.', beside('tone-mp3.mp4')],
  ['sound-alac.mov', 'A sound is in Apple Lossless.', beside('tone-alac.mov')],
  ['sound-opus.mp4', 'A sound is in Opus.', beside('tone-opus.mp4')],
  ['sound-ac3.mp4', 'A sound is in AC-3.', beside('tone-ac3.mp4')],
  ['sound-ulaw.mov', 'A sound is in µ-law, not packed.', beside('tone-ulaw.mov')],
  ['sound-unknown.mp4', 'A sound is in a coding that nobody knows.', beside('silence.mp4', as('soun', 'abcd'))],
  ['sound-40-s.mp4', 'The sound goes on for 40 seconds behind pictures of two.', beside('silence-40s.mp4')],
  ['sound-half-as-long.mp4', 'The sound ends before the pictures.', beside('silence.mp4')],
  ['sound-chunk-too-many.mp4', 'The sound’s table of chunks has one too many.', beside('silence.mp4', (track) => edited(track, 'trak/mdia/minf/stbl/stco', (body) => table(readU32(body, 4) + 1, ...numbers(body, 8), 1234)))],
  ['sound-past-the-end.mp4', 'The sound’s only chunk stands behind the end of the file.', beside('silence.mp4', (track) => edited(track, 'trak/mdia/minf/stbl/stco', (body) => table(readU32(body, 4), 900_000)))],
  ['sound-without-samples.mp4', 'A track of sound has no samples.', beside('silence.mp4', (track) => ['stts', 'stsc', 'stco'].reduce((file, name) => edited(file, `trak/mdia/minf/stbl/${name}`, () => table(0)), edited(track, 'trak/mdia/minf/stbl/stsz', () => table(0, 0))))],
  ['texts.mp4', 'A track of texts holds one.', () => texts(), { secret: true }],
  ['texts-40-s.mp4', 'A text stays for 40 seconds behind pictures of two.', () => texts((track) => edited(track, 'trak/mdia/minf/stbl/stts', () => table(1, 1, 320_000))), { secret: true }],
  ['texts-tables-broken.mp4', 'A track of texts has tables that make no sense.', () => texts((track) => edited(track, 'trak/mdia/minf/stbl/stsc', () => table(1, 7, 99, 1))), { secret: true }],
  ['hints.mp4', 'A second track holds hints for streaming.', beside('silence.mp4', as('hint', 'rtp '))],
  ['metadata-track.mp4', 'A second track holds metadata.', beside('silence.mp4', as('meta', 'mett'))],
  ['handler-unknown.mp4', 'A second track is of an unknown kind.', beside('silence.mp4', as('abcd', 'abcd'))],
  ['handler-zeros.mp4', 'A second track has a handler of zeros.', beside('silence.mp4', as('\0\0\0\0'))],
  ['handler-missing.mp4', 'The pictures have no handler.', () => replaced(clip(), 'moov/trak/mdia/hdlr', () => '')],
  ['track-empty.mp4', 'A second track is an empty box.', () => edited(clip(), 'moov', (body) => concat(body, box('trak')))],
  ['track-without-media.mp4', 'A second track has a header and no media.', () => replaced(clip(), 'moov/trak', (whole) => concat(whole, edited(replaced(whole, 'trak/mdia', () => ''), 'trak/tkhd', (body) => withBytes(body, 12, u32(9)))))],
  ['track-id-0.mp4', 'The track’s number is 0.', () => edited(clip(), 'moov/trak/tkhd', (body) => withBytes(body, 12, u32(0)))],
  ['reference-empty-flag-0.mp4', 'The samples are said to be at an empty address, and not in this file.', references(fullBox('url ', 0, 0))],
  ['reference-empty-text-flag-0.mp4', 'The samples are said to be at an address of one zero, and not in this file.', references(fullBox('url ', 0, 0, '\0'))],
  ['reference-flags-odd.mp4', 'The reference to this file has other flags too.', references(fullBox('url ', 0, 0x107))],
  ['reference-none.mp4', 'There are no references.', references()],
  ['reference-list-missing.mp4', 'There is no list of references.', () => replaced(clip(), REFERENCES, () => '')],
  ['reference-box-missing.mp4', 'There is no box of references.', () => replaced(clip(), 'moov/trak/mdia/minf/dinf', () => '')],
  ['reference-alias-flag-1.mov', 'QuickTime’s reference to this file is an alias.', references(fullBox('alis', 0, 1))],
  ['reference-alias-empty-flag-0.mov', 'QuickTime’s alias is empty, and has no flag.', references(fullBox('alis', 0, 0))],
  ['reference-name-empty.mp4', 'The samples are said to be under an empty name.', references(fullBox('urn ', 0, 0, '\0'))],
  ['reference-of-a-file.mp4', 'The samples are said to be in another file.', references(fullBox('url ', 0, 0, 'file:///etc/passwd\0'))],
  ['reference-of-an-address.mp4', 'The samples are said to be at another address.', references(fullBox('url ', 0, 0, 'https://example.com/other.mp4\0'))],
  ['reference-of-a-file-flag-1.mp4', 'The reference names another file, but says to mean this one.', references(fullBox('url ', 0, 1, SECRET, '\0')), { secret: true }],
  ['references-two.mp4', 'A second reference names another file, which no sample uses.', references(SELF, fullBox('url ', 0, 0, 'https://example.com/other.mp4\0'))],
  ['reference-2-used.mp4', 'The samples use a reference that is not there.', () => edited(clip(), 'moov/trak/mdia/minf/stbl/stsd', (body) => withBytes(body, 22, u16(2)))],
]

// biome-ignore format: a line each
export const TRACK_CLIPS = [
  ...members('clip.mp4', LINES),
  ...members('timecode.mov', [
    ['timecode.mov', 'A second track holds the time code.', () => base('timecode.mov')],
    ['timecode-external.mov', 'The time code is said to be at an empty address.', () => edited(base('timecode.mov'), 'moov/trak:1/mdia/minf/dinf/dref', () => concat(u32(0), u32(1), fullBox('url ', 0, 0)))],
    ['timecode-chunk-too-many.mov', 'The time code’s table of chunks has one too many.', () => edited(base('timecode.mov'), 'moov/trak:1/mdia/minf/stbl/stco', (body) => table(2, ...numbers(body, 8), 40))],
  ]),
]
