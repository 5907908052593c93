/** Places, names and cameras are blanked in pictures, and the picture looks as before. */
import { describe, expect, it } from 'vitest'
import { CAT_BMP, CAT_JPG, CAT_PNG } from './fixtures.ts'
import { chunk, chunksOf, concat, indexOf, made, text, u32, verdict, withBytes } from './media-made.ts'
import { redacted, redactionsFor } from './media-redacted.ts'

const SECRET = 'secretplace, taken at home'

/** A segment of a JPEG. */
function segment(marker: number, ...data: (Uint8Array | string)[]): Uint8Array {
  const inside = concat(...data)
  return concat(Uint8Array.of(0xff, marker), u32(inside.length + 2).subarray(2), inside)
}
/** The part of the cat's JPEG behind its application segments and comments. */
const CAT_REST = CAT_JPG.subarray(indexOf(CAT_JPG, '\xff\xdb\0'))
const withSegments = (...segments: Uint8Array[]) => concat('\xff\xd8', ...segments, CAT_REST)
/** Version, unit, and 72 by 72 dots. */
const JFIF = 'JFIF\0\x01\x01\x01\0\x48\0\x48'
/** Version, two flags of 16 bits, and the colour transform: YCbCr. */
const ADOBE = 'Adobe\0\x64\x80\0\0\0\x01'

describe('a JPEG that leaves', () => {
  it('has no thumbnail in its JFIF segment, which says so, and all else as it was', async () => {
    const thumbnail = concat(SECRET, new Uint8Array(4 * 4 * 3 - SECRET.length).fill(200))
    const bytes = withSegments(segment(0xe0, JFIF, '\x04\x04', thumbnail))
    const sent = await redacted(bytes, 'image/jpeg')
    const none = new Uint8Array(2 + thumbnail.length)
    expect(sent).toEqual(withSegments(segment(0xe0, JFIF, none)))
    expect(await verdict(sent)).toMatchObject({ ok: true })
  })

  it('has nothing behind the colour transform in its Adobe segment, which keeps that', async () => {
    const bytes = withSegments(segment(0xe0, JFIF, '\0\0'), segment(0xee, ADOBE, SECRET))
    const sent = await redacted(bytes, 'image/jpeg')
    const none = new Uint8Array(SECRET.length)
    expect(sent).toEqual(withSegments(segment(0xe0, JFIF, '\0\0'), segment(0xee, ADOBE, none)))
  })

  it('has no segment that only begins like one that is needed', async () => {
    const bytes = withSegments(segment(0xe0, 'JFIF\0home'), segment(0xee, 'Adobe at'), segment(0xe2, 'ICC_PROFILE\0'))
    const sent = text(await redacted(bytes, 'image/jpeg'))
    for (const word of ['JFIF', 'home', 'Adobe', 'ICC_PROFILE']) expect(sent).not.toContain(word)
  })

  it('is unchanged where its segments have nothing to hide', async () => {
    const bytes = withSegments(
      segment(0xe0, JFIF, '\0\0'),
      segment(0xee, ADOBE),
      segment(0xe2, 'ICC_PROFILE\0\x01\x01'),
    )
    expect(await redactionsFor(bytes, 'image/jpeg')).toEqual([])
  })
})

/** The cat's JPEG with more segments behind its header. */
const withChunks = (...more: Uint8Array[]) => concat(CAT_PNG.subarray(0, 33), ...more, CAT_PNG.subarray(33))
const PACKED_PROFILE = '\x78\x9c\x03\0\0\0\0\x01'

describe('a PNG that leaves', () => {
  it('has a profile without a name, and a right checksum', async () => {
    const bytes = withChunks(chunk('iCCP', SECRET, '\0\0', PACKED_PROFILE))
    const sent = await redacted(bytes, 'image/png')
    const [, profile] = chunksOf(sent)
    expect(profile?.type).toBe('iCCP')
    expect(profile?.data).toEqual(concat('x'.repeat(SECRET.length), '\0\0', PACKED_PROFILE))
    // The check verifies the checksums too.
    expect(await verdict(sent)).toMatchObject({ ok: true })
    expect(await redacted(sent, 'image/png')).toEqual(sent)
  })

  it.each([
    ['a second profile', chunk('iCCP', `${SECRET}\0\0`, PACKED_PROFILE)],
    ['a profile whose name has no end', chunk('iCCP', SECRET.repeat(5))],
    ['a gamma that is longer than a gamma', chunk('gAMA', u32(45_455), SECRET)],
    ['a size of pixels that is longer than that', chunk('pHYs', new Uint8Array(9), SECRET)],
  ])('has not %s', async (_, more) => {
    const sent = await redacted(withChunks(chunk('iCCP', 'icc\0\0', PACKED_PROFILE), more), 'image/png')
    expect(text(sent)).not.toContain('secretplace')
    expect(text(sent)).toContain('voId')
    expect(await verdict(sent)).toMatchObject({ ok: true })
  })
})

/** A BMP with more bytes before its pixels; its header says where they begin. */
function withGap(bmp: Uint8Array, gap: Uint8Array | string) {
  const pixels = new DataView(bmp.buffer, bmp.byteOffset).getUint32(10, true)
  const bytes = concat(bmp.subarray(0, pixels), gap, bmp.subarray(pixels))
  new DataView(bytes.buffer).setUint32(2, bytes.length, true)
  new DataView(bytes.buffer).setUint32(10, pixels + gap.length, true)
  return bytes
}

describe('a BMP that leaves', () => {
  it.each([
    ['24 bits', CAT_BMP],
    ['a palette of two colours', made('small.bmp')],
  ])('has nothing between its header and its pixels: %s', async (_, bmp) => {
    expect(await redacted(withGap(bmp, SECRET), 'image/bmp')).toEqual(withGap(bmp, new Uint8Array(SECRET.length)))
  })

  it('keeps the masks of its colours', async () => {
    const masks = concat(u32(0x00f80000), u32(0xe0070000), u32(0x1f000000))
    // 16 bits with masks: half the bytes of each row are left over.
    const bytes = withGap(withBytes(withBytes(CAT_BMP, 28, [16]), 30, [3]), concat(masks, SECRET))
    const sent = await redacted(bytes, 'image/bmp')
    expect(sent.subarray(54, 66)).toEqual(masks)
    expect(text(sent)).not.toContain('secretplace')
    expect(await verdict(sent)).toMatchObject({ ok: true })
  })

  it('keeps a profile, wherever it stands, and not the path of a linked one', async () => {
    const profile = 'the colours'
    const header = new Uint8Array(138)
    header.set(CAT_BMP.subarray(0, 54))
    header[14] = 124
    const view = new DataView(header.buffer)
    view.setUint32(10, 138, true)
    // The profile's kind, its offset from the header's start, and its length.
    view.setUint32(14 + 56, 0x4d424544, true)
    view.setUint32(14 + 112, 124 + SECRET.length, true)
    view.setUint32(14 + 116, profile.length, true)
    const bytes = withGap(concat(header, CAT_BMP.subarray(54)), SECRET + profile)
    const sent = text(await redacted(bytes, 'image/bmp'))
    expect(sent).not.toContain('secretplace')
    expect(sent).toContain(profile)
    const linked = withBytes(bytes, 14 + 56, [0x4b, 0x4e, 0x49, 0x4c])
    expect(text(await redacted(linked, 'image/bmp'))).not.toContain(profile)
  })
})
