/** Pictures: what JPEG, PNG, WebP and BMP files are read as, and which are refused. */
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { CAT_BMP, CAT_JPG, CAT_PNG, CAT_WEBP, CUP_JPG } from './fixtures.ts'
import { concat, facts, indexOf, latin, made, u32, verdict, withBytes } from './media-made.ts'

const ARCHIVE = concat('PK\x03\x04', new Uint8Array(200), 'PK\x05\x06')
const PAGE = '<!doctype html><script>alert(document.domain)</script>'
const FORMATS = [
  ['JPEG', CAT_JPG],
  ['PNG', CAT_PNG],
  ['WebP', CAT_WEBP],
  ['BMP', CAT_BMP],
] as const

/** The offset of a JPEG's frame header. */
const frameOf = (jpeg: Uint8Array) => indexOf(jpeg, '\xff\xc0')
/** A PNG with a changed IHDR and its right checksum. */
function withHeader(png: Uint8Array, offset: number, bytes: number[]) {
  const changed = withBytes(png, offset, bytes)
  return withBytes(changed, 29, [...u32(crc32(changed.subarray(12, 29)))])
}

/**
 * A lossless WebP with a VP8X chunk before it that has no room for a size. The bytes behind that chunk, read as one, would
 * tell the size of the picture.
 */
function withShortVp8x(): Uint8Array<ArrayBuffer> {
  const picture = made('lossless.webp').subarray(12)
  const body = concat('WEBPVP8X', Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 239, 0, 0, 239, 0, 0, 0, 0), picture)
  return concat('RIFF', u32(body.length).reverse(), body)
}

describe('a picture', () => {
  it.each([
    ['progressive JPEG', made('progressive.jpg'), { media_type: 'image/jpeg', width: 320, height: 240 }],
    ['JPEG that lies on its side', made('gps.jpg'), { media_type: 'image/jpeg', width: 240, height: 320 }],
    ['PNG that lies on its side', made('gps.png'), { media_type: 'image/png', width: 240, height: 300 }],
    ['WebP that lies on its side', made('gps.webp'), { media_type: 'image/webp', width: 240, height: 320 }],
    ['lossless WebP', made('lossless.webp'), { media_type: 'image/webp', width: 240, height: 240 }],
    ['BMP of two colours', made('small.bmp'), { media_type: 'image/bmp', width: 240, height: 240 }],
  ])('is taken, with the size that is shown: %s', async (_, bytes, expected) => {
    expect(await verdict(bytes)).toMatchObject({ ok: true, facts: { kind: 'image', duration: 0, ...expected } })
  })

  it.each(FORMATS)('is corrupt wherever a %s is cut', async (_, bytes) => {
    for (const share of [0.999, 0.9, 0.5, 0.1, 0.001]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share))
      expect(await verdict(cut)).toMatchObject({ ok: false, problem: { code: 'corrupt' } })
    }
    expect(await verdict(bytes.subarray(0, -1))).toMatchObject({ ok: false, problem: { code: 'corrupt' } })
  })

  it.each([
    ['a JPEG without its end marker', CAT_JPG.subarray(0, -2)],
    ['a JPEG without a scan', concat(CAT_JPG.subarray(0, frameOf(CAT_JPG)), '\xff\xd9')],
    ['a JPEG with two frames', concat(CAT_JPG.subarray(0, -2), CAT_JPG.subarray(frameOf(CAT_JPG)))],
    ['a PNG without IEND', CAT_PNG.subarray(0, -12)],
    ['a PNG whose chunk is longer than the file', withBytes(CAT_PNG, indexOf(CAT_PNG, 'IDAT') - 4, [0x7f, 0, 0, 0])],
    ['a PNG with a header that is not what its checksum says', withBytes(CAT_PNG, 17, [9])],
    ['a WebP that says to be longer', withBytes(CAT_WEBP, 7, [1])],
    ['a WebP without image data', concat('RIFF\x04\0\0\0WEBP', new Uint8Array(64))],
    ['a BMP that says to be longer', withBytes(CAT_BMP, 2, [0, 0, 0, 1])],
    ['a BMP with more rows than it has', withBytes(CAT_BMP, 22, [45, 1, 0, 0])],
    ['an empty file', new Uint8Array()],
    ['WebP whose VP8X chunk has no room for a size', withShortVp8x()],
  ])('is corrupt: %s', async (_, bytes) => {
    const result = await verdict(bytes)
    expect(result).toMatchObject({ ok: false, problem: { code: 'corrupt' } })
    if (!result.ok) expect(result.problem.detail.length).toBeGreaterThan(15)
  })

  it.each([
    ['JPEG', latin(`\xff\xd8\xff${PAGE.repeat(20)}`)],
    ['JPEG with a segment', latin(`\xff\xd8\xff\xe0\0\x10JFIF\0${PAGE.repeat(20)}`)],
    ['PNG', latin(`\x89PNG\r\n\x1a\n${PAGE.repeat(20)}`)],
    ['WebP', latin(`RIFF\x40\0\0\0WEBP${PAGE.repeat(20)}`)],
    ['BMP', latin(`BM\x40\0\0\0\0\0\0\0${PAGE.repeat(20)}`)],
  ])('is not a page behind the magic bytes of a %s', async (_, bytes) => {
    expect(await verdict(bytes)).toMatchObject({ ok: false, problem: { code: 'corrupt' } })
  })

  it.each(FORMATS)('may have something after its end, which leaves as zeros: %s', async (_, bytes) => {
    for (const tail of [PAGE, ARCHIVE, CUP_JPG]) {
      const result = await verdict(concat(bytes, tail))
      expect(result).toMatchObject({ ok: true })
      expect(result.ok && result.redactions.at(-1)).toEqual([bytes.length, tail.length, ''])
    }
  })

  it.each([
    ['PNG', made('animated.png'), /animated/],
    ['WebP', made('animated.webp'), /animated/],
    ['CMYK JPEG', made('cmyk.jpg'), /RGB/],
    ['GIF', made('photo.gif'), /GIF/],
    ['HEIC', made('photo.heic'), /HEIC/],
    ['AVIF', made('photo.avif'), /AVIF/],
    ['SVG', latin('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG/],
    ['page', latin(PAGE), /a document/],
    ['PDF', latin('%PDF-1.7'), /a document/],
    ['JPEG of a rare kind', withBytes(CAT_JPG, frameOf(CAT_JPG) + 1, [0xc9]), /rare/],
    ['JPEG of 12 bits', withBytes(CAT_JPG, frameOf(CAT_JPG) + 4, [12]), /12 bits/],
    ['text', latin('Not a picture at all'), /not a picture/],
  ])('can’t be an animated or foreign %s, and is told so', async (_, bytes, words) => {
    const result = await verdict(bytes)
    expect(result).toMatchObject({ ok: false, problem: { code: 'unsupported-type' } })
    expect(!result.ok && result.problem.detail).toMatch(words)
  })

  it.each([
    ['65,535 pixels wide', made('wide.png'), 'too-large'],
    ['65,535 pixels each way', withBytes(CAT_JPG, frameOf(CAT_JPG) + 5, [255, 255, 255, 255]), 'too-large'],
    ['4 billion pixels', withHeader(CAT_PNG, 16, [0x7f, 255, 255, 255, 0x7f, 255, 255, 255]), 'too-large'],
    ['239 pixels high', withHeader(CAT_PNG, 20, [0, 0, 0, 239]), 'too-small'],
    ['2,500 by 300 pixels', withHeader(CAT_PNG, 16, [0, 0, 9, 0xc4]), 'bad-aspect-ratio'],
  ])('is refused by its size before anything is decoded: %s', async (_, bytes, code) => {
    expect(await verdict(bytes)).toMatchObject({ ok: false, problem: { code } })
  })

  it('is refused over 20 MB without being read', async () => {
    const read: number[] = []
    const { verify } = await import('../../worker/media/verify.ts')
    const source = {
      size: 20_000_001,
      read: async (offset: number, length: number) => {
        read.push(length)
        return CAT_JPG.subarray(offset, offset + length)
      },
    }
    expect(await verify(source)).toMatchObject({ ok: false, problem: { code: 'too-large' } })
    expect(read).toEqual([4096])
  })

  it('is what its bytes say, whatever their order of markers', async () => {
    // Fill bytes before a marker are allowed.
    const filled = concat(CAT_JPG.subarray(0, 2), '\xff\xff\xff', CAT_JPG.subarray(2))
    expect(await facts(filled)).toMatchObject({ ok: true, facts: { width: 451, height: 300 } })
  })
})
