/** Sealed tokens: a JSON payload that anybody can read, with an HMAC over purpose, key id and payload. */
import { fromBase64Url, toBase64Url } from './base64url.ts'
import type { KeyRing } from './key-ring.ts'

/** A token that was sealed for one purpose opens for no other. */
type Purpose = 'session' | 'renewal' | 'media' | 'preview' | 'playback'

/** Characters of a token. Ours: no caller can make the Worker hash megabytes. */
const TOKEN_MAX_CHARACTERS = 4096

/** Signs a payload with the ring's first key: `<key id>.<payload>.<mac>`, safe in a URL. */
export async function seal(ring: KeyRing, purpose: Purpose, payload: object): Promise<string> {
  const body = toBase64Url(bytesOf(JSON.stringify(payload)).buffer)
  const { id, key } = ring.first
  const mac = await crypto.subtle.sign('HMAC', key, bytesOf(`${purpose}.${id}.${body}`))
  return `${id}.${body}.${toBase64Url(mac)}`
}

/** The payload of a token; null when it is forged or sealed for another purpose. The caller checks expiry. */
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
