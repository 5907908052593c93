/** Sealed tokens: a JSON payload with an HMAC over its purpose, its key's id and itself. Nothing in them is secret. */
import { decodeBase64Url, encodeBase64Url } from 'hono/utils/encode'
import type { KeyRing } from './key-ring.ts'

/** What a token is for; one made for one purpose opens for no other. */
export type Purpose = 'session' | 'renewal' | 'media' | 'playback'

/** Characters of a token at most, so that nobody makes us hash megabytes. */
const TOKEN_MAX_CHARACTERS = 4096

/** `<key id>.<payload>.<mac>`, all of it safe in a URL. */
export async function seal(ring: KeyRing, purpose: Purpose, payload: object): Promise<string> {
  const body = encodeBase64Url(bytesOf(JSON.stringify(payload)).buffer)
  const { id, key } = ring.first
  const mac = await crypto.subtle.sign('HMAC', key, bytesOf(`${purpose}.${id}.${body}`))
  return `${id}.${body}.${encodeBase64Url(mac)}`
}

/** The payload, or null when the token isn't one of ours for this purpose. Times are the caller's to check. */
export async function open(ring: KeyRing, purpose: Purpose, token: string): Promise<unknown> {
  if (token.length > TOKEN_MAX_CHARACTERS) return null
  const [id, body, mac, ...rest] = token.split('.')
  const key = ring.all.find((candidate) => candidate.id === id)
  if (!key || !body || !mac || rest.length > 0) return null
  try {
    const genuine = await crypto.subtle.verify(
      'HMAC',
      key.key,
      decodeBase64Url(mac),
      bytesOf(`${purpose}.${id}.${body}`),
    )
    // A second spelling of the same MAC would be a second token: accept the canonical one only.
    if (!genuine || encodeBase64Url(decodeBase64Url(mac).buffer) !== mac) return null
    return JSON.parse(new TextDecoder().decode(decodeBase64Url(body)))
  } catch {
    return null
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text))
}
