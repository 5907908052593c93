/** The shop's server: a few plain files, the sample photos and the gallery of all states, under the strict policy that the elements promise to keep. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

export type ShopOptions = {
  /** The origin that the elements are loaded from. */
  workerOrigin: string
  /** True where a stand-in answers in place of the model: the pages say so. */
  preview: boolean
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
}

const PHOTOS = [
  ...['astronaut.png', 'cat.jpg', 'cat.png', 'cat-pan.mov', 'cup.jpg', 'cup.png', 'rocket.jpg'],
  ...['cup-turn', 'cup-portrait', 'cup-square'].flatMap((name) => [`${name}.mp4`, `${name}.jpg`]),
]
const GALLERY_PAGES = ['gallery.html', 'gallery.css', 'gallery-scene.html', 'gallery-scene.css']

/** Address → file. Nothing else of the disk can be asked for. */
const FILES: ReadonlyMap<string, URL> = new Map([
  ['/', page('product.html')],
  ['/product.html', page('product.html')],
  ['/make.html', page('make.html')],
  ['/shop.css', page('shop.css')],
  ['/shop.js', page('shop.js')],
  ['/favicon.svg', page('favicon.svg')],
  ...PHOTOS.map((name) => [`/photos/${name}`, new URL(`../fixtures/${name}`, import.meta.url)] as const),
  ...GALLERY_PAGES.map((name) => [`/${name}`, new URL(`../gallery/pages/${name}`, import.meta.url)] as const),
])
/** The gallery's scripts; which there are the build decides. */
const BUILT = /^\/gallery\/([\w-]+\.js)$/

function fileAt(pathname: string): URL | undefined {
  const [, script] = BUILT.exec(pathname) ?? []
  if (!script) return FILES.get(pathname)
  const file = new URL(`../../dist/gallery/${script}`, import.meta.url)
  return existsSync(file) ? file : undefined
}

function page(name: string): URL {
  return new URL(`pages/${name}`, import.meta.url)
}

export function createShop(options: ShopOptions): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    const file = fileAt(pathname)
    if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, 405, 'Pages are only read here.')
    else if (!file) refuse(response, 404, 'There is no such page in this shop.')
    else send(response, file, options, request.method === 'HEAD')
  })
}

function send(response: ServerResponse, file: URL, options: ShopOptions, headOnly: boolean): void {
  const extension = extname(fileURLToPath(file))
  const body = extension === '.html' ? fill(readFileSync(file, 'utf8'), options) : readFileSync(file)
  response.writeHead(200, {
    'content-type': MEDIA_TYPES[extension] ?? 'application/octet-stream',
    'content-length': Buffer.byteLength(body),
    'content-security-policy': policy(options.workerOrigin, file.href.endsWith('/gallery-scene.html')),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cache-control': 'no-cache',
  })
  response.end(headOnly ? undefined : body)
}

/** Fills in the parts that differ between shops: the elements' origin, and the note that only a preview shows. */
function fill(html: string, { workerOrigin, preview }: ShopOptions): string {
  return html
    .replaceAll('{{worker}}', workerOrigin)
    .replaceAll(' data-only-in-preview hidden', preview ? '' : ' hidden')
}

/**
 * The policy of a careful shop, plus the Worker's origin where the elements need it. Nothing inline, no eval; only the
 * gallery frames a page.
 */
function policy(worker: string, framed: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' ${worker}`,
    `style-src 'self' ${worker}`,
    `connect-src 'self' ${worker}`,
    `img-src 'self' ${worker} blob:`,
    `media-src 'self' ${worker} blob:`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${framed ? "'self'" : "'none'"}`,
  ].join('; ')
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  })
  response.end(`${text}\n`)
}
