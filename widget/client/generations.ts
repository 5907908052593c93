/** The Worker's requests about generations: create, get, list, cancel, delete and estimate. */
import type { Estimate, Generation, GenerationList, GenerationRequest } from '../../worker/contract/generation.ts'
import { ANSWER_MS } from './exchange.ts'
import { NetworkError } from './problem.ts'
import type { Transport } from './transport.ts'

/** Whether a run has ended: only a deletion can change it now. */
export const isOver = (generation: Generation): boolean =>
  ['succeeded', 'failed', 'canceled'].includes(generation.status)

/** Makes the requests; `random` spreads the retries of `create`. */
export function createGenerations(transport: Transport, random: () => number) {
  const path = (id: string, rest = '') => `/v1/generations/${encodeURIComponent(id)}${rest}`
  return {
    /**
     * Asks for a video, and pays for it. Retries with the same `key` while no answer comes: the Worker makes one run per
     * key, however often it gets the request. `reached` hears false after each try without an answer.
     */
    async create(
      body: GenerationRequest,
      key: string,
      signal?: AbortSignal,
      reached?: (yes: boolean) => void,
    ): Promise<Generation> {
      const { createPaid } = await import('./paid-create.ts').catch((cause) => {
        throw new NetworkError('The service could not be reached.', { cause })
      })
      return createPaid(transport, body, key, { signal, reached, random })
    },
    /** The price of a request, and whether its video exists already. Costs nothing. */
    estimate: (body: GenerationRequest, signal?: AbortSignal) =>
      transport.json<Estimate>('/v1/generations/estimate', { method: 'POST', body, signal }),
    /** The present state of a run. */
    get: (id: string, signal?: AbortSignal) => transport.json<Generation>(path(id), { signal }),
    /** This visitor's runs, newest first; `cursor` is the last page's. */
    list: (cursor?: string) =>
      transport.json<GenerationList>(`/v1/generations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`),
    /** Deletes a run from this visitor's list; the video goes with the last visitor who has it. */
    remove: async (id: string): Promise<void> => {
      await transport.send(path(id), { method: 'DELETE', patience: ANSWER_MS })
    },
    /** Cancels a run; one that has begun is charged all the same. */
    cancel: (id: string) => transport.json<Generation>(path(id, '/cancel'), { method: 'POST' }),
  }
}
/** The requests about generations. */
export type Generations = ReturnType<typeof createGenerations>
