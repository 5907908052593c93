/** Sealed tokens: a JSON payload with an HMAC over its purpose, its key's id and itself. Nothing in them is secret. */
import { fromBase64Url, toBase64Url } from './base64url.ts'
import type { KeyRing } from './key-ring.ts'

/** What a token is for; one made for one purpose opens for no other. */
export type Purpose = 'session' | 'renewal' | 'media' | 'preview' | 'playback'

/** Characters of a token at most, so that nobody makes us hash megabytes. */
const TOKEN_MAX_CHARACTERS = 4096

/** `<key id>.<payload>.<mac>`, all of it safe in a URL. */
export async function seal(ring: KeyRing, purpose: Purpose, payload: object): Promise<string> {
  const body = toBase64Url(bytesOf(JSON.stringify(payload)).buffer)
  const { id, key } = ring.first
  const mac = await crypto.subtle.sign('HMAC', key, bytesOf(`${purpose}.${id}.${body}`))
  return `${id}.${body}.${toBase64Url(mac)}`
}

/** The payload, or null when the token isn't one of ours for this purpose. Times are the caller's to check. */
export async function open(ring: KeyRing, purpose: Purpose, token: string): Promise<unknown> {
  if (token.length > TOKEN_MAX_CHARACTERS) return null
  const [id, body, mac, ...rest] = token.split('.')
  const key = ring.all.find((candidate) => candidate.id === id)
  if (!key || !body || !mac || rest.length > 0) return null
  const code = fromBase64Url(mac)
  const text = fromBase64Url(body)
  if (!code || !text) return null
  if (!(await crypto.subtle.verify('HMAC', key.key, code, bytesOf(`${purpose}.${id}.${body}`)))) return null
  return JSON.parse(new TextDecoder().decode(text))
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text))
}
