/** Clips: what MP4 and MOV files are read as, and which are refused. */
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../worker/media/source.ts'
import { verify } from '../../worker/media/verify.ts'
import { CAT_MOV, CUP_MP4 } from './fixtures.ts'
import { box, concat, indexOf, made, text, u32, verdict, withBytes } from './media-made.ts'

const PAGE = '<!doctype html><script>alert(1)</script>'
/** The offset of a box. */
const at = (file: Uint8Array, type: string) => indexOf(file, type) - 4
const renamed = (file: Uint8Array, from: string, to: string) =>
  withBytes(file, indexOf(file, from), [...new TextEncoder().encode(to)])
/** The QuickTime file, whose index (`moov`) comes last, with more bytes inside that index. */
function withLargerIndex(more: Uint8Array) {
  const start = at(CAT_MOV, 'moov')
  return concat(CAT_MOV.subarray(0, start), box('moov', CAT_MOV.subarray(start + 8), more))
}
/** The mp4 with `free` and `mdat` (16 bytes together) under one 64-bit header, so that no sample moves. */
function withLongSize() {
  const start = at(CUP_MP4, 'mdat') - 8
  const size = CUP_MP4.length - start
  return withBytes(CUP_MP4, start, [...concat(u32(1), 'mdat', u32(0), u32(size))])
}
/** The clip with a text track, whose data reference no longer names this same file. */
const externalTexts = (() => {
  const bytes = made('telemetry.mp4')
  return withBytes(bytes, text(bytes).lastIndexOf('url ') + 7, [0])
})()
/** The mp4 with another offset for its first chunk of video or of sound. */
const withChunkAt = (offset: number) => withBytes(CUP_MP4, indexOf(CUP_MP4, 'stco') + 12, [...u32(offset)])
const withSoundAt = (file: Uint8Array, offset: number) =>
  withBytes(file, text(file).lastIndexOf('stco') + 12, [...u32(offset)])
const toTheEnd = withBytes(CUP_MP4, at(CUP_MP4, 'mdat'), [0, 0, 0, 0])

describe('a clip', () => {
  it.each([
    ['H.264, index first', CUP_MP4, { width: 1280, height: 720, duration: 3, codec: 'avc1' }],
    ['H.264 in QuickTime, index last', CAT_MOV, { width: 960, height: 540, duration: 2, codec: 'avc1' }],
    ['H.265', made('hevc.mp4'), { width: 256, duration: 1, codec: 'hvc1' }],
    ['VP9', made('vp9.mp4'), { duration: 1, codec: 'vp09' }],
    ['MPEG-4', made('mpeg4.mp4'), { duration: 1, codec: 'mp4v' }],
    ['turned by a quarter', made('rotated.mp4'), { width: 240, height: 320, duration: 1 }],
    ['in fragments', made('fragmented.mp4'), { width: 256, duration: 2 }],
    ['with sound that is not packed', made('pcm.mov'), { duration: 1 }],
    ['with sound and texts beside', made('telemetry.mp4'), { width: 256, duration: 2, codec: 'avc1' }],
    ['whose texts are in another file', externalTexts, { duration: 2 }],
    ['with a 64-bit box size', withLongSize(), { width: 1280, duration: 3 }],
    ['whose last box goes to the end', toTheEnd, { width: 1280, duration: 3 }],
    ['with zeros at its end', concat(CUP_MP4, new Uint8Array(3000)), { duration: 3 }],
  ])('is taken with its size and length: %s', async (_, bytes, expected) => {
    expect(await verdict(bytes)).toMatchObject({ ok: true, facts: { kind: 'video', ...expected } })
  })

  it.each([
    ['cut at its end', CUP_MP4.subarray(0, -1)],
    ['cut in the middle', CUP_MP4.subarray(0, 200_000)],
    ['cut before its samples', CUP_MP4.subarray(0, at(CUP_MP4, 'mdat'))],
    ['without its index', CAT_MOV.subarray(0, at(CAT_MOV, 'moov'))],
    ['cut inside its last index', CAT_MOV.subarray(0, -100)],
    ['cut, though its last box goes to the end', toTheEnd.subarray(0, -100)],
    ['in fragments, the last one cut', made('fragmented.mp4').subarray(0, -300)],
    ['with a page behind it', concat(CUP_MP4, PAGE)],
    ['with an archive behind it', concat(CUP_MP4, 'PK\x03\x04', new Uint8Array(100))],
    ['that is a page behind magic bytes', concat(u32(16), 'ftypisom\0\0\0\0', PAGE)],
    ['with two indexes', concat(CAT_MOV, CAT_MOV.subarray(at(CAT_MOV, 'moov')))],
    ['with 20,000 boxes', concat(CUP_MP4, ...Array.from({ length: 20_000 }, () => box('free')))],
    ['with an index of 9 MB', withLargerIndex(box('free', new Uint8Array(9_000_000)))],
    ['with a sample table of 4 billion', withBytes(CUP_MP4, indexOf(CUP_MP4, 'stts') + 8, [255, 255, 255, 255])],
    ['with a box size over 2⁵³', withBytes(withLongSize(), at(CUP_MP4, 'mdat'), [255, 255, 255, 255])],
    ['with a box smaller than its header', withBytes(CAT_MOV, at(CAT_MOV, 'wide'), [0, 0, 0, 7])],
    ['with a chunk past the end', withChunkAt(0x7f000000)],
    ['with a chunk in its type', withChunkAt(12)],
    ['with a chunk in its index', withChunkAt(at(CUP_MP4, 'moov') + 8)],
    ['with a chunk at the header of its samples', withChunkAt(at(CUP_MP4, 'mdat'))],
    ['with a chunk that goes on behind its samples', concat(withChunkAt(CUP_MP4.length - 100), box('free', CUP_MP4))],
    ['with sound that stands in its index', withSoundAt(made('gps.mp4'), 40)],
    ['whose pictures are in another file', withBytes(CUP_MP4, indexOf(CUP_MP4, 'url ') + 7, [0])],
  ])('is corrupt: %s', async (_, bytes) => {
    expect(await verdict(bytes)).toMatchObject({ ok: false, problem: { code: 'corrupt' } })
  })

  it.each([
    ['with sound only', made('sound.mp4'), /no pictures/],
    ['as Motion JPEG', made('mjpeg.mov'), /Motion JPEG/],
    ['as ProRes', made('prores.mov'), /ProRes/],
    ['protected against copying', renamed(CUP_MP4, 'avc1\0\0\0\0', 'encv'), /protected/],
    ['in a coding that nobody knows', renamed(CUP_MP4, 'avc1\0\0\0\0', 'abcd'), /H\.264/],
  ])('is not for the model, and is told so: %s', async (_, bytes, words) => {
    const result = await verdict(bytes)
    expect(result).toMatchObject({ ok: false, problem: { code: 'unsupported-type' } })
    expect(!result.ok && result.problem.detail).toMatch(words)
  })

  it('is checked in a few small reads, however large it is', async () => {
    // 90 MB of samples between the type and the index: the check must not read them.
    const file = CAT_MOV
    const index = file.subarray(at(file, 'moov'))
    const head = file.subarray(0, at(file, 'moov'))
    const gap = 90_000_000
    const free = concat(u32(gap), 'free')
    const parts = concat(head, free)
    const size = head.length + gap + index.length
    let read = 0
    let calls = 0
    const source = {
      size,
      async read(offset: number, length: number) {
        calls++
        const end = Math.min(size, offset + length)
        read += end - offset
        const bytes = new Uint8Array(end - offset)
        bytes.set(parts.subarray(offset, end))
        if (end > size - index.length) {
          const from = Math.max(offset, size - index.length)
          bytes.set(index.subarray(from - (size - index.length), end - (size - index.length)), from - offset)
        }
        return bytes
      },
    }
    expect(await verify(source)).toMatchObject({ ok: true, facts: { duration: 2 } })
    expect(calls).toBeLessThan(8)
    expect(read).toBeLessThan(500_000)
  })

  it('may be up to 100 MB', async () => {
    const { read } = memorySource(CUP_MP4)
    expect(await verify({ size: 100_000_001, read })).toMatchObject({ ok: false, problem: { code: 'too-large' } })
  })
})
