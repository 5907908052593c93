/** The jobs of a site's alarm: each knows when it is due next, and one alarm serves them all. */
import { logFault } from '../../log.ts'

/** Milliseconds until the alarm retries a job that failed and is still due. Ours. */
const FAULT_PAUSE_MS = 5_000

/** Work that the alarm does when it is due. */
export type AlarmJob = {
  name: string
  /** When the job is due next, in milliseconds since 1970; null without work. */
  due(): number | null
  /** Does the work that is due. An error is logged, and the job runs again when it is due next. */
  work(): Promise<void>
}

/** One alarm for several jobs of an object. `now` answers milliseconds since 1970. */
export class AlarmJobs {
  readonly #storage: DurableObjectStorage
  readonly #now: () => number
  readonly #jobs: readonly AlarmJob[]
  /** The time that the alarm is set to, null for no alarm; undefined where that isn't known. */
  #set: number | null | undefined

  constructor(storage: DurableObjectStorage, now: () => number, jobs: readonly AlarmJob[]) {
    this.#storage = storage
    this.#now = now
    this.#jobs = jobs
  }

  /**
   * Sets the alarm for the job that is due first. Called in the step that changed the work, so that both become durable
   * together.
   */
  async schedule(pauseMs = 0): Promise<void> {
    const due = this.#jobs.map((job) => job.due()).filter((time) => time !== null)
    const overdue = pauseMs > 0 && Math.min(...due) <= this.#now()
    const first = due.length === 0 ? null : overdue ? this.#now() + pauseMs : Math.min(...due)
    if (first === this.#set) return
    this.#set = first
    await (first === null ? this.#storage.deleteAlarm() : this.#storage.setAlarm(first))
  }

  /** Runs every job that is due, whether or not another one fails. */
  async alarm(): Promise<void> {
    this.#set = undefined
    let failed = false
    for (const job of this.#jobs) {
      if ((job.due() ?? Number.POSITIVE_INFINITY) <= this.#now() && !(await this.#done(job))) failed = true
    }
    await this.schedule(failed ? FAULT_PAUSE_MS : 0)
  }

  /** Runs one job now; the alarm does what it leaves. */
  async now(name: string): Promise<void> {
    // The alarm is set first, so that a crash right after this loses no work.
    await this.schedule()
    for (const job of this.#jobs) if (job.name === name) await this.#done(job)
    await this.schedule()
  }

  async #done(job: AlarmJob): Promise<boolean> {
    try {
      await job.work()
      return true
    } catch (error) {
      logFault(`site ${job.name}`, error)
      return false
    }
  }
}
