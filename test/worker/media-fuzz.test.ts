/** Any bytes at all give a verdict: random ones, and good files that were damaged. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REJECTIONS } from '../../worker/contract/reference.ts'
import { computeRedactions } from '../../worker/media/redaction/stored.ts'
import { verify } from '../../worker/media/verify.ts'
import { CAT_BMP, CAT_JPG, CAT_PNG, CAT_WEBP } from './fixtures.ts'
import { concat, counted, made } from './media-made.ts'

const SEED = 20261122
const GOOD = [
  ...['gps.jpg', 'progressive.jpg', 'gps.png', 'gps.webp', 'lossless.webp', 'small.bmp', 'gps.mp4', 'gps.mov'],
  ...['telemetry.mp4', 'fragmented.mp4', 'edited.mp4', 'hevc.mp4', 'interlaced.png', 'pcm.mov'],
].map(made)
const MAGIC = [CAT_JPG, CAT_PNG, CAT_WEBP, CAT_BMP, ...GOOD].map((file) => file.subarray(0, 64))
/** The most reads of one file and the most bytes in all of them: a picture is read once, a clip's index twice. */
const [READS_MAX, READ_BYTES_MAX] = [500, 50_000_000]

/** Any bytes give a verdict; good ones give redactions inside the file, in order. */
async function check(bytes: Uint8Array): Promise<void> {
  const source = counted(bytes)
  const result = await verify(source)
  expect(source.calls).toBeLessThan(READS_MAX)
  expect(source.read_bytes).toBeLessThan(READ_BYTES_MAX)
  if (!result.ok) {
    expect(REJECTIONS).toContain(result.problem.code)
    expect(result.problem.detail).toMatch(/^[^{}]{10,200}\.$/)
    return
  }
  const { width, height, duration, media_type } = result.facts
  expect(width > 0 && height > 0 && duration >= 0).toBe(true)
  let end = 0
  for (const [offset, length, hex] of result.redactions) {
    expect(offset >= end && length > 0 && hex.length <= 2 * length).toBe(true)
    end = offset + length
  }
  expect(end).toBeLessThanOrEqual(bytes.length)
  expect(await computeRedactions(counted(bytes), media_type)).toEqual(result.redactions)
}

/** A place in a file, from 0 to just below 1. All places are equally likely, unlike with `fc.double`. */
const SHARE = fc.nat(999_999).map((place) => place / 1_000_000)

const run = <T>(arbitrary: fc.Arbitrary<T>, predicate: (value: T) => Promise<void>, numRuns: number) =>
  fc.assert(fc.asyncProperty(arbitrary, predicate), { seed: SEED, numRuns })

describe('any bytes at all give a verdict', () => {
  it('random ones', async () => {
    await run(fc.uint8Array({ maxLength: 2000 }), check, 1000)
  })

  it('random ones behind the magic bytes of every format', async () => {
    const bytes = fc.tuple(fc.constantFrom(...MAGIC), fc.nat(64), fc.uint8Array({ maxLength: 2000 }))
    await run(bytes, ([magic, kept, rest]) => check(concat(magic.subarray(0, kept), rest)), 1500)
  })

  it('good files with a few bytes changed', async () => {
    const edit = fc.tuple(SHARE, fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))
    const edits = fc.tuple(fc.constantFrom(...GOOD), fc.array(edit, { minLength: 1, maxLength: 8 }), fc.boolean())
    await run(
      edits,
      async ([file, list, near]) => {
        const bytes = new Uint8Array(file)
        // Half of the lists change the first 2 kB only, where the headers are.
        const span = near ? Math.min(2000, bytes.length - 1) : bytes.length - 1
        for (const [share, value] of list) bytes[Math.floor(share * span)] = value
        await check(bytes)
      },
      2500,
    )
  })

  it('good files cut, doubled, and with stretches moved', async () => {
    await run(
      fc.tuple(fc.constantFrom(...GOOD), fc.constantFrom(...GOOD), SHARE, SHARE, SHARE),
      async ([file, other, a, b, c]) => {
        const cut = (of: Uint8Array, part: number) => Math.floor(of.length * part)
        const stretch = other.subarray(cut(other, Math.min(b, c)), cut(other, Math.max(b, c)))
        await check(file.subarray(0, cut(file, a)))
        await check(concat(file.subarray(0, cut(file, a)), stretch, file.subarray(cut(file, b))))
      },
      800,
    )
  })
})

describe('a good picture', () => {
  it('is never taken when it is cut', async () => {
    const pictures = fc.constantFrom(CAT_JPG, CAT_PNG, CAT_WEBP, CAT_BMP)
    await run(
      fc.tuple(pictures, SHARE),
      async ([file, share]) => {
        const result = await verify(counted(file.subarray(0, Math.floor(file.length * share))))
        expect(result.ok).toBe(false)
      },
      500,
    )
  })
})
