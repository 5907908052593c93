/** What leaves the Worker is redacted, though the stored bytes are the visitor’s own. */
import { env } from 'cloudflare:workers'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { MediaType } from '../../worker/contract/magic-bytes.ts'
import { readOrientation, withoutPrefix } from '../../worker/media/formats/exif.ts'
import { redact } from '../../worker/media/redaction/redact.ts'
import { computeRedactions, REDACTIONS_PREFIX, redactionsOf } from '../../worker/media/redaction/stored.ts'
import { serveObject } from '../../worker/media/serve.ts'
import { memorySource } from '../../worker/media/source.ts'
import { CAT_BMP, CAT_JPG, CUP_MP4 } from './fixtures.ts'
import { box, concat, facts, indexOf, made, text, u32, withBytes } from './media-made.ts'
import { redacted, redactionsFor, streamOf } from './media-redacted.ts'

const FILES: [string, Uint8Array, MediaType][] = [
  ['gps.jpg', made('gps.jpg'), 'image/jpeg'],
  ['gps.png', made('gps.png'), 'image/png'],
  ['gps.webp', made('gps.webp'), 'image/webp'],
  ['gps.mp4', made('gps.mp4'), 'video/mp4'],
  ['gps.mov', made('gps.mov'), 'video/quicktime'],
  ['gps-old.mov', made('gps-old.mov'), 'video/quicktime'],
  ['telemetry.mp4', made('telemetry.mp4'), 'video/mp4'],
  ['fragmented.mp4', made('fragmented.mp4'), 'video/mp4'],
]
/** What exiftool and ffmpeg wrote into the files about the camera, the place and the time. */
const SECRETS = [
  'TestCam',
  'Model X100',
  'Model_X100',
  'SN-4711',
  '2026:05:04',
  'Paris',
  'secretplace',
  'taken at home',
  '+48.8584',
  'GPS(',
  'exif:',
  'ISO6709',
  '\xa9xyz',
  'loci',
  'ilst',
  'XMP',
  // 48° 51′ 30.132″ as rationals, in either order of bytes: degrees and minutes.
  '\0\0\0\x30\0\0\0\x01\0\0\0\x33\0\0\0\x01',
  '\x30\0\0\0\x01\0\0\0\x33\0\0\0\x01\0\0\0',
]

/** The bytes of a file from the text `first` up to the text `last`. */
const between = (file: Uint8Array, first: string, last: string) => file.slice(indexOf(file, first), indexOf(file, last))

describe('a reference that leaves', () => {
  it.each(FILES)('says nothing of the place, the camera and the time: %s', async (_, bytes, type) => {
    const had = SECRETS.filter((secret) => text(bytes).includes(secret))
    expect(had.length).toBeGreaterThan(type.startsWith('image/') ? 4 : 0)
    const sent = text(await redacted(bytes, type))
    expect(SECRETS.filter((secret) => sent.includes(secret))).toEqual([])
  })

  it.each(FILES)('has its length, size and orientation: %s', async (_, bytes, type) => {
    const sent = await redacted(bytes, type)
    expect(sent.length).toBe(bytes.length)
    expect(await facts(sent)).toEqual(await facts(bytes))
  })

  it.each(FILES)('is the same when it is redacted again: %s', async (_, bytes, type) => {
    const once = await redacted(bytes, type)
    expect(await redacted(once, type)).toEqual(once)
  })

  it('keeps a JPEG’s profile and scan, and a minimal EXIF block', async () => {
    const bytes = made('gps.jpg')
    const sent = await redacted(bytes, 'image/jpeg')
    // The last tables are the picture's, the first ones its thumbnail's.
    const scan = (file: Uint8Array) => file.slice(text(file).lastIndexOf('\xff\xdb\0\x43\0'))
    expect(scan(bytes).length).toBeGreaterThan(9000)
    expect(scan(sent)).toEqual(scan(bytes))
    expect(text(sent)).toContain('ICC_PROFILE\0')
    const exif = sent.subarray(indexOf(sent, 'Exif\0\0'))
    expect(readOrientation(withoutPrefix(exif))).toBe(6)
    expect(text(sent).split('Exif\0\0')).toHaveLength(2)
  })

  it('drops a JPEG’s film after the picture, and its thumbnail', async () => {
    const bytes = concat(made('gps.jpg'), CUP_MP4.subarray(0, 5000))
    const sent = await redacted(bytes, 'image/jpeg')
    expect(sent.subarray(made('gps.jpg').length).every((byte) => byte === 0)).toBe(true)
    expect(text(sent).split('\xff\xd8')).toHaveLength(2)
    expect(text(bytes).split('\xff\xd8').length).toBeGreaterThan(2)
  })

  it('keeps a PNG’s data and right checksums', async () => {
    const bytes = made('gps.png')
    const sent = await redacted(bytes, 'image/png')
    const data = (file: Uint8Array) => {
      const start = indexOf(file, 'IDAT')
      return file.slice(start - 4, start + 4 + new DataView(file.buffer).getUint32(start - 4))
    }
    expect(data(sent)).toEqual(data(bytes))
    const names: string[] = []
    for (let at = 8; at < sent.length; ) {
      const length = new DataView(sent.buffer).getUint32(at)
      const chunk = sent.subarray(at + 4, at + 8 + length)
      expect(new DataView(sent.buffer).getUint32(at + 8 + length)).toBe(crc32(chunk))
      names.push(text(chunk.subarray(0, 4)))
      at += 12 + length
    }
    const others = names.filter((name) => !['IHDR', 'gAMA', 'cHRM', 'bKGD', 'PLTE', 'IDAT', 'IEND'].includes(name))
    expect(new Set(others)).toEqual(new Set(['eXIf', 'voId']))
  })

  it('keeps a WebP’s image data, and says truly which chunks it has', async () => {
    const bytes = made('gps.webp')
    const sent = await redacted(bytes, 'image/webp')
    expect(between(sent, 'VP8 ', 'EXIF')).toEqual(between(bytes, 'VP8 ', 'EXIF'))
    expect(text(sent)).toContain('JUNK')
    // EXIF stays announced for the orientation, XMP doesn't.
    expect([bytes[20], sent[20]]).toEqual([0x0c, 0x08])
  })

  it.each(['gps.mp4', 'gps.mov', 'gps-old.mov'])('keeps a clip’s samples and sample table: %s', async (name) => {
    const bytes = made(name)
    const sent = await redacted(bytes, name.endsWith('mov') ? 'video/quicktime' : 'video/mp4')
    const boxOf = (file: Uint8Array, type: string) => {
      const at = indexOf(file, type) - 4
      return file.slice(at, at + new DataView(file.buffer).getUint32(at))
    }
    expect(boxOf(sent, 'mdat')).toEqual(boxOf(bytes, 'mdat'))
    for (const type of ['stts', 'stsz', 'stsc', 'stco', 'avcC', 'elst']) {
      expect(boxOf(sent, type)).toEqual(boxOf(bytes, type))
    }
  })

  it('loses a track of positions with its samples, and no sample of the others', async () => {
    const bytes = made('telemetry.mp4')
    const sent = await redacted(bytes, 'video/mp4')
    const data = (file: Uint8Array) => between(file, 'mdat', 'moov')
    const [before, after] = [data(bytes), data(sent)]
    const changed = before.filter((byte, index) => byte !== after[index])
    expect(text(changed)).toMatch(/GPS\(48\.8584,2\.2945,35\).*GPS\(48\.8585,2\.2946,36\)/s)
    expect(changed.length).toBeLessThan(60)
    expect(text(sent)).not.toContain('tx3g')
  })

  it('can’t leave where a track of positions stands on what isn’t samples', async () => {
    const bytes = made('telemetry.mp4')
    const last = text(bytes).lastIndexOf('stco') + 12
    expect(await computeRedactions(memorySource(withBytes(bytes, last, [0, 0, 0, 4])), 'video/mp4')).toBe('corrupt')
    expect(await computeRedactions(memorySource(bytes.subarray(0, 900)), 'video/mp4')).toBe('corrupt')
  })

  it('can’t leave with more stretches of positions than anybody has, and that is seen at once', async () => {
    const bytes = made('telemetry.mp4')
    // A track of texts with 400,000 chunks of one byte, each apart from the next, in a file of its own.
    const count = 400_000
    const offsets = new Uint8Array(count * 4)
    const view = new DataView(offsets.buffer)
    const data = box('mdat', new Uint8Array(3 * count))
    const start = indexOf(bytes, 'moov') - 4
    for (let index = 0; index < count; index++) view.setUint32(index * 4, start + 8 + index * 2)
    const zero = u32(0)
    const table = box(
      'stbl',
      box('stts', zero, u32(1), u32(count), u32(1)),
      box('stsc', zero, u32(1), u32(1), u32(1), u32(1)),
      box('stsz', zero, u32(1), u32(count)),
      box('stco', zero, u32(count), offsets),
    )
    const references = box('dinf', box('dref', zero, u32(1), box('url ', u32(1))))
    const media = box(
      'mdia',
      box('mdhd', zero, zero, zero, u32(1000), zero, zero),
      box('hdlr', zero, zero, 'text', new Uint8Array(13)),
      box('minf', references, table),
    )
    const track = box('trak', box('tkhd', new Uint8Array(84)), media)
    const index = bytes.subarray(start + 8)
    const many = concat(bytes.subarray(0, start), data, box('moov', index, track))
    expect(await facts(many)).toMatchObject({ ok: true })
    expect(await computeRedactions(memorySource(many), 'video/mp4')).toBe('corrupt')
  })

  it('loses unknown boxes, also those with long sizes', async () => {
    const secret = concat(u32(1), 'uuid', u32(0), u32(16 + 11), 'secretplace')
    const sent = await redacted(concat(CUP_MP4, secret), 'video/mp4')
    expect(text(sent)).not.toContain('secretplace')
    expect(text(sent.subarray(CUP_MP4.length, CUP_MP4.length + 8))).toBe('\0\0\0\x01free')
  })

  it('is unchanged where there is nothing to hide', async () => {
    expect(await redactionsFor(CAT_BMP, 'image/bmp')).toEqual([])
    expect(await redactionsFor(made('lossless.webp'), 'image/webp')).toEqual([])
  })
})

describe('redactions', () => {
  it('give every range as a slice of the whole, whatever the chunks', async () => {
    const bytes = made('gps.jpg')
    const redactions = await redactionsFor(bytes, 'image/jpeg')
    const whole = await redacted(bytes, 'image/jpeg')
    for (let from = 0; from < 1500; from += 37) {
      for (const [length, chunk] of [
        [1, 1],
        [50, 7],
        [3000, 333],
        [bytes.length - from, 65_536],
      ] as const) {
        const body = redact(streamOf(bytes.subarray(from, from + length), chunk), from, redactions)
        expect(new Uint8Array(await new Response(body).arrayBuffer())).toEqual(whole.subarray(from, from + length))
      }
    }
  })

  it('are short', async () => {
    for (const [, bytes, type] of FILES)
      expect(JSON.stringify(await redactionsFor(bytes, type)).length).toBeLessThan(500)
  })
})

describe('a stored reference with redactions', () => {
  const key = 'references/test/gps'
  const bytes = made('gps.jpg')
  const ask = async (headers: Record<string, string> = {}, method = 'GET') => {
    const redactions = (await redactionsOf(env.BUCKET, key, 'image/jpeg')) ?? []
    const request = new Request('https://refreel.test/', { method, headers })
    const response = await serveObject(env.BUCKET, key, request, { mediaType: 'image/jpeg', headers: {}, redactions })
    if (!response) throw new Error('none')
    return response
  }

  it('is served redacted, whole and by range, under a tag of its own', async () => {
    const httpEtag = (await env.BUCKET.put(key, bytes))?.httpEtag ?? ''
    const whole = await redacted(bytes, 'image/jpeg')
    const response = await ask()
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(whole)
    expect(response.headers.get('content-length')).toBe(String(bytes.length))
    const etag = response.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]+-[0-9a-f]+"$/)
    expect(etag).not.toBe(httpEtag)
    const part = await ask({ range: 'bytes=100-899', 'if-range': etag })
    expect(part.status).toBe(206)
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.subarray(100, 900))
    expect((await ask({ 'if-none-match': etag })).status).toBe(304)
    expect((await ask({ 'if-match': httpEtag })).status).toBe(412)
    const stale = await ask({ range: 'bytes=0-9', 'if-range': httpEtag })
    expect(stale.status).toBe(200)
    await stale.body?.cancel()
    const head = await ask({}, 'HEAD')
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
  })

  it('has its redactions computed once, and computed again when they are lost or damaged', async () => {
    await env.BUCKET.put(key, bytes)
    const first = await redactionsOf(env.BUCKET, key, 'image/jpeg')
    expect(await (await env.BUCKET.get(REDACTIONS_PREFIX + key))?.json()).toEqual(first)
    await env.BUCKET.put(REDACTIONS_PREFIX + key, '{"not":"redactions"')
    expect(await redactionsOf(env.BUCKET, key, 'image/jpeg')).toEqual(first)
  })

  it('doesn’t leave at all when it can’t be redacted', async () => {
    await env.BUCKET.put('references/test/cut', CAT_JPG.subarray(0, 1000))
    expect(await redactionsOf(env.BUCKET, 'references/test/cut', 'image/jpeg')).toBeNull()
    expect(await redactionsOf(env.BUCKET, 'references/test/none', 'image/jpeg')).toBeNull()
  })
})
