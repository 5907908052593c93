/** The walk through a run's steps: one at a time, by the alarm or for a caller who needs the attempt's end. */
import type { Config } from '../../config.ts'
import { logFault } from '../../log.ts'
import type { Clock } from '../clock.ts'
import type { GenerationStore } from './store.ts'

/** What a step works with. */
export type StepContext = { env: Env; config: Config; clock: Clock; store: GenerationStore }

/** Milliseconds until the next step; null when nothing is left to do. */
export type Wait = number | null

/** Milliseconds until a step that threw is retried. Ours. */
const FAULT_RETRY_MS = 5_000

/** Runs one Generation's steps and sets its alarm. */
export class Walk {
  readonly #storage: DurableObjectStorage
  readonly #now: () => number
  readonly #steps: () => Promise<Wait>
  #underWay: Promise<void> | null = null
  #nudged = false

  /** `now`: milliseconds since 1970. `steps` goes on until it has to wait, and answers for how long. */
  constructor(storage: DurableObjectStorage, now: () => number, steps: () => Promise<Wait>) {
    this.#storage = storage
    this.#now = now
    this.#steps = steps
  }

  /** Walks until a step has to wait. A caller during a walk waits for that walk. */
  advance(): Promise<void> {
    this.#underWay ??= this.#advance().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  /** Sets the alarm to now, because an event may have made the next step possible. */
  async nudge(): Promise<void> {
    this.#nudged = true
    await this.#storage.setAlarm(this.#now())
  }

  /** Sets the alarm where none is set: the platform gives up an alarm that failed too often. */
  async wake(): Promise<void> {
    if ((await this.#storage.getAlarm()) === null) await this.nudge()
  }

  async #advance(): Promise<void> {
    this.#nudged = false
    let wait: Wait
    try {
      wait = await this.#steps()
    } catch (error) {
      logFault('generation alarm', error)
      wait = FAULT_RETRY_MS
    }
    if (this.#nudged) wait = 0
    if (wait !== null) await this.#storage.setAlarm(this.#now() + wait)
  }
}
