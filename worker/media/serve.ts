/** Serves objects of R2 over HTTP, with conditions, ranges and HEAD by RFC 9110. */
import { crc32 } from 'node:zlib'
import { readRange } from './http-range.ts'
import { redact } from './redaction/redact.ts'
import type { Redaction } from './redaction/redactions.ts'

/** How to serve one object. */
export type ServeOptions = {
  /** Headers of every answer; a function gets the object's metadata and may refuse by throwing. */
  headers: Record<string, string> | ((metadata: Record<string, string>) => Promise<Record<string, string>>)
  mediaType: string
  /** Applied to the bytes on their way out; no length changes. */
  redactions?: readonly Redaction[]
}

/** What clients know of an object. Redacted bytes have another tag than stored bytes. */
type Told = { etag: string; uploaded: Date }

/** The answer to a GET or HEAD for an object: 200, 206, 304, 412 or 416; null when there is none. */
export async function serveObject(
  bucket: R2Bucket,
  key: string,
  request: Request,
  options: ServeOptions,
): Promise<Response | null> {
  const head = await bucket.head(key)
  if (!head) return null
  const { redactions = [] } = options
  const told: Told = { etag: tagOf(head.httpEtag, redactions), uploaded: head.uploaded }
  const headers = new Headers({
    ...(typeof options.headers === 'function' ? await options.headers(head.customMetadata ?? {}) : options.headers),
    'content-type': options.mediaType,
    'accept-ranges': 'bytes',
    etag: told.etag,
    'last-modified': head.uploaded.toUTCString(),
  })
  const condition = failedCondition(request.headers, told)
  if (condition !== null) return new Response(null, { status: condition, headers })
  // RFC 9110, section 14.2: only GET has ranges.
  const ranged = request.method === 'GET' && ifRangeHolds(request.headers, told)
  const range = ranged ? readRange(request.headers.get('range'), head.size) : WHOLE
  if (range.kind === 'unsatisfiable') {
    headers.set('content-range', `bytes */${head.size}`)
    headers.delete('content-type')
    return new Response(null, { status: 416, headers })
  }
  const part = range.kind === 'part' ? range : { offset: 0, length: head.size }
  headers.set('content-length', String(part.length))
  if (range.kind === 'part') {
    headers.set('content-range', `bytes ${part.offset}-${part.offset + part.length - 1}/${head.size}`)
  }
  const status = range.kind === 'part' ? 206 : 200
  if (request.method === 'HEAD') return new Response(null, { status, headers })
  // The etag makes sure that these bytes belong to the headers above, should the object change in between.
  const object = await bucket.get(key, {
    onlyIf: { etagMatches: head.etag },
    ...(range.kind === 'part' ? { range: part } : {}),
  })
  if (!object) return null
  if (!('body' in object)) return new Response(null, { status: 412, headers })
  if (redactions.length === 0) return new Response(object.body, { status, headers })
  // A stream of unknown length would lose its Content-Length.
  const body = redact(object.body, part.offset, redactions).pipeThrough(new FixedLengthStream(part.length))
  return new Response(body, { status, headers })
}

/** R2's tag, with a checksum of the redactions appended. */
function tagOf(etag: string, redactions: readonly Redaction[]): string {
  if (redactions.length === 0) return etag
  const mark = crc32(new TextEncoder().encode(JSON.stringify(redactions))).toString(16)
  return etag.replace(/"$/, `-${mark}"`)
}

const WHOLE = { kind: 'whole' } as const

/** 304 or 412 for a failed precondition, else null; in the order of RFC 9110, section 13.2.2. */
function failedCondition(headers: Headers, object: Told): 304 | 412 | null {
  const match = headers.get('if-match')
  const unmodifiedSince = headers.get('if-unmodified-since')
  const noneMatch = headers.get('if-none-match')
  const modifiedSince = headers.get('if-modified-since')
  if (match !== null) {
    if (!namesTag(match, object.etag)) return 412
  } else if (unmodifiedSince !== null && isLater(object.uploaded, unmodifiedSince)) return 412
  if (noneMatch !== null) return namesTag(noneMatch, object.etag, true) ? 304 : null
  if (modifiedSince !== null && isDate(modifiedSince) && !isLater(object.uploaded, modifiedSince)) return 304
  return null
}

/** False where the client's part belongs to an older object, so that the client gets the whole of the new one. */
function ifRangeHolds(headers: Headers, object: Told): boolean {
  const condition = headers.get('if-range')
  if (condition === null) return true
  if (condition.startsWith('"')) return condition === object.etag
  return isDate(condition) && !isLater(object.uploaded, condition)
}

/**
 * True when a list of entity tags, as in `If-None-Match`, names this one; `weak` ignores `W/` (RFC 9110, section
 * 8.8.3.2).
 */
export function namesTag(header: string, etag: string, weak = false): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((item) => item.trim() === etag || (weak && item.trim() === `W/${etag}`))
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text))
}

/** Compares dates in whole seconds, because HTTP dates have no fractions. */
function isLater(date: Date, than: string): boolean {
  return Math.floor(date.getTime() / 1000) * 1000 > Date.parse(than)
}
