/** Small files made by other programs (`test/fixtures/made`), by name, and what tests need to take files apart. */
import { probe } from '../../worker/media/probe.ts'
import { memorySource } from '../../worker/media/source.ts'
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

/** A copy in which `bytes` stand at `offset`. */
export function withBytes(file: Uint8Array, offset: number, bytes: number[]): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(file)
  copy.set(bytes, offset)
  return copy
}

/** Where some characters stand. */
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
