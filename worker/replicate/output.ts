/** Fetches a finished video from the provider's delivery host, and from nowhere else. */
import { REPLICATE_API_URL } from '../config.ts'
import { isLoopback } from '../contract/origin.ts'
import type { Provider } from './transport.ts'

/** Milliseconds for a whole delivery; a slower one is started again. Ours. */
const DELIVERY_TIMEOUT_MS = 300_000

/** The stream of a video, with its length in bytes where the host told it; or why there is none. */
type OutputDelivery =
  | { ok: true; body: ReadableStream<Uint8Array>; length: number | null }
  | { ok: false; why: 'address-not-allowed' | 'unreachable' | 'gone' | 'not-a-video' }

/** Opens the stream of a video. Redirects are refused, so that only an allowed address ever answers. */
export async function fetchOutput(provider: Provider, url: string): Promise<OutputDelivery> {
  if (!isDeliveryUrl(provider, url)) return { ok: false, why: 'address-not-allowed' }
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS) })
    if (response.ok && response.body && isVideoType(response.headers.get('content-type'))) {
      const length = response.headers.get('content-length')
      return { ok: true, body: response.body, length: length === null ? null : Number(length) }
    }
    await response.body?.cancel()
    if (response.ok) return { ok: false, why: 'not-a-video' }
    return { ok: false, why: response.status === 404 || response.status === 410 ? 'gone' : 'unreachable' }
  } catch {
    return { ok: false, why: 'unreachable' }
  }
}

/**
 * True for https on the usual port of `replicate.delivery` or a subdomain. With another provider configured, its own
 * origin counts too. A prediction's output decides this address, so anything looser would let the provider's answer
 * send the Worker's requests anywhere.
 */
export function isDeliveryUrl(provider: Provider, url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, origin, username, password } = new URL(url)
  if (username || password) return false
  if (provider.baseUrl !== REPLICATE_API_URL && origin === new URL(provider.baseUrl).origin) {
    return protocol === 'https:' || isLoopback(url)
  }
  return protocol === 'https:' && (host === 'replicate.delivery' || host.endsWith('.replicate.delivery'))
}

function isVideoType(type: string | null): boolean {
  return type !== null && /^(video\/mp4|application\/octet-stream)\b/i.test(type)
}
