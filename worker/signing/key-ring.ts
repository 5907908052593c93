/** The ring of signing keys: `id:base64url,…`; the first signs, all of them verify, so that keys rotate without a gap. */
import { fromBase64Url } from './base64url.ts'

/** Bytes of a key at least: as many as the digest of HMAC-SHA256 (RFC 2104, section 3). */
const KEY_MIN_BYTES = 32
/** Keys that may live at a time. */
const KEYS_MAX = 2

export type SigningKey = { id: string; key: CryptoKey }
export type KeyRing = { first: SigningKey; all: readonly SigningKey[] }

/** Imports a ring, or null where a key is missing, malformed or too short. */
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
