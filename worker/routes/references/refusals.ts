/** Turns an Upload object's reasons into refusals. */
import { invalid } from '../../http/body.ts'
import { dailyLimit, limitRefusal } from '../../http/limit-headers.ts'
import { Refusal } from '../../http/problem.ts'
import type { ImportRefusal } from '../../objects/upload/import.ts'
import type { BeginResult, PatchResult } from '../../objects/upload/upload.ts'

/** Seconds until a client may send bytes again after the storage failed. Ours. */
const STORAGE_RETRY_SECONDS = 2

/** The refusal of an import; `host-not-allowed` means that nothing was fetched. */
export function importRefusal(why: ImportRefusal['why'] | 'host-not-allowed'): Refusal {
  const details: Record<typeof why, string> = {
    'host-not-allowed': 'This site imports only from the hosts that its operator listed, over https.',
    unreachable: 'The file could not be fetched.',
    redirected: 'The address redirects: send the file’s own address.',
    'too-large': 'The file is larger than the model accepts.',
    empty: 'The file is empty.',
  }
  return invalid([{ pointer: '/url', detail: details[why], code: why }])
}

/** The refusal of an upload that would exceed a limit of the site or the subject. */
export function uploadRefusal(result: Extract<BeginResult, { ok: false }>): Refusal {
  if (result.code === 'storage-exhausted') return limitRefusal(result.code, { name: result.limit, remaining: 0 })
  return limitRefusal(result.code, dailyLimit(result, 'content-bytes'))
}

/** The refusal of bytes that the Upload object didn't store. */
export function patchRefusal(why: Extract<PatchResult, { ok: false }>['why']): Refusal {
  switch (why) {
    case 'unknown':
      return new Refusal('not-found')
    case 'locked':
      return new Refusal('upload-locked')
    case 'offset-mismatch':
      return new Refusal('offset-mismatch', { detail: 'Ask with HEAD for the upload’s offset.' })
    case 'too-long':
      return new Refusal('too-large', { detail: 'More bytes came than Upload-Length announced.' })
    case 'storage':
      return new Refusal('storage-unavailable', { retryAfter: STORAGE_RETRY_SECONDS })
    case 'cut':
      return new Refusal('malformed-upload', {
        detail: 'The bytes ended before Upload-Length was reached. Send them again.',
      })
  }
}
