/** The headless client of one site at one endpoint: everything that the elements ask of the Worker, without a DOM. */

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

export interface ClientOptions {
  /** The Worker's origin. */
  endpoint: string
  /** The site's public name, such as `site_demo`. */
  site: string
  /** A page's own way to a token, looked up at each renewal. */
  source?: (() => SessionSource | undefined) | undefined
  /** What shows a challenge, looked up when one is asked for. */
  challenge?: (() => ChallengeSource | undefined) | undefined
  fetch?: Fetch
  memory?: Memory
  now?: () => number
  random?: () => number
}

/**
 * Makes the client of one site. Nothing is asked of the Worker before the first call.
 * @example
 * const client = createClient({ endpoint: 'https://refreel.example', site: 'site_demo' })
 * const generation = await client.generations.get('gen_…')
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
    /** Follows a run to its end; what does that is loaded with the first one. */
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
export type Client = ReturnType<typeof createClient>
