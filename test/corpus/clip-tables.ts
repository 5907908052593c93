/** Clips whose tables of samples disagree with the samples that are there. */
import { base } from './bases.ts'
import { concat, u16, u32, withBytes } from './bytes.ts'
import { bodyOf, box, edited, numbers, type Path, replaced, table } from './clip-file.ts'
import { type Line, members } from './member.ts'

const TABLES = 'moov/trak/mdia/minf/stbl'
const clip = () => base('clip.mp4')
const at = (name: string): Path => `${TABLES}/${name}`
/** Units of a frame: a tenth of a second. */
const FRAME = 1024
const FRAMES = 20

/** The clip with one table's numbers, from the entries' count on, written anew. */
const withTable =
  (name: string, change: (values: number[]) => number[], file = clip) =>
  () =>
    edited(file(), at(name), (body) => table(...change(numbers(body, 4))))
const without = (name: string) => () => replaced(clip(), at(name), () => '')

/** Sizes of the frames. */
const sizes = () => numbers(bodyOf(clip(), at('stsz')), 12)
/** Offsets of the frames in the file. */
function offsets(): number[] {
  let [offset = 0] = numbers(bodyOf(clip(), at('stco')), 8)
  return sizes().map((size) => {
    const here = offset
    offset += size
    return here
  })
}

/** The clip with a chunk for each frame. */
const chunked = () =>
  edited(
    edited(clip(), at('stco'), () => table(FRAMES, ...offsets())),
    at('stsc'),
    () => table(1, 1, 1, 1),
  )
const LAST = FRAMES - 1

// biome-ignore format: a line each
const LINES: Line[] = [
  ['chunk-too-many.mp4', 'The table of chunks has one more than there are samples for.', withTable('stco', ([, ...rest]) => [rest.length + 1, ...rest, 1234], chunked)],
  ['chunk-too-many-far.mp4', 'The chunk too many stands behind the end of the file.', withTable('stco', ([, ...rest]) => [rest.length + 1, ...rest, 0x7fff_0000], chunked)],
  ['chunk-missing.mp4', 'The table of chunks has one fewer than the samples need.', withTable('stco', ([, ...rest]) => [rest.length - 1, ...rest.slice(0, -1)], chunked)],
  ['chunk-count-more.mp4', 'The table of chunks says one more than it has.', withTable('stco', ([count = 0, ...rest]) => [count + 1, ...rest], chunked)],
  ['chunk-count-4-billion.mp4', 'The table of chunks says to have four billion.', withTable('stco', ([, ...rest]) => [0xffff_ffff, ...rest], chunked)],
  ['chunks-overlap.mp4', 'Two chunks name the same frame.', withTable('stco', ([count = 0, one = 0, , ...rest]) => [count, one, one, ...rest], chunked)],
  ['chunk-past-the-end.mp4', 'The last chunk stands behind the end of the file.', withTable('stco', (values) => [...values.slice(0, -1), 90_000], chunked)],
  ['chunk-in-index.mp4', 'The last chunk stands in the index.', withTable('stco', (values) => [...values.slice(0, -1), 1900], chunked)],
  ['chunks-64-bit.mp4', 'Offsets have 64 bits.', () => replaced(chunked(), at('stco'), () => box('co64', table(FRAMES, ...offsets().flatMap((offset) => [0, offset]))))],
  ['run-too-many.mp4', 'A run of chunks begins behind the last chunk.', withTable('stsc', () => [2, 1, FRAMES, 1, 7, 3, 1])],
  ['run-of-more-samples.mp4', 'The one chunk says to have more samples than there are.', withTable('stsc', () => [1, 1, FRAMES + 5, 1])],
  ['run-of-fewer-samples.mp4', 'The one chunk says to have fewer samples than there are.', withTable('stsc', () => [1, 1, FRAMES - 5, 1])],
  ['run-first-zero.mp4', 'The first run of chunks begins at chunk 0, though they are counted from 1.', withTable('stsc', () => [1, 0, FRAMES, 1])],
  ['run-description-0.mp4', 'A run of chunks names description 0, though they are counted from 1.', withTable('stsc', () => [1, 1, FRAMES, 0])],
  ['run-description-2.mp4', 'A run of chunks names a description that is not there.', withTable('stsc', () => [1, 1, FRAMES, 2])],
  ['runs-unsorted.mp4', 'Runs of chunks are not in their order.', withTable('stsc', () => [2, 3, 1, 1, 1, 1, 1], chunked)],
  ['runs-repeated.mp4', 'Each chunk has a run of its own, though all are alike.', withTable('stsc', () => [FRAMES, ...Array.from({ length: FRAMES }, (_, index) => [index + 1, 1, 1]).flat()], chunked)],
  ['runs-none.mp4', 'There are no runs of chunks.', withTable('stsc', () => [0])],
  ['sizes-one-more.mp4', 'There is one size more than there are frames.', withTable('stsz', ([one = 0, , ...rest]) => [one, rest.length + 1, ...rest, 10])],
  ['sizes-one-fewer.mp4', 'There is one size fewer than there are frames.', withTable('stsz', ([one = 0, , ...rest]) => [one, rest.length - 1, ...rest.slice(0, -1)])],
  ['sizes-count-more.mp4', 'The table of sizes says one more than it has.', withTable('stsz', ([one = 0, count = 0, ...rest]) => [one, count + 1, ...rest])],
  ['size-zero.mp4', 'The last frame has a size of zero.', withTable('stsz', (values) => [...values.slice(0, -1), 0])],
  ['size-huge.mp4', 'The last frame has a size of 2 GB.', withTable('stsz', (values) => [...values.slice(0, -1), 0x7fff_ffff])],
  ['size-too-small.mp4', 'The last frame says to have one byte fewer than it has.', withTable('stsz', (values) => [...values.slice(0, -1), (values.at(-1) ?? 1) - 1])],
  ['sizes-compact.mp4', 'Sizes have 16 bits each.', () => replaced(clip(), at('stsz'), () => box('stz2', u32(0), u32(16), u32(FRAMES), ...sizes().map(u16)))],
  ['times-of-fewer.mp4', 'The table of times ends before the last five frames.', withTable('stts', () => [1, FRAMES - 5, FRAME])],
  ['times-of-more.mp4', 'The table of times goes on for 300 frames that are not there.', withTable('stts', () => [1, FRAMES + 300, FRAME])],
  ['times-of-a-huge-entry-more.mp4', 'The table of times ends with an entry for frames that are not there, of an hour each.', withTable('stts', () => [2, FRAMES, FRAME, 10, 36_864_000])],
  ['times-none.mp4', 'The table of times is empty.', withTable('stts', () => [0])],
  ['times-all-zero.mp4', 'All frames last no time.', withTable('stts', () => [1, FRAMES, 0])],
  ['times-last-zero.mp4', 'The last frame lasts no time.', withTable('stts', () => [2, LAST, FRAME, 1, 0])],
  ['times-last-long.mp4', 'The last frame lasts 60 seconds.', withTable('stts', () => [2, LAST, FRAME, 1, 614_400])],
  ['times-last-negative.mp4', 'The last frame’s time is negative.', withTable('stts', () => [2, LAST, FRAME, 1, -FRAME])],
  ['times-one-negative.mp4', 'A frame in the middle has a negative time.', withTable('stts', () => [3, 9, FRAME, 1, -1, 10, FRAME])],
  ['times-all-negative.mp4', 'All times are negative.', withTable('stts', () => [1, FRAMES, -FRAME])],
  ['times-first-long.mp4', 'The first frame lasts 40 seconds.', withTable('stts', () => [2, 1, 409_600, LAST, FRAME])],
  ['shifts-missing.mp4', 'The order of display is not told.', without('ctts')],
  ['shifts-of-fewer.mp4', 'The order of display is told of the first frames only.', withTable('ctts', ([, ...rest]) => [rest.length / 2 - 2, ...rest.slice(0, -4)])],
  ['shifts-of-more.mp4', 'The order of display is told of frames that are not there.', withTable('ctts', ([, ...rest]) => [rest.length / 2 + 1, ...rest, 50, FRAME])],
  ['shift-huge.mp4', 'The last frame is shown 60 seconds late.', withTable('ctts', ([count = 0, ...rest]) => [count, ...rest.slice(0, -1), 614_400])],
  ['shift-negative.mp4', 'The last frame is shown before its time.', withTable('ctts', ([count = 0, ...rest]) => [count, ...rest.slice(0, -1), -FRAME])],
  ['keys-missing.mp4', 'Which frames stand for themselves is not told: all do, then.', without('stss')],
  ['keys-none.mp4', 'No frame is said to stand for itself.', withTable('stss', () => [0])],
  ['keys-zero.mp4', 'Frame 0 is said to stand for itself, though they are counted from 1.', withTable('stss', () => [2, 0, 11])],
  ['keys-past-the-end.mp4', 'A frame that is not there is said to stand for itself.', withTable('stss', () => [3, 1, 11, 400])],
  ['keys-unsorted.mp4', 'The frames that stand for themselves are not in their order.', withTable('stss', () => [2, 11, 1])],
  ['descriptions-count-2.mp4', 'The list of descriptions says two and has one.', () => edited(clip(), at('stsd'), (body) => withBytes(body, 4, u32(2)))],
  ['descriptions-two.mp4', 'The description stands twice.', () => edited(clip(), at('stsd'), (body) => concat(u32(0), u32(2), body.subarray(8), body.subarray(8)))],
  ['description-size-0.mp4', 'The description says to have no width and height.', () => edited(clip(), at('stsd'), (body) => withBytes(body, 40, u32(0)))],
  ['description-size-wrong.mp4', 'The description says 64 × 64; the frames have 256 × 240.', () => edited(clip(), at('stsd'), (body) => withBytes(body, 40, concat(u16(64), u16(64))))],
  ['header-size-wrong.mp4', 'The track’s header says 640 × 480; the frames have 256 × 240.', () => edited(clip(), 'moov/trak/tkhd', (body) => withBytes(body, 76, concat(u16(640), u16(0), u16(480), u16(0))))],
  ['dependencies-short.mp4', 'A table of dependencies is shorter than the samples.', () => replaced(clip(), at('stss'), (whole) => concat(whole, box('sdtp', u32(0), 'abc')))],
  ['table-unknown.mp4', 'An unknown table stands among the others.', () => replaced(clip(), at('stss'), (whole) => concat(whole, box('abcd', u32(0), 'unknown')))],
]

export const TABLE_CLIPS = members('clip.mp4', LINES)
