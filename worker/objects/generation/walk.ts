/** The walk through a run's steps: one at a time, by the alarm or by a caller who needs the attempt's end. */
import type { Config } from '../../config.ts'
import { logFault } from '../../log.ts'
import type { Clock } from '../clock.ts'
import type { GenerationStore } from './store.ts'

/** What a step works with. */
export type StepContext = { env: Env; config: Config; clock: Clock; store: GenerationStore }

/** Milliseconds until the next step; null when there is nothing more to do. */
export type Wait = number | null

/** Milliseconds until a step is tried again that threw: a fault of ours or of the platform. Ours. */
const FAULT_RETRY_MS = 5_000

export class Walk {
  readonly #storage: DurableObjectStorage
  readonly #now: () => number
  readonly #steps: () => Promise<Wait>
  #underWay: Promise<void> | null = null
  #nudged = false

  /** `now`: milliseconds since 1970. `steps` goes as far as it can now, and tells how long to wait for the rest. */
  constructor(storage: DurableObjectStorage, now: () => number, steps: () => Promise<Wait>) {
    this.#storage = storage
    this.#now = now
    this.#steps = steps
  }

  /** Goes as far as it can now, whoever asks for it; who asks while a walk is under way waits for that one. */
  advance(): Promise<void> {
    this.#underWay ??= this.#advance().finally(() => {
      this.#underWay = null
    })
    return this.#underWay
  }

  /** Lets the alarm look now: what just came in may lead on. */
  async nudge(): Promise<void> {
    this.#nudged = true
    await this.#storage.setAlarm(this.#now())
  }

  /** Sets the alarm where there is none: the platform gives an alarm up that failed too often. */
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
