/** Base 64 for URLs (RFC 4648, section 5), without the padding that some fetchers would escape. */
import { decodeBase64Url, encodeBase64Url } from 'hono/utils/encode'

export function toBase64Url(bytes: ArrayBufferLike): string {
  return encodeBase64Url(bytes).replace(/=+$/, '')
}

/** The bytes; null for any text that `toBase64Url` would not have written, so that each has one spelling only. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = decodeBase64Url(text)
    return toBase64Url(bytes.buffer) === text ? bytes : null
  } catch {
    return null
  }
}
