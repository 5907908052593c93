/** The caller's side in tests: a site that serves the fixtures as references and receives webhooks. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

const FIXTURES = new URL('../fixtures/', import.meta.url)

export type Received = {
  headers: IncomingHttpHeaders
  raw: string
  body: Record<string, unknown> & { id: string; status: string; output: string | null; logs: string | null }
  at: number
}

export type CallerSite = {
  reference: (name: string) => string
  webhook: string
  received: Received[]
  /** How often each path was asked for. */
  asked: Map<string, number>
  /** Waits until a webhook has come for which this is true, now or before. */
  until: (wanted: (message: Received) => boolean) => Promise<Received>
  close: () => Promise<void>
}

/** Starts a site; `answer` chooses the status, and for 3xx the place, with which the nth webhook is answered. */
export async function startCallerSite(answer: (nth: number) => number = () => 200): Promise<CallerSite> {
  const received: Received[] = []
  const asked = new Map<string, number>()
  const watchers = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    asked.set(path, (asked.get(path) ?? 0) + 1)
    if (request.method === 'POST') {
      let raw = ''
      for await (const chunk of request) raw += chunk
      received.push({ headers: request.headers, raw, body: JSON.parse(raw), at: Date.now() })
      const status = answer(received.length)
      response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end()
      for (const watch of watchers) watch()
      return
    }
    try {
      response.end(await readFile(new URL(path.slice(1), FIXTURES)))
    } catch {
      response.writeHead(404).end('there is no such fixture')
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    reference: (name) => `${origin}/${name}`,
    webhook: `${origin}/webhook`,
    received,
    asked,
    until: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const message = received.find(wanted)
          if (!message) return
          watchers.delete(look)
          resolve(message)
        }
        watchers.add(look)
        look()
      }),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
