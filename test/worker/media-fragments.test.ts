/** Fragmented MP4 files: their length, their tracks, and what is refused. */
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../worker/media/source.ts'
import { verify } from '../../worker/media/verify.ts'
import { box, concat, counted, indexOf, made, text, u32, unzipped, verdict, withBytes } from './media-made.ts'

/** A clip of ffmpeg's, whose pictures are track 1, with 10,240 units a second. */
const CLIP = made('fragmented.mp4')
const START = CLIP.subarray(0, indexOf(CLIP, 'moof') - 4)
const UNITS_A_SECOND = 10_240
/** Flags of `tfhd` and `trun`. */
const [DEFAULT_SIZE, BASE, BASE_IS_MOOF] = [0x10, 0x1, 0x20000]
const [OFFSET, DURATION, SIZE] = [0x1, 0x100, 0x200]

/** One frame of `size` bytes right behind its `moof`. */
function fragment(number: number, size: number, units: number, time = number * units): Uint8Array {
  const moof = (offset: number) =>
    box(
      'moof',
      box('mfhd', u32(0), u32(number + 1)),
      box(
        'traf',
        box('tfhd', u32(BASE_IS_MOOF), u32(1)),
        box('tfdt', u32(0), u32(time)),
        box('trun', u32(OFFSET | DURATION | SIZE), u32(1), u32(offset), u32(units), u32(size)),
      ),
    )
  return concat(moof(moof(0).length + 8), u32(size + 8), 'mdat')
}

/** A clip of so many fragments; only the bytes before the samples are in memory. */
function sparse(count: number, size: number, units: number): ByteSource & { calls: number; largest: number } {
  const pieces = [{ at: 0, bytes: START as Uint8Array }]
  let end = START.length
  for (let number = 0; number < count; number++) {
    const bytes = fragment(number, size, units)
    pieces.push({ at: end, bytes })
    end += bytes.length + size
  }
  const source = {
    size: end,
    calls: 0,
    largest: 0,
    async read(offset: number, length: number) {
      source.calls++
      const bytes = new Uint8Array(Math.min(length, end - offset))
      source.largest = Math.max(source.largest, bytes.length)
      for (const piece of pieces) {
        const from = Math.max(piece.at, offset)
        const to = Math.min(piece.at + piece.bytes.length, offset + bytes.length)
        if (from < to) bytes.set(piece.bytes.subarray(from - piece.at, to - piece.at), from - offset)
      }
      return bytes
    },
  }
  return source
}

describe('a clip in fragments', () => {
  it('is taken with one for each frame and each piece of sound, as ffmpeg writes them', async () => {
    const source = counted(await unzipped('every-frame.mp4'))
    expect(text(await source.read(0, source.size)).split('moof')).toHaveLength(1 + 1680 + 1314)
    const result = await verify(source)
    expect(result).toMatchObject({ ok: true, facts: { width: 256, duration: expect.closeTo(28, 1) } })
    expect(result.ok && result.redactions.length).toBeLessThan(20)
  })

  it.each([
    ['280 of 130 kB', 280, 130_000, 30],
    ['1,800 of 55 kB, which is all that a clip may have', 1800, 55_000, 30],
    ['9,000 of 11 kB', 9000, 11_000, 30],
  ])('is taken in few reads, none of which is large: %s', async (_, count, size, seconds) => {
    const source = sparse(count, size, Math.floor((seconds * UNITS_A_SECOND) / count))
    expect(await verify(source)).toMatchObject({ ok: true, facts: { duration: expect.closeTo(seconds, 0) } })
    expect(source.calls).toBeLessThan(120)
    expect(source.largest).toBeLessThanOrEqual(1024 * 1024)
  })

  it('is refused in more pieces than 30 seconds need', async () => {
    const result = await verify(sparse(10_000, 100, 30))
    expect(result).toMatchObject({ ok: false, problem: { code: 'corrupt', detail: /more pieces/ } })
  })

  it('is corrupt where its last samples are cut, though its boxes are closed again', async () => {
    const last = text(CLIP).lastIndexOf('mdat') - 4
    const size = new DataView(CLIP.buffer).getUint32(last)
    const rest = CLIP.subarray(last + size)
    for (const missing of [1, 300, size - 8]) {
      const cut = concat(
        CLIP.subarray(0, last),
        u32(size - missing),
        CLIP.subarray(last + 4, last + size - missing),
        rest,
      )
      expect(await verdict(cut)).toMatchObject({ ok: false, problem: { code: 'corrupt', detail: /missing/ } })
    }
  })

  it.each([
    ['the number of samples', 'trun', 4, 400],
    ['where they stand', 'trun', 8, 4],
  ])('is corrupt where a fragment lies about %s', async (_, type, field, value) => {
    const at = text(CLIP).lastIndexOf(type) + 4 + field
    expect(await verdict(withBytes(CLIP, at, [...u32(value)]))).toMatchObject({
      ok: false,
      problem: { code: 'corrupt' },
    })
  })
})

/** The ways in which a fragment can give the offsets and sizes of its samples: two tracks of 2 × 50 bytes. */
function told(baseFlags: number, sizeIn: 'trun' | 'tfhd' | 'trex'): (dataBytes: number) => Uint8Array {
  const each = 50
  const trex = START.slice()
  const sizes = [...text(trex).matchAll(/trex/g)].map((match) => match.index + 4 + 16)
  if (sizeIn === 'trex') for (const at of sizes) trex.set(u32(each), at)
  const moof = (first: number, base: number) => {
    const header = (track: number) => {
      const flags = baseFlags | (sizeIn === 'tfhd' ? DEFAULT_SIZE : 0)
      const fields = [...(flags & BASE ? [u32(0), u32(base)] : []), ...(flags & DEFAULT_SIZE ? [u32(each)] : [])]
      return box('tfhd', u32(flags), u32(track), ...fields)
    }
    const run = (offset: number | null) => {
      const flags = (offset === null ? 0 : OFFSET) | DURATION | (sizeIn === 'trun' ? SIZE : 0)
      const sample = concat(u32(UNITS_A_SECOND), ...(sizeIn === 'trun' ? [u32(each)] : []))
      return box('trun', u32(flags), u32(2), ...(offset === null ? [] : [u32(offset)]), sample, sample)
    }
    const second = baseFlags === 0 ? null : first + 2 * each
    return box(
      'moof',
      box('mfhd', u32(0), u32(1)),
      box('traf', header(1), run(first)),
      // Without a base of its own a track continues behind the one before.
      box('traf', header(2), run(second)),
    )
  }
  const { length } = moof(0, 0)
  const from = baseFlags & BASE ? START.length : 0
  return (dataBytes) => concat(trex, moof(length + 8, from), box('mdat', new Uint8Array(dataBytes)))
}

describe.each([
  ['from the fragment', BASE_IS_MOOF],
  ['from a place in the file', BASE],
  ['behind the track before', 0],
] as const)('samples of a fragment that are told %s', (_, flags) => {
  it.each(['trun', 'tfhd', 'trex'] as const)(
    'are held against the box of samples, with their sizes in %s',
    async (where) => {
      const file = told(flags, where)
      expect(await verdict(file(200))).toMatchObject({ ok: true, facts: { duration: 2 } })
      expect(await verdict(file(199))).toMatchObject({ ok: false, problem: { code: 'corrupt' } })
    },
  )
})
