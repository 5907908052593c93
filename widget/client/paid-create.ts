/** The one request that costs money: retried with the same idempotency key until there is an answer. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import { backOff, wait } from './back-off.ts'
import { NetworkError } from './problem.ts'
import type { Transport } from './transport.ts'

/** Tries of a create, while the browser counts as online. Ours. */
const TRIES = 5

/** Settings for sending a create. */
export interface Creating {
  signal?: AbortSignal | undefined
  /** Hears false after each try without an answer. */
  reached?: ((yes: boolean) => void) | undefined
  random: () => number
}

/** A new idempotency key, unique to one create. Plain HTTP has no `randomUUID`. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return crypto.getRandomValues(new Uint32Array(4)).join('-')
}

/**
 * Creates a run. Retries alone after a `NetworkError`: the first try may have begun a run, and the Worker answers the
 * same key with that run. Throws the last `NetworkError`, or the Worker's refusal.
 */
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
      // Offline, a create waits for the network however long that takes.
      const last = tried >= TRIES && navigator.onLine !== false
      if (!(error instanceof NetworkError) || last) throw error
      reached?.(false)
      await wait(backOff(tried - 1, random), signal)
    }
  }
}
