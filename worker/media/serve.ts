/** Serves stored bytes over HTTP: conditions, ranges and HEAD as RFC 9110 wants them, on top of R2. */
import { readRange } from './range.ts'

/** What every answer about this object carries besides what R2 knows of it. */
export type ServeOptions = { headers: Record<string, string>; mediaType: string }

/** The answer to a GET or HEAD for an object: 200, 206, 304, 412 or 416; null when there is none. */
export async function serveObject(
  bucket: R2Bucket,
  key: string,
  request: Request,
  options: ServeOptions,
): Promise<Response | null> {
  const head = await bucket.head(key)
  if (!head) return null
  const headers = new Headers({
    ...options.headers,
    'content-type': options.mediaType,
    'accept-ranges': 'bytes',
    etag: head.httpEtag,
    'last-modified': head.uploaded.toUTCString(),
  })
  const condition = failedCondition(request.headers, head)
  if (condition !== null) return new Response(null, { status: condition, headers })
  const range = ifRangeHolds(request.headers, head) ? readRange(request.headers.get('range'), head.size) : WHOLE
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
  // The etag holds the bytes to what the headers say, should the object change in between.
  const object = await bucket.get(key, {
    onlyIf: { etagMatches: head.etag },
    ...(range.kind === 'part' ? { range: part } : {}),
  })
  if (!object) return null
  if (!('body' in object)) return new Response(null, { status: 412, headers })
  return new Response(object.body, { status, headers })
}

const WHOLE = { kind: 'whole' } as const

/** 304, 412, or null where every precondition holds; in the order of RFC 9110 section 13.2.2. */
function failedCondition(headers: Headers, object: R2Object): 304 | 412 | null {
  const match = headers.get('if-match')
  const unmodifiedSince = headers.get('if-unmodified-since')
  const noneMatch = headers.get('if-none-match')
  const modifiedSince = headers.get('if-modified-since')
  if (match !== null) {
    if (!listHas(match, object.httpEtag)) return 412
  } else if (unmodifiedSince !== null && isLater(object.uploaded, unmodifiedSince)) return 412
  if (noneMatch !== null) return listHas(noneMatch, object.httpEtag, true) ? 304 : null
  if (modifiedSince !== null && isDate(modifiedSince) && !isLater(object.uploaded, modifiedSince)) return 304
  return null
}

/** A range is for the object that the client knows; for another one it gets the whole. */
function ifRangeHolds(headers: Headers, object: R2Object): boolean {
  const condition = headers.get('if-range')
  if (condition === null) return true
  if (condition.startsWith('"')) return condition === object.httpEtag
  return isDate(condition) && !isLater(object.uploaded, condition)
}

function listHas(header: string, etag: string, weak = false): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((item) => item.trim() === etag || (weak && item.trim() === `W/${etag}`))
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text))
}

/** HTTP dates have whole seconds. */
function isLater(date: Date, than: string): boolean {
  return Math.floor(date.getTime() / 1000) * 1000 > Date.parse(than)
}
