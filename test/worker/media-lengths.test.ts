/** The length of a clip by its tables, whatever its header claims. */
import { describe, expect, it } from 'vitest'
import { CAT_MOV, CUP_MP4 } from './fixtures.ts'
import { box, concat, facts, indexOf, made, text, u32, unzipped, verdict, withBytes } from './media-made.ts'

/** Replaces a 32-bit number in the body of the first box of a type. */
const changed = (file: Uint8Array, type: string, offset: number, value: number) =>
  withBytes(file, indexOf(file, type) + 4 + offset, [...u32(value)])
const number = (file: Uint8Array, type: string, offset: number) =>
  new DataView(file.buffer, file.byteOffset).getUint32(indexOf(file, type) + 4 + offset)

/** Offsets of lengths in the mp4, which has one track: the media's units a second and its length, and the edit list's. */
const [UNITS, TOLD] = [12, 16]
const SHOWN = 8
/** Offsets in its table of times: the number of samples, and how long each is. */
const [SAMPLES, EACH] = [8, 12]

const showing = (seconds: number, file = CUP_MP4) => changed(file, 'elst', SHOWN, seconds * 1000)
const telling = (seconds: number, file = CUP_MP4) => changed(file, 'mdhd', TOLD, seconds * number(file, 'mdhd', UNITS))
/** The mp4 with samples that last this long together, whatever its header says. */
function lasting(seconds: number, file = CUP_MP4) {
  const each = (seconds * number(file, 'mdhd', UNITS)) / number(file, 'stts', SAMPLES)
  return changed(file, 'stts', EACH, each)
}
/** The mp4 with its edit list's box renamed to one that every reader skips. */
const unedited = withBytes(CUP_MP4, indexOf(CUP_MP4, 'edts'), [...new TextEncoder().encode('free')])
/** A table with the time of one sample only; players use it for the others too. */
const untimed = changed(telling(1, showing(1)), 'stts', SAMPLES, 1)
/** The QuickTime file with a second track of pictures, which lasts longer. */
const withLongerTrack = (() => {
  const start = indexOf(CAT_MOV, 'moov') - 4
  const track = indexOf(CAT_MOV, 'trak') - 4
  const index = CAT_MOV.subarray(start + 8)
  const longer = lasting(31, CAT_MOV.subarray(track, track + new DataView(CAT_MOV.buffer).getUint32(track)))
  return concat(CAT_MOV.subarray(0, start), box('moov', index, longer))
})()

/** The QuickTime file, whose movie header has times of 64 bits. */
const withLongHeader = (() => {
  const start = indexOf(CAT_MOV, 'moov') - 4
  const header = indexOf(CAT_MOV, 'mvhd') + 4
  const [size, units] = [number(CAT_MOV, 'mvhd', -8), CAT_MOV.subarray(header + 12, header + 16)]
  const [duration, rest] = [
    CAT_MOV.subarray(header + 16, header + 20),
    CAT_MOV.subarray(header + 20, header - 8 + size),
  ]
  const times = new Uint8Array(16)
  const long = box('mvhd', Uint8Array.of(1, 0, 0, 0), times, units, u32(0), duration, rest)
  return concat(CAT_MOV.subarray(0, start), box('moov', long, CAT_MOV.subarray(header - 8 + size)))
})()

describe('a clip’s length', () => {
  it.each([
    ['its samples', CUP_MP4, 3, 3],
    ['its samples, where there is no edit list', unedited, 3, 3],
    ['its samples, where an edit list shows fewer', made('edited.mp4'), 2, 1.5],
    ['its samples, where an edit list shows a part of 29 seconds', showing(5, lasting(29)), 29, 5],
    ['its edit list, where that shows some twice', showing(20), 20, 20],
    ['what its header tells, where that is more', telling(17), 17, 3],
    ['its samples, where the header doesn’t know', changed(CUP_MP4, 'mdhd', TOLD, 0xffffffff), 3, 3],
    ['its samples, where its header has times of 64 bits', withLongHeader, 2, 2],
    ['the longer of two tracks of pictures', withLongerTrack, 31, 2],
    ['all its samples, where its table has a time for the first one', untimed, 3, 1],
    ['its fragments', made('fragmented.mp4'), 2, 2],
  ])('is that of %s', async (_, bytes, duration, shown) => {
    const seconds = (value: number) => expect.closeTo(value, 1)
    expect(await facts(bytes)).toMatchObject({ facts: { duration: seconds(duration), shown: seconds(shown) } })
  })

  it('is all that its fragments last, though each says to begin with the first one', async () => {
    const bytes = await unzipped('every-frame.mp4')
    for (const { index } of text(bytes).matchAll(/tfdt/g)) bytes.fill(0, index + 8, index + 16)
    expect(await facts(bytes)).toMatchObject({ facts: { duration: expect.closeTo(28, 1) } })
  })

  it('is that from the first to the last of its fragments, though nothing lasts between them', async () => {
    const bytes = await unzipped('every-frame.mp4')
    // The last fragment of pictures, which are track 1.
    const last = text(bytes).lastIndexOf('tfhd\0\0\0\x39\0\0\0\x01')
    const time = text(bytes).indexOf('tfdt', last) + 8
    bytes.set(u32(2 * new DataView(bytes.buffer).getUint32(time + 4)), time + 4)
    expect(await facts(bytes)).toMatchObject({ facts: { duration: expect.closeTo(56, 0) } })
  })

  it.each([
    ['half a second is shown', showing(0.5), 'too-short', /has 0\.5 seconds/],
    ['31 seconds are shown', showing(31), 'too-long', /has 31\.0 seconds; it may have 30/],
    ['5 of 31 seconds are shown', showing(5, lasting(31)), 'too-long', /31\.0 seconds, of which players show 5\.0;/],
    ['31 seconds are told', showing(5, telling(31)), 'too-long', /31\.0/],
    ['another track lasts for 31 seconds', withLongerTrack, 'too-long', /31\.0/],
    ['30.1 seconds are there', lasting(30.1), 'too-long', /30\.1/],
  ])('is refused where %s', async (_, bytes, code, words) => {
    expect(await verdict(bytes)).toMatchObject({ ok: false, problem: { code, detail: words } })
  })

  it.each([0.96, 1, 30, 30.04])('may be %s seconds: containers round up or down by a frame', async (seconds) => {
    expect(await verdict(showing(seconds))).toMatchObject({ ok: true })
  })
})
