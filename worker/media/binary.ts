/**
 * Reads integers and ASCII names out of bytes. Bytes past the end count as zero, so no input can make a parser throw.
 */

/** Unsigned and signed integers, most significant byte first. */
export const u8 = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0
export const u16 = (bytes: Uint8Array, at: number): number => u8(bytes, at) * 0x100 + u8(bytes, at + 1)
export const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 0x10000 + u16(bytes, at + 2)
/** Exact up to 2⁵³, more than any offset or time that a parser accepts. */
export const u64 = (bytes: Uint8Array, at: number): number => u32(bytes, at) * 0x1_0000_0000 + u32(bytes, at + 4)
export const i32 = (bytes: Uint8Array, at: number): number => u32(bytes, at) | 0

/** Unsigned and signed integers, least significant byte first. */
export const u16le = (bytes: Uint8Array, at: number): number => u8(bytes, at) + u8(bytes, at + 1) * 0x100
export const u24le = (bytes: Uint8Array, at: number): number => u16le(bytes, at) + u8(bytes, at + 2) * 0x10000
export const u32le = (bytes: Uint8Array, at: number): number => u16le(bytes, at) + u16le(bytes, at + 2) * 0x10000
export const i32le = (bytes: Uint8Array, at: number): number => u32le(bytes, at) | 0

/** `length` bytes from `at` as characters of the same codes (Latin-1): for names and magic bytes. */
export function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}
