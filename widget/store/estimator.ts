/** Asks what the present draft would cost, a moment after its last change, where the site shows prices. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import { wait } from '../client/back-off.ts'
import type { Client } from '../client/index.ts'
import { missing } from './missing.ts'
import { HEARD } from './phases.ts'
import type { State } from './state.ts'

/** Milliseconds without a change before the Worker is asked: a pause in typing. Ours. */
const QUIET_MS = 400

/** The price of one studio’s draft. */
export class Estimator {
  readonly #state: State
  readonly #client: Client
  /** The last request that was considered, as JSON; empty if it could not be sent. */
  #considered = ''
  #stop = new AbortController()

  constructor(state: State, client: Client) {
    this.#state = state
    this.#client = client
  }

  /** Estimates a request, unless the last one was the same or the visitor couldn't send this one now. */
  consider({ metadata: _, ...body }: GenerationRequest): void {
    const { now } = this.#state
    const lacks = missing(now, false)
    const complete = !lacks || lacks === 'limit'
    const asks = now.site?.show_price && now.phase !== 'done' && HEARD[now.phase].includes('generate') && complete
    const text = asks ? JSON.stringify(body) : ''
    if (text === this.#considered) return
    this.#considered = text
    this.#stop.abort()
    this.#stop = new AbortController()
    const { signal } = this.#stop
    // Showing no price is better than showing the price of another draft.
    const clear = () => {
      if (this.#state.now.estimate && !signal.aborted) this.#state.change({ estimate: undefined })
    }
    if (text) this.#ask(body, signal).catch(clear)
    else clear()
  }

  async #ask(body: GenerationRequest, signal: AbortSignal): Promise<void> {
    await wait(QUIET_MS, signal)
    const estimate = await this.#client.generations.estimate(body, signal)
    if (!signal.aborted) this.#state.change({ estimate })
  }
}
