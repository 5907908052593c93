/** Pages that a test writes itself, on an origin of their own, and a site in the Worker that admits that origin. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SiteCreate } from '../../worker/contract/site.ts'
import type { RigAddresses } from './test-rig.ts'

export interface OwnPage {
  html: string
  /** Headers besides the type, such as a policy. */
  headers?: Record<string, string>
}

export interface OwnPages {
  origin: string
  /** The paths that were requested, with the query of submitted forms. */
  asked: string[]
  close(): Promise<void>
}

/** `site`: the id of the site to make, a new one for each file; `make` gets the origin that the pages will have. */
export async function serveOwnPages(
  rig: RigAddresses,
  site: string,
  make: (origin: string) => Readonly<Record<string, OwnPage>>,
): Promise<OwnPages> {
  const asked: string[] = []
  let pages: Readonly<Record<string, OwnPage>> = {}
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://page')
    // Browsers request the icon by themselves; naming one in the page would need a line in its policy.
    if (pathname === '/favicon.ico') return void response.writeHead(204).end()
    asked.push(pathname + search)
    const page = pages[pathname]
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers })
    response.end(page?.html ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  pages = make(origin)
  await makeSite(rig, site, origin)
  return {
    origin,
    asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function makeSite(rig: RigAddresses, id: string, origin: string): Promise<void> {
  const site: SiteCreate = {
    id,
    name: 'Pages of a test',
    origins: [origin],
    budget: { per_hour: 100, per_day: 100, per_month: 100, storage_bytes: 1_000_000_000 },
    quota: {
      generations_per_subject_per_day: 40,
      concurrent_per_subject: 5,
      upload_bytes_per_subject_per_day: 1_000_000_000,
      sessions_per_address_per_hour: 1000,
    },
    show_price: true,
  }
  const answer = await fetch(`${rig.workerUrl}/v1/admin/sites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rig.secrets.ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(site),
  })
  if (!answer.ok) throw new Error(`No site: ${answer.status} ${await answer.text()}`)
  await answer.body?.cancel()
}

/** A whole HTML document with this body. */
export const documentOf = (
  worker: string,
  body: string,
  scripts: readonly string[] = [`${worker}/refreel.js`],
): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A page of a test</title><link rel="stylesheet" href="${worker}/refreel.css">
${scripts.map((src) => `<script type="module" src="${src}"></script>`).join('\n')}</head><body>${body}</body></html>`
