/**
 * Webhook signatures as Standard Webhooks defines them. Not by the npm package, because the current time has to be an
 * argument here, and because `crypto.subtle.verify` compares in constant time.
 */
import { decodeBase64 } from 'hono/utils/encode'

/** Seconds by which a webhook's timestamp may differ from this clock. Standard Webhooks. */
const TOLERANCE_SECONDS = 300
/** Signatures of one header that are checked. Ours: a secret in rotation brings two. */
const SIGNATURES_MAX = 4

/** The three headers of Standard Webhooks; null for an absent one. */
type WebhookHeaders = { id: string | null; timestamp: string | null; signature: string | null }

/** True when a `v1` signature matches this id, timestamp and body, and the timestamp is near `now` (ms). */
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
