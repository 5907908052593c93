/** The headless client, the one public API without elements: sessions, uploads, generations and their events. */

import { cleanEndpoint } from './endpoint.ts'
import { type Fetch, pageFetch } from './exchange.ts'
import type { Following } from './follow.ts'
import { createGenerations } from './generations.ts'
import { loadWithRetry } from './load-lazily.ts'
import { createMemory, type Memory } from './memory.ts'
import { createReferences } from './references.ts'
import { type ChallengeSource, SessionManager, type SessionSource } from './session.ts'
import { createTransport } from './transport.ts'

export { newKey } from './paid-create.ts'
export { NetworkError, ProblemError } from './problem.ts'
export type { ChallengeSource, Memory, SessionSource }

/** What `createClient` needs: endpoint and site; everything else has a default. */
export interface ClientOptions {
  /** The Worker's origin; an empty one stands for the origin of the widget's script, else of the page. */
  endpoint: string
  /** The site's public name, such as `site_demo`. */
  site: string
  /** The page's own source of sessions, looked up at each renewal; without it, sessions are anonymous. */
  source?: (() => SessionSource | undefined) | undefined
  /** Shows a challenge, for sites that require one; looked up at each challenge. */
  challenge?: (() => ChallengeSource | undefined) | undefined
  /** Sends the requests, but for the bodies of uploads; by default the page's `fetch`. */
  fetch?: Fetch
  /** Keeps the renewal token and unfinished uploads; by default the browser's `localStorage`. */
  memory?: Memory
  /** Milliseconds since 1970; by default `Date.now`. */
  now?: () => number
  /** A number from 0 to 1 that spreads retries; by default `Math.random`. */
  random?: () => number
}

/**
 * Makes the client of one site. Nothing is sent before the first call: each call gets a session when it needs one.
 *
 * All requests reject with a `ProblemError` if the Worker refuses (switch on its `code`), with a `NetworkError` if no
 * answer comes, and with an `AbortError` if their signal is aborted. `references.send` and `follow` retry lost
 * connections themselves; `generations.create` sends the same request up to five times. `follow` just resolves when its
 * signal is aborted.
 *
 * @param options The Worker's origin and the site's public name; everything else has a default.
 * @example
 * const client = createClient({ endpoint: 'https://refreel.example.com', site: 'site_demo' })
 * const { signal } = new AbortController()
 * const id = await client.references.send(file, {
 *   filename: file.name,
 *   filetype: file.type,
 *   signal,
 *   progress: (sent, total) => console.log(sent / total),
 * })
 * const { settled } = await client.references.uploading()
 * const reference = await settled(id, signal) // ready, or rejected with a problem
 * const body = { input: { prompt: 'Image 1 waves', reference_images: [reference.id] } }
 * const run = await client.generations.create(body, newKey())
 * await client.follow(run.id, {
 *   signal,
 *   seen: ({ status, video }) => console.log(status, video?.url),
 *   connected: (yes) => console.log(yes ? 'online' : 'offline'),
 * })
 */
export function createClient(options: ClientOptions) {
  const { site, source, challenge, fetch = pageFetch, now = Date.now, random = Math.random } = options
  const endpoint = cleanEndpoint(options.endpoint)
  const memory = options.memory ?? createMemory(endpoint, site)
  const session = new SessionManager({ endpoint, site, fetch, memory, now, source, challenge })
  const transport = createTransport(endpoint, fetch, session)
  const generations = createGenerations(transport, random)
  return {
    endpoint,
    memory,
    session,
    references: createReferences(transport, session, { memory, now, random }),
    generations,
    /** Follows a run to its end, for which code is loaded first. Throws the `ProblemError` of a final refusal. */
    async follow(id: string, following: Following): Promise<void> {
      const { connected, signal } = following
      const { createFollow } = await loadWithRetry(() => import('./follow.ts'), {
        reached: connected,
        retries: Number.POSITIVE_INFINITY,
        signal,
      })
      await createFollow(transport, generations, random)(id, following)
    },
  }
}
/** A client of one site, as `createClient` makes it. */
export type Client = ReturnType<typeof createClient>
