/** The `Upload-Metadata` header of tus 1.0.0: comma-separated pairs of a key and its value in base 64. */
import { SHA256_HEX } from '../contract/digest.ts'
import { Refusal } from './problem.ts'

/** Characters of a file name that we keep. Ours: what file systems allow. */
const FILENAME_MAX_CHARACTERS = 255

export type UploadMetadata = { filename: string | null; filetype: string | null; sha256: string | null }

/** What we use of it; a header that isn't of the form is refused. */
export function readUploadMetadata(header: string): UploadMetadata {
  const values = new Map<string, string>()
  if (header.length > 4096) throw malformed('it is longer than 4,096 characters')
  for (const pair of header.split(',').filter((text) => text.trim() !== '')) {
    const [key, value = '', ...rest] = pair.trim().split(/ +/)
    if (!key || rest.length > 0 || values.has(key)) throw malformed('it is not a list of unique keys with values')
    values.set(key, decode(value))
  }
  const sha256 = values.get('sha256')?.toLowerCase() ?? null
  if (sha256 !== null && !SHA256_HEX.test(sha256)) throw malformed('sha256 has to be 64 hex digits')
  return {
    filename: [...(values.get('filename') ?? '')].slice(0, FILENAME_MAX_CHARACTERS).join('') || null,
    filetype: values.get('filetype') ?? null,
    sha256,
  }
}

function decode(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(atob(value), (char) => char.charCodeAt(0)),
    )
  } catch {
    throw malformed('a value is not base 64 of UTF-8')
  }
}

function malformed(why: string): Refusal {
  return new Refusal('malformed-upload', { detail: `Upload-Metadata can’t be read: ${why}.` })
}
