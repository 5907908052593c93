/** Recognises a file on this machine by digests of its bytes. */
import { CLIP_MAX_BYTES } from '../../../worker/contract/limits.ts'

/** What tells a file from others on this machine. */
export interface Identity {
  /** Name, size, date and digest, as one short text. */
  fingerprint: string
  /** Size and digest: equal for a copy under another name. */
  content: string
  /** The digest of the whole file in hex, for a file of at most `WHOLE_BYTES`. */
  sha256?: string
}

/** Files up to this size are hashed whole: all that the model takes. Of larger files three samples are hashed. */
const WHOLE_BYTES = CLIP_MAX_BYTES
const SAMPLE_BYTES = 64 * 1024

async function sha256(bytes: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The beginning, the middle and the end of a file. */
function samples(file: Blob): Blob {
  const at = [0, Math.floor((file.size - SAMPLE_BYTES) / 2), file.size - SAMPLE_BYTES]
  return new Blob(at.map((from) => file.slice(from, from + SAMPLE_BYTES)))
}

/** The `content` of an `Identity`: the size, and the digest of all bytes or of the samples. */
export const contentOf = (bytes: number, digest: string): string => `${bytes}|${digest}`

/** Identifies a file. Undefined on plain HTTP, where browsers don't hash. Throws if the file can't be read any more. */
export async function identify(file: File): Promise<Identity | undefined> {
  if (!globalThis.crypto?.subtle) return undefined
  const whole = file.size <= WHOLE_BYTES
  const digest = await sha256(whole ? file : samples(file))
  const fingerprint = [file.name, file.size, file.lastModified, digest].join('|')
  const content = contentOf(file.size, digest)
  return whole ? { fingerprint, content, sha256: digest } : { fingerprint, content }
}
