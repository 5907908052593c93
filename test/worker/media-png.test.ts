/** PNG files chunk by chunk: checksums, order and damage. */
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { verify } from '../../worker/media/verify.ts'
import { CAT_PNG } from './fixtures.ts'
import { chunk, chunksOf, concat, counted, latin, made, u32, verdict, withBytes } from './media-made.ts'

const CORRUPT = { ok: false, problem: { code: 'corrupt' } }
async function through(stream: ReadableWritablePair, bytes: Uint8Array<ArrayBuffer>) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}

const packedOf = (png: Uint8Array) =>
  concat(...chunksOf(png).flatMap(({ type, data }) => (type === 'IDAT' ? data : [])))

/** The picture with other image data, in well-formed chunks of so many bytes. */
function withData(png: Uint8Array, packed: Uint8Array, size = packed.length): Uint8Array {
  const all = chunksOf(png)
  const first = all.findIndex(({ type }) => type === 'IDAT')
  const pieces: Uint8Array[] = []
  for (let at = 0; at < packed.length; at += size) pieces.push(chunk('IDAT', packed.subarray(at, at + size)))
  const others = all.map(({ type, data }, index) => {
    if (type !== 'IDAT') return chunk(type, data)
    return index === first ? concat(...pieces) : new Uint8Array()
  })
  return concat(png.subarray(0, 8), ...others)
}

/** The picture with other pixel bytes, compressed. */
async function withPixels(png: Uint8Array, change: (pixels: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) {
  const pixels = await through(new DecompressionStream('deflate'), packedOf(png))
  return withData(png, await through(new CompressionStream('deflate'), change(pixels)))
}

const PICTURES = [
  ['of 24 bits', CAT_PNG],
  ['with a palette', made('gps.png')],
  ['of one bit, interlaced', made('interlaced.png')],
] as const

describe.each(PICTURES)('a PNG %s', (_, png) => {
  it('is corrupt where any of its chunks has a wrong checksum, or isn’t what its checksum says', async () => {
    for (const { type, at, data } of chunksOf(png)) {
      const checksum = at + 8 + data.length
      expect(await verdict(withBytes(png, checksum + 3, [(png[checksum + 3] ?? 0) ^ 1])), type).toMatchObject(CORRUPT)
      if (data.length === 0) continue
      const middle = at + 8 + Math.floor(data.length / 2)
      expect(await verdict(withBytes(png, middle, [(png[middle] ?? 0) ^ 1])), type).toMatchObject(CORRUPT)
    }
  })

  it('is corrupt where its image data are cut and closed again, and whole in however many chunks', async () => {
    const packed = packedOf(png)
    for (const size of [packed.length, 1000, 333]) {
      expect(await verdict(withData(png, packed, size))).toMatchObject({ ok: true })
      for (const share of [0.01, 0.5, 0.9]) {
        const cut = packed.subarray(0, Math.floor(packed.length * share))
        expect(await verdict(withData(png, cut, size))).toMatchObject({ problem: { detail: /fewer pixels/ } })
      }
    }
  })

  it('is corrupt where one byte of its pixels is missing, and may have one too many', async () => {
    expect(await verdict(await withPixels(png, (pixels) => pixels))).toMatchObject({ ok: true })
    expect(await verdict(await withPixels(png, (pixels) => pixels.slice(0, -1)))).toMatchObject(CORRUPT)
    expect(await verdict(await withPixels(png, (pixels) => concat(pixels, 'x')))).toMatchObject({ ok: true })
  })

  it('is corrupt where its image data are none', async () => {
    expect(await verdict(withData(png, latin('this is not what zlib packs'.repeat(99))))).toMatchObject(CORRUPT)
  })
})

describe('a PNG', () => {
  it('is unpacked no further than its pixels go, and read no further', async () => {
    let state = 1
    const noise = Uint8Array.from({ length: 8_000_000 }, () => {
      state = Math.imul(state, 1_664_525) + 1_013_904_223
      return state >>> 24
    })
    const bomb = counted(await withPixels(CAT_PNG, (pixels) => concat(pixels, noise)))
    expect(await verify(bomb)).toMatchObject({ ok: true })
    // One read of the whole for the checksums, and one more of the beginning.
    expect(bomb.read_bytes).toBeLessThan(bomb.size + 2_200_000)
  })

  it('is refused by its size before anything is unpacked', async () => {
    const header = withBytes(CAT_PNG, 16, [...u32(60_000), ...u32(60_000)])
    const large = withBytes(header, 29, [...u32(crc32(header.subarray(12, 29)))])
    const source = counted(large)
    expect(await verify(source)).toMatchObject({ problem: { code: 'too-large' } })
    expect(source.calls).toBe(2)
  })

  it('is not called corrupt where the store fails', async () => {
    const png = withData(CAT_PNG, concat(packedOf(CAT_PNG).subarray(0, -9), new Uint8Array(3_000_000)))
    const { read } = counted(png)
    let calls = 0
    const failing = async (offset: number, length: number) => {
      // The walk over the chunks takes five reads; decompression begins with the sixth.
      if (++calls > 5) throw new Error('the store is away')
      return read(offset, length)
    }
    await expect(verify({ size: png.length, read: failing })).rejects.toThrow('the store is away')
  })
})
