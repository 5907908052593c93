/** Clips in fragments, as recorders write them, with more or less than they need. */
import { base } from './bases.ts'
import { type Bytes, concat, readU32, splice, u16, u32, withBytes, zeros } from './bytes.ts'
import { box, boxAt, edited, fullBox, type Path, positionOf, read, replaced } from './clip-file.ts'
import { type Line, members, SECRET } from './member.ts'

const fragments = () => base('fragments.mp4')
const RUN: Path = 'moof:1/traf/trun'
const FRAMES = 10
/** Flags of a run. ISO 14496-12, 8.8.8. */
const [OFFSET, FIRST_FLAGS] = [0x1, 0x4]

/** The size of the second fragment changes by so many bytes: its samples, whose place it tells from itself, move too. */
function shifted(path: Path, change: (whole: Bytes) => Uint8Array | string): Bytes {
  const before = boxAt(fragments(), 'moof:1').length
  const bent = replaced(fragments(), path, change)
  const by = boxAt(bent, 'moof:1').length - before
  return edited(bent, RUN, (body) => withBytes(body, 8, u32(readU32(body, 8) + by)))
}

const index = () =>
  fullBox('sidx', 0, 0, u32(1), u32(10_240), u32(0), u32(0), u16(0), u16(1), u32(700), u32(10_240), u32(0x9000_0000))
/** Bytes before the second fragment. */
const between =
  (...parts: (Uint8Array | string)[]) =>
  () =>
    replaced(fragments(), 'moof:1', (whole) => concat(...parts, whole))

/** The second fragment's samples in two runs, of which the second one may leave to readers where its samples stand. */
function twoRuns(told: boolean): Bytes {
  const head = 24
  const step = (boxAt(fragments(), RUN).length - head) / FRAMES
  const half = FRAMES / 2
  const bent = shifted(RUN, (whole) => {
    const flags = readU32(whole, 8)
    const entries = (from: number, to: number) => whole.slice(head + from * step, head + to * step)
    const first = box('trun', u32(flags), u32(half), whole.slice(16, head), entries(0, half))
    const rest = entries(half, FRAMES)
    const second = told
      ? box('trun', u32(flags & ~FIRST_FLAGS), u32(FRAMES - half), u32(0), rest)
      : box('trun', u32(flags & ~FIRST_FLAGS & ~OFFSET), u32(FRAMES - half), rest)
    return concat(first, second)
  })
  if (!told) return bent
  const [body, start] = [boxAt(bent, RUN), readU32(boxAt(bent, RUN), 16)]
  const sizes = Array.from({ length: half }, (_, index) => readU32(body, head + index * step))
  const offset = start + sizes.reduce((sum, size) => sum + size, 0)
  return edited(bent, `${RUN}:1`, (run) => withBytes(run, 8, u32(offset)))
}

// biome-ignore format: a line each
const LINES: Line[] = [
  ['fragments.mp4', 'Two fragments.', fragments],
  ['fragments-tail-text.mp4', 'A text follows the last fragment.', () => concat(fragments(), SECRET), { secret: true }],
  ['fragments-two-runs.mp4', 'A fragment tells its samples in two runs.', () => twoRuns(true)],
  ['fragments-second-run-anywhere.mp4', 'A fragment’s second run leaves to readers where its samples stand.', () => twoRuns(false)],
  ['fragments-index-wrong.mp4', 'An index of segments tells wrong sizes.', between(index())],
  ['fragments-index-first-wrong.mp4', 'An index of segments before the first fragment tells wrong sizes.', () => replaced(fragments(), 'moof', (whole) => concat(index(), whole))],
  ['fragments-access-missing.mp4', 'The table for jumping is missing.', () => replaced(fragments(), 'mfra', () => '')],
  ['fragments-access-wrong.mp4', 'The table for jumping names wrong places.', () => edited(fragments(), 'mfra/tfra', (body) => withBytes(body, 16, zeros(body.length - 16).fill(0x11)))],
  ['fragments-segment-type.mp4', 'The type of a segment stands before the second fragment.', between(box('styp', 'msdh', u32(0), 'msdhmsix'))],
  ['fragments-event.mp4', 'An event with a text stands before the second fragment.', between(fullBox('emsg', 0, 0, 'urn:x\0', '1\0', zeros(16), SECRET)), { secret: true }],
  ['fragments-producer-time.mp4', 'The time of the recorder stands before the second fragment.', between(fullBox('prft', 0, 0, u32(1), zeros(8), zeros(4)))],
  ['fragments-uuid.mp4', 'A maker’s box stands in a fragment.', () => shifted('moof:1/traf/tfdt', (whole) => concat(whole, box('uuid', zeros(16).fill(0x77), SECRET))), { secret: true }],
  ['fragments-time-missing.mp4', 'A fragment doesn’t tell its time.', () => shifted('moof:1/traf/tfdt', () => '')],
  ['fragments-time-zero.mp4', 'The second fragment says to begin at 0.', () => edited(fragments(), 'moof:1/traf/tfdt', (body) => withBytes(body, 4, zeros(body.length - 4)))],
  ['fragments-time-40-s-later.mp4', 'The second fragment says to begin after 40 seconds.', () => edited(fragments(), 'moof:1/traf/tfdt', (body) => withBytes(body, body.length - 4, u32(409_600)))],
  ['fragments-time-huge.mp4', 'All fragments say to begin after a day, as of a live stream.', () => [0, 1].reduce((file, nth) => edited(file, `moof:${nth}/traf/tfdt`, (body) => withBytes(body, body.length - 4, u32(884_736_000 + nth * 10_240))), fragments())],
  ['fragments-number-repeated.mp4', 'Both fragments have the same number.', () => edited(fragments(), 'moof:1/mfhd', (body) => withBytes(body, 4, u32(1)))],
  ['fragments-defaults-missing.mp4', 'The defaults of the track are missing.', () => replaced(fragments(), 'moov/mvex/trex', () => '')],
  ['fragments-unannounced.mp4', 'The index doesn’t announce fragments.', () => replaced(fragments(), 'moov/mvex', () => '')],
  ['fragments-length-an-hour.mp4', 'The index says that the fragments last an hour.', () => replaced(fragments(), 'moov/mvex/trex', (whole) => concat(fullBox('mehd', 0, 0, u32(3_600_000)), whole))],
  ['fragments-track-unknown.mp4', 'A fragment tells of a track that is not there, too.', () => shifted('moof:1/traf', (whole) => concat(whole, box('traf', fullBox('tfhd', 0, 0x2_00_00, u32(77)))))],
  ['fragments-track-unknown-only.mp4', 'The second fragment tells only of a track that is not there.', () => edited(fragments(), 'moof:1/traf/tfhd', (body) => withBytes(body, 4, u32(77)))],
  ['fragments-empty-one.mp4', 'An empty fragment stands between the two.', between(box('moof', fullBox('mfhd', 0, 0, u32(9))))],
  ['fragments-run-empty.mp4', 'A fragment has an empty run too.', () => shifted(RUN, (whole) => concat(whole, fullBox('trun', 0, 0, u32(0))))],
  ['fragments-run-count-more.mp4', 'A run says more samples than it has.', () => edited(fragments(), RUN, (body) => withBytes(body, 4, u32(FRAMES + 4)))],
  ['fragments-run-past-the-end.mp4', 'A run’s samples stand behind the end.', () => edited(fragments(), RUN, (body) => withBytes(body, 8, u32(90_000)))],
  ['fragments-run-at-its-head.mp4', 'A run’s samples are said to stand in the fragment’s head.', () => edited(fragments(), RUN, (body) => withBytes(body, 8, u32(8)))],
  ['fragments-duplicated.mp4', 'The second fragment stands twice.', () => { const at = positionOf(fragments(), 'mfra'); const [, , , , moof, data] = read(fragments()); return splice(fragments(), at, 0, concat(box('moof', moof?.body ?? ''), box('mdat', data?.body ?? ''))) }],
  ['fragments-data-to-the-end.mp4', 'The last fragment’s samples go to the end.', () => { const cut = replaced(fragments(), 'mfra', () => ''); return withBytes(cut, cut.length - boxAt(fragments(), 'mdat:1').length, u32(0)) }],
  ['fragments-cut-samples.mp4', 'The last samples are missing.', () => replaced(fragments(), 'mfra', () => '').slice(0, -200)],
  ['fragments-cut-head.mp4', 'The file ends in the head of the last fragment.', () => fragments().slice(0, 2200)],
  ['fragments-cut-between.mp4', 'The file ends before the second fragment.', () => fragments().slice(0, 2157), { base: null }],
]

const timecode = () => base('fragments-timecode.mov')

// biome-ignore format: a line each
export const FRAGMENT_CLIPS = [
  ...members('fragments.mp4', LINES),
  ...members('fragments-sound.mp4', [
    ['fragments-sound.mp4', 'Fragments of pictures and sound, which tell their places from the file’s beginning.', () => base('fragments-sound.mp4')],
    ['fragments-sound-tail.mp4', 'A text follows them.', () => concat(base('fragments-sound.mp4'), SECRET), { secret: true }],
  ]),
  ...members('fragments-timecode.mov', [
    ['fragments-timecode.mov', 'Fragments with a track of time codes.', timecode],
    ['fragments-timecode-tail.mov', 'A text follows fragments with a track of time codes.', () => concat(timecode(), SECRET), { secret: true }],
    ['fragments-metadata-track.mov', 'Fragments with a track of metadata.', () => edited(timecode(), 'moov/trak:1/mdia/hdlr', (body) => withBytes(body, 8, 'meta'))],
  ]),
]
