/** Origins of a site (exact, or with one wildcard label), hosts it imports from, and which URLs are on this machine. */
import * as v from 'valibot'
import { rule } from './rule.ts'

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HTTPS = new RegExp(`^https://(?:\\*\\.)?${LABEL}(?:\\.${LABEL})+(?::\\d{1,5})?$`)
const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[::1\\])(?::\\d{1,5})?$`)

/** Second-level domains under which countries register names. */
const REGISTRIES = /^(ac|co|com|edu|gov|go|gob|gouv|ltd|mil|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/
/**
 * Hosts under which anybody can register a subdomain, so that a wildcard would let strangers' pages in. The Public Suffix
 * List is larger than this Worker; these are the hosts that shops and their staging pages use.
 */
const SHARED_HOSTS = new Set(
  [
    'amazonaws.com appspot.com azurewebsites.net blogspot.com bubbleapps.io carrd.co cloudfront.net csb.app deno.dev',
    'firebaseapp.com fly.dev framer.app framer.website github.dev github.io gitlab.io gitpod.io glitch.me herokuapp.com',
    'loca.lt lovable.app myshopify.com netlify.app ngrok-free.app ngrok.io notion.site onrender.com pages.dev r2.dev',
    'repl.co replit.app run.app shopifypreview.com squarespace.com surge.sh trycloudflare.com vercel.app web.app webflow.io',
    'weebly.com wixsite.com wordpress.com workers.dev',
  ].flatMap((line) => line.split(' ')),
)

/** The highest port. RFC 9293, section 3.1: 16 bits. */
const PORT_MAX = 65_535

/** `https://shop.example`, `https://*.shop.example` (exactly one label), or plain http on loopback. */
export const OriginPatternSchema = v.pipe(
  v.string('An origin is a text such as "https://shop.example".'),
  rule(
    'bad-format',
    { pattern: `${HTTPS.source}|${LOOPBACK.source}` },
    (origin) => HTTPS.test(origin) || LOOPBACK.test(origin),
    'An origin looks like "https://shop.example" or "https://*.shop.example": in lower case, without a path, plain http only on loopback.',
  ),
  rule(
    'bad-port',
    {},
    (origin) => isUsualPort(origin) && portOf(origin) !== (origin.startsWith('https:') ? 443 : 80),
    'A port is a number up to 65535, and left out where it is the usual one: browsers leave it out too.',
  ),
  rule(
    'too-wide',
    {},
    (origin) => !isTooWide(origin),
    'A wildcard needs a name that is yours behind it: under this one anybody can have a page.',
  ),
)

/** A host from which references may be imported: exact, with its port unless that is 443. */
export const ImportHostSchema = v.pipe(
  v.string('A host is a text such as "cdn.shop.example".'),
  rule('bad-format', { pattern: HOST.source }, (host) => HOST.test(host), 'A host looks like "cdn.shop.example".'),
  rule('bad-port', {}, isUsualPort, 'A port is a number up to 65535.'),
)

/** True for a URL on this machine. Throws a TypeError when `url` is no URL. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** True for an https URL, and for a plain http URL on this machine: secrets may be sent to both. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(text))
}

function isTooWide(origin: string): boolean {
  const base = /^https:\/\/\*\.([^:]+)/.exec(origin)?.[1]
  // A name that ends in a digit is an IP address, which has no subdomains.
  return base !== undefined && (REGISTRIES.test(base) || SHARED_HOSTS.has(base) || /\d$/.test(base))
}

function isUsualPort(text: string): boolean {
  const port = portOf(text)
  return port === null || (port >= 1 && port <= PORT_MAX)
}

function portOf(text: string): number | null {
  const port = /:(\d+)$/.exec(text)?.[1]
  return port === undefined ? null : Number(port)
}
