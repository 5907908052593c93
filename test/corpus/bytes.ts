/** Byte edits in the words that the corpus is written in: joining, splicing, and numbers in both byte orders. */

export type Bytes = Uint8Array<ArrayBuffer>

/** Turns each character of a text into the byte of the same code. */
export function latin(text: string): Bytes {
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

/** The bytes as characters of the same code. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}

export function concat(...parts: (Uint8Array | string)[]): Bytes {
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
export function withBytes(file: Uint8Array, offset: number, bytes: Uint8Array | string): Bytes {
  const copy = new Uint8Array(file)
  copy.set(typeof bytes === 'string' ? latin(bytes) : bytes, offset)
  return copy
}

/** A copy with `bytes` put in at `offset`, in place of `removed` bytes. */
export function splice(file: Uint8Array, offset: number, removed: number, bytes: Uint8Array | string = ''): Bytes {
  return concat(file.subarray(0, offset), bytes, file.subarray(offset + removed))
}

export const zeros = (count: number): Bytes => new Uint8Array(count)

export const u16 = (value: number): Bytes => Uint8Array.of(value >>> 8, value)
export const u32 = (value: number): Bytes => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
export const u64 = (value: number): Bytes => concat(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32))
export const u16le = (value: number): Bytes => u16(value).reverse()
export const u24le = (value: number): Bytes => u32le(value).slice(0, 3)
export const u32le = (value: number): Bytes => u32(value).reverse()

/** The number of four bytes at `offset`, largest byte first. */
export const readU32 = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset)
export const readU16 = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint16(offset)
export const readU32le = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true)

/** The offset of a text in a file. */
export function indexOf(file: Uint8Array, needle: string): number {
  const at = text(file).indexOf(needle)
  if (at < 0) throw new Error(`no ${needle}`)
  return at
}
