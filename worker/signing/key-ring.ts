/**
 * The ring of signing keys, `id:base64url,…`: the first key signs, every key verifies, so that a rotation leaves no
 * gap.
 */
import { fromBase64Url } from './base64url.ts'

/** Bytes of a key at least: the length of an HMAC-SHA256 (RFC 2104, section 3). */
const KEY_MIN_BYTES = 32
/** Keys in a ring: the old and the new one during a rotation. Ours. */
const KEYS_MAX = 2

/** An HMAC key and the id that tokens name it by. */
type SigningKey = { id: string; key: CryptoKey }
/** `first` signs, `all` verify. */
export type KeyRing = { first: SigningKey; all: readonly SigningKey[] }

/** Imports a ring; null when a key is missing, malformed, too short or one too many. */
export async function importKeyRing(text: string): Promise<KeyRing | null> {
  const entries = text.split(',').map((entry) => entry.trim().split(':'))
  const keys: SigningKey[] = []
  for (const [id, secret] of entries) {
    const bytes = secret === undefined ? null : fromBase64Url(secret.replace(/=+$/, ''))
    if (!id || !/^[A-Za-z0-9_-]{1,16}$/.test(id) || !bytes || bytes.byteLength < KEY_MIN_BYTES) return null
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
      'verify',
    ])
    keys.push({ id, key })
  }
  const [first] = keys
  if (!first || keys.length > KEYS_MAX || new Set(keys.map((key) => key.id)).size !== keys.length) return null
  return { first, all: keys }
}
