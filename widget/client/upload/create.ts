/** Announces a file to the Worker: the answer has the upload's id, and the bytes that the Worker has already. */
import { DAY_MS } from '../../../worker/contract/time.ts'
import { ANSWER_MS } from '../exchange.ts'
import type { Transport } from '../transport.ts'

/** What the Worker hears of a file before its bytes. */
interface Announcement {
  bytes: number
  filename: string
  filetype: string
  sha256?: string | undefined
}

/** The Worker's answer to an announcement. */
interface Created {
  id: string
  /** Bytes that need not be sent: all of them if this visitor has uploaded the same file before. */
  offset: number
  /** When the Worker deletes the upload if it stays unfinished, in milliseconds since 1970. */
  until: number
}

/** Milliseconds for which an unfinished upload is kept, if the Worker doesn't tell: a day. */
const KEPT_MS = DAY_MS

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/**
 * Creates an upload, without the tus client: it ignores the offset in the answer. There is no signal to abort this
 * request, since an aborted one could leave an upload behind whose id nobody knows.
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
