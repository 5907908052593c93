/** What a file is known by on this machine: enough of its bytes that no other file is taken for it. */
import { CLIP_MAX_BYTES } from '../../../worker/contract/limits.ts'

export interface Identity {
  /** Its name, size, date and bytes in one short text. */
  fingerprint: string
  /** Its size and bytes: the same for a copy under another name. */
  content: string
  /** Hex, of the whole file, where that is cheap to compute. */
  sha256?: string
}

/** Bytes up to which a whole file is hashed: all that the model takes. Above, three samples have to do. */
const WHOLE_BYTES = CLIP_MAX_BYTES
const SAMPLE_BYTES = 64 * 1024

async function sha256(bytes: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The file's beginning, middle and end. */
function samples(file: Blob): Blob {
  const at = [0, Math.floor((file.size - SAMPLE_BYTES) / 2), file.size - SAMPLE_BYTES]
  return new Blob(at.map((from) => file.slice(from, from + SAMPLE_BYTES)))
}

/** How the bytes of a file are told from others': its size, and the digest of all or of the samples. */
export const contentOf = (bytes: number, digest: string): string => `${bytes}|${digest}`

/** Undefined on plain http, where browsers hash nothing. Throws when the file can't be read any more. */
export async function identify(file: File): Promise<Identity | undefined> {
  if (!globalThis.crypto?.subtle) return undefined
  const whole = file.size <= WHOLE_BYTES
  const digest = await sha256(whole ? file : samples(file))
  const fingerprint = [file.name, file.size, file.lastModified, digest].join('|')
  const content = contentOf(file.size, digest)
  return whole ? { fingerprint, content, sha256: digest } : { fingerprint, content }
}
