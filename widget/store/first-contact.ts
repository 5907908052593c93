/** The first contact with the Worker: a session, then the earlier run and references; retried until the Worker answers for good. */
import type { SessionFacts } from '../../worker/contract/session.ts'
import { backOff, wait } from '../client/back-off.ts'
import type { Client } from '../client/index.ts'
import { NetworkError, passes } from '../client/problem.ts'
import { warn } from '../warn.ts'
import { toShownError } from './shown-error.ts'
import type { State } from './state.ts'

/** Failed tries before the console asks the page's author whether the endpoint is right. */
const TRIES_UNTIL_WARNING = 3

interface Steps {
  /** Takes the site's limits and presets from a new session. */
  learn: (facts: SessionFacts) => void
  /** Looks for the run that an earlier load of the page left. */
  findRun: () => Promise<void>
  /** Restores the saved references, once `findRun` has settled whether there is a run. */
  restore: () => Promise<void>
  /** Whether the browser reports no network, which explains a missing answer. */
  isOffline: () => boolean
}

/** The tries of one studio to reach the Worker. */
export interface FirstContact {
  /** Whether the run of an earlier load would be in the snapshot by now. */
  readonly done: boolean
  /** Aborted by the next `stop()`. */
  readonly signal: AbortSignal
  /**
   * Tries until the Worker answers, or refuses for good; after such a refusal the next call tries anew. A call during a
   * pause ends that pause.
   */
  start(): Promise<void>
  /** Ends the tries; the next `start()` begins anew, unless the contact was made. */
  stop(): void
}

/** Makes the first contact of one studio; nothing is sent before `start()`. */
export function createFirstContact(state: State, client: Client, steps: Steps): FirstContact {
  let stop = new AbortController()
  /** Ends the pause before the next try. */
  let pause = new AbortController()
  let running: Promise<void> | undefined
  let done = false

  async function run({ signal }: AbortController): Promise<void> {
    /** The error that this contact met last: a success removes this one and no other. */
    let met = state.now.error
    let learned: SessionFacts | undefined
    for (let tried = 0; !signal.aborted; tried += 1) {
      try {
        await client.session.token()
        signal.throwIfAborted()
        const { facts } = client.session
        if (facts && facts !== learned) steps.learn(facts)
        learned = facts
        await steps.findRun()
        signal.throwIfAborted()
        const { error } = state.now
        state.change({ connected: true, error: error === met ? undefined : error })
        done = true
        return await steps.restore()
      } catch (error) {
        if (signal.aborted) return
        let ms = backOff(tried)
        if (error instanceof NetworkError) {
          state.change({ connected: false })
          if (tried === TRIES_UNTIL_WARNING && !steps.isOffline())
            warn(`no answer from ${client.endpoint}: is that the Worker?`, error)
        } else {
          const shown = toShownError(error)
          // Screen readers need not hear the same refusal at each try.
          if (state.now.error?.code !== shown.code) state.change({ error: shown })
          met = state.now.error
          if (!passes(error)) {
            running = undefined
            return
          }
          ms = Math.max(ms, (error.retry_after ?? 0) * 1000)
        }
        pause = new AbortController()
        await wait(ms, pause.signal).catch(() => {})
      }
    }
  }

  return {
    get done() {
      return done
    },
    get signal() {
      return stop.signal
    },
    start() {
      pause.abort()
      running ??= run(stop)
      return running
    },
    stop() {
      stop.abort()
      pause.abort()
      stop = new AbortController()
      if (!done) running = undefined
    },
  }
}
