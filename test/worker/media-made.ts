/** Small files made by other programs (`test/fixtures/made`), by name, and tools to take files apart. */

import { crc32 } from 'node:zlib'
import { expect } from 'vitest'
import { probe } from '../../worker/media/examine.ts'
import { type ByteSource, memorySource } from '../../worker/media/source.ts'
import { verify } from '../../worker/media/verify.ts'

type Globber = { glob(pattern: string, options: object): Record<string, string> }

const files = (import.meta as unknown as Globber).glob('../fixtures/made/*.*', {
  query: '?url&inline',
  import: 'default',
  eager: true,
})

/** The bytes of a file in `test/fixtures/made`. */
export function made(name: string): Uint8Array<ArrayBuffer> {
  const url = files[`../fixtures/made/${name}`]
  if (url === undefined) throw new Error(`no fixture ${name}`)
  return latin(atob(url.slice(url.indexOf(',') + 1)))
}

/** The bytes of a file that is stored as gzip. */
export async function unzipped(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const body = new Blob([made(`${name}.gz`)]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(body).arrayBuffer())
}

export const verdict = (bytes: Uint8Array) => verify(memorySource(bytes))
export const facts = (bytes: Uint8Array) => probe(memorySource(bytes))

/** Characters as bytes of the same code. */
export function latin(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}

export function concat(...parts: (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const all = parts.map((part) => (typeof part === 'string' ? latin(part) : part))
  const joined = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of all) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** A copy with `bytes` written at `offset`. */
export function withBytes(file: Uint8Array, offset: number, bytes: number[]): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(file)
  copy.set(bytes, offset)
  return copy
}

/** A source that counts what is read of it. */
export type Counted = ByteSource & { calls: number; read_bytes: number }

export function counted(bytes: Uint8Array): Counted {
  const source = {
    size: bytes.length,
    calls: 0,
    read_bytes: 0,
    async read(offset: number, length: number) {
      expect(offset >= 0 && length >= 0 && Number.isSafeInteger(offset) && Number.isSafeInteger(length)).toBe(true)
      const part = bytes.subarray(offset, offset + length)
      source.calls++
      source.read_bytes += part.length
      return part
    },
  }
  return source
}

/** The offset of some characters. */
export function indexOf(file: Uint8Array, needle: string): number {
  const at = text(file).indexOf(needle)
  if (at < 0) throw new Error(`no ${needle}`)
  return at
}

export function u32(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

/** A box of ISO base media, or of QuickTime. */
export function box(type: string, ...body: (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const inside = concat(...body)
  return concat(u32(inside.length + 8), type, inside)
}

export type Chunk = { type: string; at: number; data: Uint8Array<ArrayBuffer> }

/** The chunks of a PNG. */
export function chunksOf(png: Uint8Array): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 8; at < png.length; ) {
    const length = new DataView(png.buffer, png.byteOffset).getUint32(at)
    chunks.push({ type: text(png.subarray(at + 4, at + 8)), at, data: png.slice(at + 8, at + 8 + length) })
    at += length + 12
  }
  return chunks
}

/** A chunk of a PNG, with its checksum. */
export function chunk(type: string, ...data: (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const inside = concat(...data)
  return concat(u32(inside.length), type, inside, u32(crc32(concat(type, inside))))
}
