/**
 * Who may call from a page. Headers alone are no gate (a foreign origin would still run the handler), so a request with
 * the wrong Origin is refused before any work; the headers only let pages read what they are allowed to ask for.
 */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './context.ts'
import { Refusal } from './problem.ts'
import { TUS_HEADERS } from './tus.ts'

/** What scripts may read of an answer. */
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

/** The same of a public file, with what a player wants to know of its parts. */
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

/** Seconds that a browser may remember a preflight: Chromium's own maximum. */
const PREFLIGHT_MAX_AGE_SECONDS = 7200

/**
 * For routes with a token: answers preflights and tus discovery, lets the calling page read the answer. An Origin that
 * no token can have (`null`, or not as browsers write it) is refused here, whatever else the request brings.
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

/** For routes whose token belongs on servers only: no page has it, so that any Origin is a wrong one. */
export const serversOnly = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.header('origin') === undefined) return next()
  throw new Refusal('origin-not-allowed', { detail: 'This token belongs on a server, never in a page.' })
})

/** For public GETs: every origin, sandboxed frames included. */
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

/** True when the Origin fits one of the site's: exact, or one label in place of `*.`. */
export function originMatches(origin: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const [scheme, host] = pattern.split('://*.')
    if (host === undefined) return pattern === origin
    if (!origin.startsWith(`${scheme}://`) || !origin.endsWith(`.${host}`)) return false
    return /^[a-z0-9-]+$/.test(origin.slice(`${scheme}://`.length, -`.${host}`.length))
  })
}

/** True for http and https origins in the one form in which browsers write them. */
function isWebOrigin(origin: string): boolean {
  return /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin
}

function reading(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED }
}
