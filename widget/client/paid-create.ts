/** The one request that costs money: sent until it is answered, and always the same one. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import { backOff, wait } from './back-off.ts'
import { NetworkError } from './problem.ts'
import type { Transport } from './transport.ts'

/** How often a create that got no answer is sent again, always with the same key. */
const TRIES = 5

export interface Creating {
  signal?: AbortSignal | undefined
  /** Hears of tries that did not get through. */
  reached?: ((yes: boolean) => void) | undefined
  random: () => number
}

/** A new idempotency key, unique to one create. Plain HTTP has no `randomUUID`. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Sent again with the same key while no answer comes, so that a lost answer can't make a second run. */
export async function createPaid(
  transport: Transport,
  body: GenerationRequest,
  key: string,
  { signal, reached, random }: Creating,
): Promise<Generation> {
  const headers = { 'idempotency-key': key }
  for (let tried = 1; ; tried += 1) {
    try {
      return await transport.json<Generation>('/v1/generations', {
        method: 'POST',
        headers,
        body,
        signal,
      })
    } catch (error) {
      // While the browser says that there is no network, the wish waits for one.
      const last = tried >= TRIES && navigator.onLine !== false
      if (!(error instanceof NetworkError) || last) throw error
      reached?.(false)
      await wait(backOff(tried - 1, random), signal)
    }
  }
}
