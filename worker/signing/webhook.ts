/**
 * Webhook signatures after Standard Webhooks. Ours rather than the npm package because time has to come in as an
 * argument, and because `crypto.subtle.verify` compares in constant time without any code of anybody's.
 */
import { decodeBase64 } from 'hono/utils/encode'

/** Seconds that a webhook's timestamp may differ from our clock, either way. Standard Webhooks. */
const TOLERANCE_SECONDS = 300
/** Signatures in one header that we look at: a secret that rotates brings two. */
const SIGNATURES_MAX = 4

export type WebhookHeaders = { id: string | null; timestamp: string | null; signature: string | null }

/** True when one of the `v1` signatures is ours over exactly this body, id and time. `now` in ms. */
export async function isSignedWebhook(
  secret: string,
  headers: WebhookHeaders,
  body: string,
  now: number,
): Promise<boolean> {
  const { id, timestamp, signature } = headers
  if (!id || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false
  const key = await importSecret(secret)
  if (!key) return false
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  for (const part of signature.split(' ').slice(0, SIGNATURES_MAX)) {
    const [version, code, ...rest] = part.split(',')
    if (version !== 'v1' || !code || rest.length > 0 || !/^[A-Za-z0-9+/]{43}=$/.test(code)) continue
    if (await crypto.subtle.verify('HMAC', key, decodeBase64(code), signed)) return true
  }
  return false
}

async function importSecret(secret: string): Promise<CryptoKey | null> {
  if (!secret.startsWith('whsec_')) return null
  try {
    const raw = decodeBase64(secret.slice('whsec_'.length))
    return await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  } catch {
    return null
  }
}
