/** Generations as a page asks for them: create, look, list, cancel, and what one would cost. */
import type { Estimate, Generation, GenerationList, GenerationRequest } from '../../worker/contract/generation.ts'
import { backOff, wait } from './back-off.ts'
import { NetworkError } from './problem.ts'
import type { Transport } from './transport.ts'

/** How often a create that got no answer is sent again, always with the same key. */
const CREATE_TRIES = 5

/** A name for one wish to generate; `randomUUID` is missing on plain http. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function createGenerations(transport: Transport, random: () => number) {
  const path = (id: string, rest = '') => `/v1/generations/${encodeURIComponent(id)}${rest}`
  return {
    /** Sent again with the same key while no answer comes, so that a lost answer can't make a second run. */
    async create(body: GenerationRequest, key: string, signal?: AbortSignal): Promise<Generation> {
      const headers = { 'idempotency-key': key }
      for (let tried = 1; ; tried += 1) {
        try {
          return await transport.json<Generation>('/v1/generations', {
            method: 'POST',
            headers,
            body,
            ...(signal ? { signal } : {}),
          })
        } catch (error) {
          if (!(error instanceof NetworkError) || tried === CREATE_TRIES) throw error
          await wait(backOff(tried - 1, random), signal)
        }
      }
    },
    /** What it would cost, before anything is spent. */
    estimate: (body: GenerationRequest, signal?: AbortSignal) =>
      transport.json<Estimate>('/v1/generations/estimate', { method: 'POST', body, ...(signal ? { signal } : {}) }),
    get: (id: string, signal?: AbortSignal) => transport.json<Generation>(path(id), signal ? { signal } : {}),
    list: (cursor?: string) =>
      transport.json<GenerationList>(`/v1/generations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`),
    cancel: (id: string) => transport.json<Generation>(path(id, '/cancel'), { method: 'POST' }),
  }
}
export type Generations = ReturnType<typeof createGenerations>
