/** A real clip of any length: the turning cup, then a `free` box of seeded random bytes. */
import { createCipheriv, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const CLIP = new URL('../fixtures/cup-turn.mp4', import.meta.url)
const BOX_HEAD_BYTES = 8

/** Players skip a `free` box, and random bytes can't be compressed or deduplicated on the way. */
export function longClip(length: number, seed: number): Buffer<ArrayBuffer> {
  const clip = readFileSync(CLIP)
  const bytes = Buffer.alloc(length)
  clip.copy(bytes)
  const room = length - clip.byteLength
  if (room < BOX_HEAD_BYTES) throw new Error(`A clip of ${length} bytes has no room for a box.`)
  bytes.writeUInt32BE(room, clip.byteLength)
  bytes.write('free', clip.byteLength + 4, 'latin1')
  const key = createHash('md5').update(String(seed)).digest()
  const box = bytes.subarray(clip.byteLength + BOX_HEAD_BYTES)
  createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(box).copy(box)
  return bytes
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
