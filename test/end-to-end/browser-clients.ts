/** tus-js-client and Uppy as a page has them: bundled in memory, on a page of the shop's origin, in real Chromium. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'
import { build } from 'vite'
import { DEMO_SITE } from '../rig/demo-site.ts'

/** What the page's script offers to a test (`browser-clients.page.ts`). */
declare global {
  interface Window {
    uploads: typeof import('./browser-clients.page.ts')
  }
}

let bundled: Promise<string> | undefined

/** The clients, just as npm brings them, in one script. */
function bundle(): Promise<string> {
  bundled ??= build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('browser-clients.page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'uploads',
      },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  }).then((result) => {
    const [output] = [result].flat()
    if (!output || !('output' in output)) throw new Error('The page’s script was not built.')
    return output.output[0].code
  })
  return bundled
}

const PAGE = '<!doctype html><title>Uploads</title><input type="file" /><script src="/clients.js"></script>'

/** Serves the page on this origin. A page that Playwright made up would count as a stranger to this machine's ports. */
export async function serveClients(origin: string): Promise<Server> {
  const code = await bundle()
  const server = createServer((request, response) => {
    const script = request.url === '/clients.js'
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' })
    response.end(script ? code : PAGE)
  })
  const { port, hostname } = new URL(origin)
  server.listen(Number(port), hostname)
  await once(server, 'listening')
  return server
}

/** A page with nothing but the clients and a file input; its visitor has a session. */
export async function openClients(browser: Browser, origin: string, workerUrl: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${origin}/`)
  await page.evaluate(([url, site]) => window.uploads.arrive(url, site), [workerUrl, DEMO_SITE] as const)
  return page
}
