/** Serves the gallery and the elements from two origins, with nothing behind them: the Worker in each scene is scripted. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { PUBLIC_DIR } from '../../widget/build/paths.ts'
import { HOST } from '../rig/ports.ts'
import { prepare } from '../rig/prepare.ts'
import { createShop } from '../shop/server.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
}

/** The built files as the Worker serves them to other origins. */
function createElements(): Server {
  return createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://worker').pathname))
    const type = MEDIA_TYPES[extname(path)]
    const file = join(PUBLIC_DIR, path)
    if (!type || !existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
    })
    response.end(readFileSync(file))
  })
}

async function listen(server: Server): Promise<string> {
  server.listen(0, HOST)
  await once(server, 'listening')
  return `http://${HOST}:${(server.address() as AddressInfo).port}`
}

export interface ServedGallery {
  url: string
  close(): void
}

/** Builds what is stale first. */
export async function serveGallery(): Promise<ServedGallery> {
  prepare()
  const elements = createElements()
  const shop = createShop({ workerOrigin: await listen(elements), preview: false })
  const url = await listen(shop)
  return {
    url,
    close: () => {
      for (const server of [shop, elements]) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}
