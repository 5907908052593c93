/** Generations as a page asks for them: create, look, list, cancel, and what one would cost. */
import type { Estimate, Generation, GenerationList, GenerationRequest } from '../../worker/contract/generation.ts'
import { ANSWER_MS } from './exchange.ts'
import { NetworkError } from './problem.ts'
import type { Transport } from './transport.ts'

/** Nothing of it will change any more by itself. */
export const isOver = (generation: Generation): boolean =>
  ['succeeded', 'failed', 'canceled'].includes(generation.status)

/** Makes the calls under `/v1/generations`. `random`, from 0 to 1, varies the pauses between retries. */
export function createGenerations(transport: Transport, random: () => number) {
  const path = (id: string, rest = '') => `/v1/generations/${encodeURIComponent(id)}${rest}`
  return {
    /**
     * Asks for a video, with a key of this wish's own: a lost answer can't make a second run. `reached` hears of tries
     * that did not get through.
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
    /** What it would cost, before anything is spent. */
    estimate: (body: GenerationRequest, signal?: AbortSignal) =>
      transport.json<Estimate>('/v1/generations/estimate', { method: 'POST', body, signal }),
    get: (id: string, signal?: AbortSignal) => transport.json<Generation>(path(id), { signal }),
    list: (cursor?: string) =>
      transport.json<GenerationList>(`/v1/generations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`),
    /** Takes this visitor's claim back; with the last one the video goes too. */
    remove: async (id: string): Promise<void> => {
      await transport.send(path(id), { method: 'DELETE', patience: ANSWER_MS })
    },
    cancel: (id: string) => transport.json<Generation>(path(id, '/cancel'), { method: 'POST' }),
  }
}
export type Generations = ReturnType<typeof createGenerations>
