/** Base 64 for URLs (RFC 4648, section 5), without the padding, which some HTTP clients would escape. */
import { decodeBase64Url, encodeBase64Url } from 'hono/utils/encode'

/** Bytes in base 64 for URLs. */
export function toBase64Url(bytes: ArrayBufferLike): string {
  return encodeBase64Url(bytes).replace(/=+$/, '')
}

/** Decodes what `toBase64Url` wrote; null for any other spelling, so that every token has only one. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = decodeBase64Url(text)
    return toBase64Url(bytes.buffer) === text ? bytes : null
  } catch {
    return null
  }
}
