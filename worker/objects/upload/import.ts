/** Opens a file on a host that the operator listed; from there its bytes go the way of every upload. */
import { isLoopback } from '../../config.ts'
import { CLIP_MAX_BYTES } from '../../contract/limits.ts'
import type { Clock } from '../clock.ts'

/** Milliseconds for the whole fetch. Ours. */
const IMPORT_TIMEOUT_MS = 60_000
/** Shop CDNs hand out AVIF to whoever doesn't say what it takes, and the model takes none. */
const ACCEPT = 'image/jpeg,image/png,image/webp,video/mp4,video/quicktime'

export type ImportRefusal = { ok: false; why: 'unreachable' | 'redirected' | 'too-large' }
/** `signal` aborts when the whole fetch has taken too long: whoever reads the body stops then. */
export type OpenedImport =
  | { ok: true; body: ReadableStream<Uint8Array>; length: number | null; signal: AbortSignal }
  | ImportRefusal

/** https (plain http on loopback only), no credentials in it, on exactly one of these hosts. */
export function isImportable(url: string, hosts: readonly string[]): boolean {
  const { protocol, host, username, password } = new URL(url)
  if (username || password || !hosts.includes(host)) return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(url))
}

/** Fetches without following anything; what its type and length really are is seen from the bytes. */
export async function openImport(url: string, { delay }: Clock): Promise<OpenedImport> {
  const signal = AbortSignal.timeout(delay(IMPORT_TIMEOUT_MS))
  try {
    const response = await fetch(url, {
      headers: { accept: ACCEPT, 'user-agent': 'refreel' },
      redirect: 'manual',
      signal,
    })
    if (response.ok && response.body) {
      // A compressed answer's length is not the file's.
      const told = response.headers.has('content-encoding') ? null : response.headers.get('content-length')
      const length = told === null ? null : Number(told)
      if (length === null || (length > 0 && length <= CLIP_MAX_BYTES)) {
        // Whatever stream it was: one of bytes, as a request's body is.
        return { ok: true, body: response.body.pipeThrough(new IdentityTransformStream()), length, signal }
      }
      await response.body.cancel()
      return { ok: false, why: length > 0 ? 'too-large' : 'unreachable' }
    }
    await response.body?.cancel()
    return { ok: false, why: response.status >= 300 && response.status < 400 ? 'redirected' : 'unreachable' }
  } catch {
    return { ok: false, why: 'unreachable' }
  }
}
