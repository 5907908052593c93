/** Places, names and cameras are blanked in clips, and the clip plays as before. */
import { describe, expect, it } from 'vitest'
import { CAT_MOV, CUP_MP4 } from './fixtures.ts'
import { box, concat, indexOf, made, text, u32, unzipped, verdict, withBytes } from './media-made.ts'
import { redacted, redactionsFor } from './media-redacted.ts'

const SECRET = 'secretplace, taken at home'
const at = (file: Uint8Array, type: string) => indexOf(file, type) - 4
const numberAt = (file: Uint8Array, offset: number) => new DataView(file.buffer, file.byteOffset).getUint32(offset)
/** The content of every box of a type, in the order of the file. */
function insides(file: Uint8Array, type: string): Uint8Array[] {
  return [...text(file).matchAll(new RegExp(type, 'g'))].map(({ index }) =>
    file.slice(index + 4, index - 4 + numberAt(file, index - 4)),
  )
}
/** Seconds from 1904 to 2026-05-04T03:02:01Z, when ffmpeg was told that the clips were made. */
const MADE_AT = (Date.UTC(2026, 4, 4, 3, 2, 1) - Date.UTC(1904, 0, 1)) / 1000

describe('the times of a clip that leaves', () => {
  it.each(['gps.mp4', 'gps.mov'].flatMap((name) => ['mvhd', 'tkhd', 'mdhd'].map((type) => [type, name] as const)))(
    'are zeros in %s of %s',
    async (type, name) => {
      const bytes = made(name)
      const times = (file: Uint8Array) => insides(file, type).flatMap((body) => [numberAt(body, 4), numberAt(body, 8)])
      expect(times(bytes)).toEqual(times(bytes).map(() => MADE_AT))
      const sent = await redacted(bytes, name.endsWith('mov') ? 'video/quicktime' : 'video/mp4')
      expect(times(sent)).toEqual(times(bytes).map(() => 0))
      // The fields behind the times stay.
      for (const [index, body] of insides(bytes, type).entries()) {
        expect(insides(sent, type)[index]?.subarray(12)).toEqual(body.subarray(12))
      }
    },
  )

  it('are zeros where they have 64 bits', async () => {
    const bytes = made('gps.mov')
    const start = at(bytes, 'moov')
    const [header = new Uint8Array()] = insides(bytes, 'mvhd')
    const long = concat(u32(1 << 24), u32(0), u32(MADE_AT), u32(0), u32(MADE_AT), header.slice(12, 16), u32(0))
    const rest = bytes.subarray(start + 8 + 8 + header.length)
    const longer = concat(bytes.subarray(0, start), box('moov', box('mvhd', long, header.slice(16)), rest))
    expect(await verdict(longer)).toMatchObject({ ok: true, facts: { duration: 2 } })
    const [body] = insides(await redacted(longer, 'video/quicktime'), 'mvhd')
    expect(body?.subarray(0, 24)).toEqual(concat(u32(1 << 24), new Uint8Array(16), header.slice(12, 16)))
  })
})

describe('the names in a clip that leaves', () => {
  it.each([
    ['gps.mp4', ['VideoHandler', 'SoundHandler']],
    ['gps.mov', ['VideoHandler', 'DataHandler']],
  ] as const)('are gone from what says who handles its tracks: %s', async (name, names) => {
    const bytes = made(name)
    const sent = await redacted(bytes, name.endsWith('mov') ? 'video/quicktime' : 'video/mp4')
    for (const handler of names)
      expect([text(bytes), text(sent)].map((all) => all.includes(handler))).toEqual([true, false])
    // The handler types of the tracks stay; the other handlers went with their boxes.
    const kinds = (file: Uint8Array) => insides(file, 'hdlr').map((body) => text(body.subarray(4, 12)))
    expect(kinds(sent)).toEqual(kinds(bytes).slice(0, 2))
  })

  it('are gone from the description of its coding: the vendor and the coder', async () => {
    const bytes = made('gps.mov')
    const entry = (file: Uint8Array) => insides(file, 'avc1')[0] ?? new Uint8Array()
    const vendor = (file: Uint8Array) => text(entry(file).subarray(12, 16))
    const coder = (file: Uint8Array) => text(entry(file).subarray(42, 74))
    expect([vendor(bytes), coder(bytes)]).toEqual(['FFMP', expect.stringContaining('libx264')])
    const sent = await redacted(bytes, 'video/quicktime')
    expect([vendor(sent), coder(sent)]).toEqual(['\0\0\0\0', '\0'.repeat(32)])
    // Fields that a decoder needs stay.
    expect(entry(sent).subarray(74)).toEqual(entry(bytes).subarray(74))
    expect(entry(sent).subarray(16, 42)).toEqual(entry(bytes).subarray(16, 42))
  })
})

/** The QuickTime file, whose samples come before its index, with other brands and with all chunk offsets moved. */
function withBrands(brands: Uint8Array) {
  const moved = brands.length - (numberAt(CAT_MOV, 0) - 8)
  const bytes = concat(box('ftyp', brands), CAT_MOV.subarray(numberAt(CAT_MOV, 0)))
  return moveChunks(bytes, moved)
}

/** Moves every chunk offset in the tables by so many bytes. */
function moveChunks(bytes: Uint8Array<ArrayBuffer>, by: number) {
  const view = new DataView(bytes.buffer)
  for (const { index } of text(bytes).matchAll(/stco/g)) {
    for (let chunk = 0; chunk < view.getUint32(index + 8); chunk++) {
      const offset = index + 12 + chunk * 4
      view.setUint32(offset, view.getUint32(offset) + by)
    }
  }
  return bytes
}

describe('the brands of a clip that leaves', () => {
  it('stay where players know them, and nothing else does', async () => {
    const known = 'qt  \0\0\x02\0qt  isommp42'
    const bytes = withBrands(concat(known, 'CAEP', 'avc1', SECRET))
    expect(await verdict(bytes)).toMatchObject({ ok: true })
    const none = new Uint8Array(SECRET.length)
    expect(await redacted(bytes, 'video/quicktime')).toEqual(
      await redacted(withBrands(concat(known, '\0\0\0\0', 'avc1', none)), 'video/quicktime'),
    )
  })

  it('are few: what follows is zeros', async () => {
    const bytes = withBrands(concat('qt  \0\0\x02\0', 'isom'.repeat(1000)))
    const left = text(await redacted(bytes, 'video/quicktime')).split('isom').length - 1
    expect(left).toBeGreaterThan(40)
    expect(left).toBeLessThan(64)
  })
})

/** The QuickTime file with more before, or behind, its samples, within the box of samples. */
function withMore(place: 'before' | 'behind', more: string | Uint8Array, file = CAT_MOV) {
  const [start, end] = [at(file, 'mdat'), at(file, 'moov')]
  const samples = file.subarray(start + 8, end)
  const data = place === 'before' ? concat(more, samples) : concat(samples, more)
  const bytes = concat(file.subarray(0, start), box('mdat', data), file.subarray(end))
  return place === 'before' ? moveChunks(bytes, more.length) : bytes
}

describe('the box of samples of a clip that leaves', () => {
  it.each(['before', 'behind'] as const)('has nothing %s its samples, and all of them', async (place) => {
    const bytes = withMore(place, SECRET)
    const none = withMore(place, new Uint8Array(SECRET.length))
    expect(await redacted(bytes, 'video/quicktime')).toEqual(await redacted(none, 'video/quicktime'))
    const [samples] = insides(CAT_MOV, 'mdat')
    expect(text(insides(await redacted(bytes, 'video/quicktime'), 'mdat')[0] ?? new Uint8Array())).toContain(
      text(samples ?? bytes),
    )
  })

  it('has nothing behind the samples of its fragments, and all of them', async () => {
    const bytes = made('fragmented.mp4')
    const last = text(bytes).lastIndexOf('mdat') - 4
    const end = last + numberAt(bytes, last)
    const samples = bytes.subarray(last + 8, end)
    const more = concat(bytes.subarray(0, last), box('mdat', samples, SECRET), bytes.subarray(end))
    const sent = await redacted(more, 'video/mp4')
    expect(text(sent)).not.toContain('secretplace')
    expect(insides(sent, 'mdat').at(-1)?.subarray(0, samples.length)).toEqual(samples)
    expect(insides(sent, 'mdat').slice(0, -1)).toEqual(insides(bytes, 'mdat').slice(0, -1))
  })

  it('is as it was where samples fill it: in one box, in 3,000 fragments, with sound that isn’t packed', async () => {
    for (const bytes of [CUP_MP4, await unzipped('every-frame.mp4'), made('pcm.mov')]) {
      expect(insides(await redacted(bytes, 'video/mp4'), 'mdat')).toEqual(insides(bytes, 'mdat'))
    }
  })

  it('keeps sound whose table counts bytes where the sound has two', async () => {
    const bytes = made('pcm.mov')
    const size = text(bytes).lastIndexOf('stsz') + 8
    expect(numberAt(bytes, size)).toBe(2)
    const understated = withBytes(bytes, size, [...u32(1)])
    expect(insides(await redacted(understated, 'video/quicktime'), 'mdat')).toEqual(insides(bytes, 'mdat'))
    // A sample ends at the next one at most: bytes before the first sample belong to none.
    const more = withMore('before', SECRET, understated)
    expect(text(await redacted(more, 'video/quicktime'))).not.toContain('secretplace')
  })

  it('can’t leave with a track of texts in fragments, which can’t go from the index alone', async () => {
    const bytes = made('fragmented.mp4')
    const texts = withBytes(bytes, indexOf(bytes, 'soun'), [...concat('text')])
    expect(await verdict(texts)).toMatchObject({ problem: { code: 'corrupt', detail: /more data beside/ } })
  })

  it('needs few redactions', async () => {
    expect((await redactionsFor(await unzipped('every-frame.mp4'), 'video/mp4')).length).toBeLessThan(20)
  })

  it('has nothing in the room that QuickTime leaves for its header', async () => {
    const wide = at(CAT_MOV, 'wide')
    const bytes = concat(CAT_MOV.subarray(0, wide), box('wide', SECRET), CAT_MOV.subarray(wide + 8))
    expect(text(await redacted(moveChunks(bytes, SECRET.length), 'video/quicktime'))).not.toContain('secretplace')
  })
})
