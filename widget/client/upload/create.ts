/** Announces a file to the Worker, which gives it an address and says what it has of it already. */
import { ANSWER_MS } from '../exchange.ts'
import type { Transport } from '../transport.ts'

export interface Announcement {
  bytes: number
  filename: string
  filetype: string
  sha256?: string | undefined
}

export interface Created {
  id: string
  /** Bytes that needn't be sent: all of them when this visitor has stored the same file before. */
  offset: number
  /** When an unfinished upload is thrown away, in milliseconds. */
  until: number
}

/** How long the Worker keeps an unfinished upload where it doesn't say: a day. */
const KEPT_MS = 86_400_000

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/**
 * A request of its own rather than the tus client's: that one doesn't look at the offset in the answer to a creation.
 * It can't be taken back, so that no upload is left behind of which nobody knows the address.
 */
export async function create(
  transport: Transport,
  { bytes, filename, filetype, sha256 }: Announcement,
  now: () => number,
): Promise<Created> {
  const metadata = { filename, filetype, ...(sha256 ? { sha256 } : {}) }
  const { headers } = await transport.send('/v1/references', {
    method: 'POST',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes),
      'upload-metadata': Object.entries(metadata)
        .map(([key, value]) => `${key} ${base64(value)}`)
        .join(),
    },
    patience: ANSWER_MS,
  })
  const until = Date.parse(headers.get('upload-expires') ?? '')
  return {
    id: (headers.get('location') ?? '').split('/').pop() ?? '',
    offset: Number(headers.get('upload-offset')),
    until: until > 0 ? until : now() + KEPT_MS,
  }
}
