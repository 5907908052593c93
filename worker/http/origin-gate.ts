/**
 * Decides which pages may call. CORS headers alone don't stop a request of a foreign page, whose handler would run all the
 * same; so a request with the wrong Origin is refused first, and the headers only let allowed pages read the answer.
 */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './context.ts'
import { Refusal } from './problem.ts'
import { TUS_HEADERS } from './tus.ts'

/** Headers of an answer that a page's scripts may read. */
const EXPOSED = [
  'Location',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Expires',
  'Upload-Metadata',
  'Tus-Resumable',
  'Tus-Version',
  'Tus-Extension',
  'Tus-Max-Size',
  'ETag',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'x-request-id',
  'x-refreel-replayed',
  'server-timing',
].join(', ')

/** Headers of a public file's answer that a page's scripts may read: those above, and the headers of byte ranges. */
const EXPOSED_OF_PUBLIC = `${EXPOSED}, Accept-Ranges, Content-Length, Content-Range`

const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'Tus-Resumable',
  'Upload-Length',
  'Upload-Offset',
  'Upload-Metadata',
  'X-HTTP-Method-Override',
  'X-Request-ID',
  'X-Requested-With',
].join(', ')

/** Seconds for which a browser may cache a preflight. Chromium's maximum. */
const PREFLIGHT_MAX_AGE_SECONDS = 7200

/**
 * For routes with a token: answers preflights and tus discovery, and lets the calling page read the answer. Refuses an
 * Origin that no token can carry: `null`, or a spelling that no browser sends.
 */
export const crossOrigin = createMiddleware<AppEnv>(async (c, next) => {
  const origin = c.req.header('origin')
  const readable = origin !== undefined && isWebOrigin(origin)
  if (c.req.method === 'OPTIONS') {
    if (c.req.header('access-control-request-method') === undefined) {
      return c.body(null, 204, { ...TUS_HEADERS, ...(readable ? reading(origin) : {}), vary: 'Origin' })
    }
    if (!readable) throw new Refusal('origin-not-allowed', { headers: { vary: 'Origin' } })
    return c.body(null, 204, {
      ...reading(origin),
      'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    })
  }
  if (origin !== undefined && !readable) throw new Refusal('origin-not-allowed', { headers: { vary: 'Origin' } })
  await next()
  c.header('vary', 'Origin', { append: true })
  if (readable) for (const [name, value] of Object.entries(reading(origin))) c.header(name, value)
})

/** For routes whose token belongs on servers: refuses every request with an Origin, since only pages send one. */
export const serversOnly = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.header('origin') === undefined) return next()
  throw new Refusal('origin-not-allowed', { detail: 'This token belongs on a server, never in a page.' })
})

/** For public GETs: lets every origin read the answer, sandboxed frames included. */
export const publicToAll = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) {
    return c.body(null, 204, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'Range, If-Range, If-None-Match, If-Modified-Since',
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
    })
  }
  await next()
  c.header('access-control-allow-origin', '*')
  c.header('access-control-expose-headers', EXPOSED_OF_PUBLIC)
  c.header('cross-origin-resource-policy', 'cross-origin')
})

/** True when the Origin equals one of the patterns, or has exactly one label in place of a pattern's `*`. */
export function originMatches(origin: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const [scheme, host] = pattern.split('://*.')
    if (host === undefined) return pattern === origin
    if (!origin.startsWith(`${scheme}://`) || !origin.endsWith(`.${host}`)) return false
    return /^[a-z0-9-]+$/.test(origin.slice(`${scheme}://`.length, -`.${host}`.length))
  })
}

/** True for an http or https origin as browsers write it. */
function isWebOrigin(origin: string): boolean {
  return /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin
}

function reading(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED }
}
