/** Asks what the present draft would cost, a moment after the last change, where the site shows prices. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import { wait } from '../client/back-off.ts'
import type { Client } from '../client/index.ts'
import { missing } from './missing.ts'
import { HEARD } from './phases.ts'
import type { State } from './state.ts'

/** Milliseconds of quiet before it asks. */
const QUIET_MS = 400

export class Estimator {
  readonly #state: State
  readonly #client: () => Client
  #asked = ''
  #stop = new AbortController()

  constructor(state: State, client: () => Client) {
    this.#state = state
    this.#client = client
  }

  /** Called at every change; asks only for a request that could be sent and was not asked yet. */
  consider({ metadata: _, ...body }: GenerationRequest): void {
    const { now } = this.#state
    const lacks = missing(now, false)
    const sayable = !lacks || lacks === 'limit'
    const asks = now.site?.show_price && now.phase !== 'done' && HEARD[now.phase].includes('generate') && sayable
    const text = asks ? JSON.stringify(body) : ''
    if (text === this.#asked) return
    this.#asked = text
    this.#stop.abort()
    this.#stop = new AbortController()
    const { signal } = this.#stop
    // A price that doesn't come is not that of another draft.
    const clear = () => {
      if (this.#state.now.estimate && !signal.aborted) this.#state.change({ estimate: undefined })
    }
    if (text) this.#ask(body, signal).catch(clear)
    else clear()
  }

  async #ask(body: GenerationRequest, signal: AbortSignal): Promise<void> {
    await wait(QUIET_MS, signal)
    const estimate = await this.#client().generations.estimate(body, signal)
    if (!signal.aborted) this.#state.change({ estimate })
  }
}
