/** Opens a file on a host that the operator listed, so that its bytes can be received like those of an upload. */

import { CLIP_MAX_BYTES, IMAGE_MAX_BYTES } from '../../contract/limits.ts'
import { isSafeUrl } from '../../contract/origin.ts'
import { sniff } from '../../media/sniff.ts'
import type { Clock } from '../clock.ts'
import { ByteReader } from './byte-reader.ts'

/** Milliseconds for the whole fetch. Ours. */
const IMPORT_TIMEOUT_MS = 60_000
/** Bytes of a file of unknown length that are read before room is reserved: more than most pictures have. Ours. */
const AHEAD_BYTES = 1_000_000
/** Shop CDNs send AVIF to clients without an `Accept` header, and the model can't read AVIF. */
const ACCEPT = 'image/jpeg,image/png,image/webp,video/mp4,video/quicktime'

/** Why a file can't be imported. */
export type ImportRefusal = { ok: false; why: 'unreachable' | 'redirected' | 'too-large' | 'empty' }
/**
 * An open file. `length` is its size in bytes where `exact`, else the most it may have. Reads fail after the time-out.
 */
type OpenedImport = { ok: true; reader: ByteReader; length: number; exact: boolean } | ImportRefusal

/** True for a URL without credentials on one of `hosts`, over https (over http on loopback only). */
export function isImportable(url: string, hosts: readonly string[]): boolean {
  const { host, username, password } = new URL(url)
  if (username || password || !hosts.includes(host)) return false
  return isSafeUrl(url)
}

/** Fetches a file without following redirects. Its bytes, not its headers, decide its type. */
export async function openImport(url: string, { delay }: Clock): Promise<OpenedImport> {
  const signal = AbortSignal.timeout(delay(IMPORT_TIMEOUT_MS))
  try {
    const response = await fetch(url, {
      headers: { accept: ACCEPT, 'user-agent': 'refreel' },
      redirect: 'manual',
      signal,
    })
    // Only 200 has the whole file; 206 would have a part.
    if (response.status === 200 && response.body) {
      // The length of a compressed answer isn't the file's.
      const told = response.headers.has('content-encoding') ? null : response.headers.get('content-length')
      // A byte stream, which ByteReader needs; a response's body may be another kind.
      const reader = new ByteReader(response.body.pipeThrough(new IdentityTransformStream()), signal)
      return await (told === null ? ofUnknownLength(reader) : ofLength(reader, Number(told)))
    }
    await response.body?.cancel()
    return { ok: false, why: response.status >= 300 && response.status < 400 ? 'redirected' : 'unreachable' }
  } catch {
    return { ok: false, why: 'unreachable' }
  }
}

/** An import whose length the host told. */
async function ofLength(reader: ByteReader, length: number): Promise<OpenedImport> {
  if (length > 0 && length <= CLIP_MAX_BYTES) return { ok: true, reader, length, exact: true }
  await reader.cancel()
  return { ok: false, why: length === 0 ? 'empty' : length > CLIP_MAX_BYTES ? 'too-large' : 'unreachable' }
}

/** An import of unknown length: most end within AHEAD_BYTES; of the others, the first bytes tell picture from clip. */
async function ofUnknownLength(reader: ByteReader): Promise<OpenedImport> {
  const head = await reader.lookAhead(AHEAD_BYTES)
  if (head.byteLength === 0) return { ok: false, why: 'empty' }
  if (head.byteLength < AHEAD_BYTES) return { ok: true, reader, length: head.byteLength, exact: true }
  const picture = sniff(head)?.startsWith('image/')
  return { ok: true, reader, length: picture ? IMAGE_MAX_BYTES : CLIP_MAX_BYTES, exact: false }
}
