/** Opens a file on a host that the operator listed; from there its bytes go the way of every upload. */

import { CLIP_MAX_BYTES, IMAGE_MAX_BYTES } from '../../contract/limits.ts'
import { isSafeUrl } from '../../contract/origin.ts'
import { sniff } from '../../media/sniff.ts'
import type { Clock } from '../clock.ts'
import { ByteReader } from './byte-reader.ts'

/** Milliseconds for the whole fetch. Ours. */
const IMPORT_TIMEOUT_MS = 60_000
/** Bytes of a file of unknown length that are looked at before room is reserved for it: more than most pictures have. Ours. */
const AHEAD_BYTES = 1_000_000
/** Shop CDNs hand out AVIF to whoever doesn't say what it takes, and the model takes none. */
const ACCEPT = 'image/jpeg,image/png,image/webp,video/mp4,video/quicktime'

export type ImportRefusal = { ok: false; why: 'unreachable' | 'redirected' | 'too-large' | 'empty' }
/** `length` is the file's own where `exact`, else what it may have at most. Reading fails when all has taken too long. */
export type OpenedImport = { ok: true; reader: ByteReader; length: number; exact: boolean } | ImportRefusal

/** https (plain http on loopback only), no credentials in it, on exactly one of these hosts. */
export function isImportable(url: string, hosts: readonly string[]): boolean {
  const { host, username, password } = new URL(url)
  if (username || password || !hosts.includes(host)) return false
  return isSafeUrl(url)
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
    // Of a file that is there; a part of it, as 206 gives, is none.
    if (response.status === 200 && response.body) {
      // A compressed answer's length is not the file's.
      const told = response.headers.has('content-encoding') ? null : response.headers.get('content-length')
      // Whatever stream it was: one of bytes, as a request's body is.
      const reader = new ByteReader(response.body.pipeThrough(new IdentityTransformStream()), signal)
      return await (told === null ? ofUnknownLength(reader) : ofLength(reader, Number(told)))
    }
    await response.body?.cancel()
    return { ok: false, why: response.status >= 300 && response.status < 400 ? 'redirected' : 'unreachable' }
  } catch {
    return { ok: false, why: 'unreachable' }
  }
}

/** A body whose length was told. */
async function ofLength(reader: ByteReader, length: number): Promise<OpenedImport> {
  if (length > 0 && length <= CLIP_MAX_BYTES) return { ok: true, reader, length, exact: true }
  await reader.cancel()
  return { ok: false, why: length === 0 ? 'empty' : length > CLIP_MAX_BYTES ? 'too-large' : 'unreachable' }
}

/** A body whose length was not told: most end soon, and of the others the first bytes say how much is too much. */
async function ofUnknownLength(reader: ByteReader): Promise<OpenedImport> {
  const head = await reader.lookAhead(AHEAD_BYTES)
  if (head.byteLength === 0) return { ok: false, why: 'empty' }
  if (head.byteLength < AHEAD_BYTES) return { ok: true, reader, length: head.byteLength, exact: true }
  const picture = sniff(head)?.startsWith('image/')
  return { ok: true, reader, length: picture ? IMAGE_MAX_BYTES : CLIP_MAX_BYTES, exact: false }
}
