/** What a site sees to by itself: each job knows when it is next due, and one alarm serves them all. */
import { logFault } from '../../log.ts'

/** Milliseconds until the alarm tries again after a job that failed and is due still. Ours. */
const FAULT_PAUSE_MS = 5_000

export type AlarmJob = {
  name: string
  /** Milliseconds since 1970; null when there is nothing to do. */
  due(): number | null
  /** Does what is due. What it throws is logged, and the job is done again when it is next due. */
  work(): Promise<void>
}

export class AlarmJobs {
  readonly #storage: DurableObjectStorage
  readonly #now: () => number
  readonly #jobs: readonly AlarmJob[]
  /** What the alarm is known to be set to; undefined where that isn't known. */
  #set: number | null | undefined

  constructor(storage: DurableObjectStorage, now: () => number, jobs: readonly AlarmJob[]) {
    this.#storage = storage
    this.#now = now
    this.#jobs = jobs
  }

  /** Sets the alarm for what is due first; called in the same step that changed it, so that both are durable together. */
  async schedule(pauseMs = 0): Promise<void> {
    const due = this.#jobs.map((job) => job.due()).filter((time) => time !== null)
    const overdue = pauseMs > 0 && Math.min(...due) <= this.#now()
    const first = due.length === 0 ? null : overdue ? this.#now() + pauseMs : Math.min(...due)
    if (first === this.#set) return
    this.#set = first
    await (first === null ? this.#storage.deleteAlarm() : this.#storage.setAlarm(first))
  }

  /** The alarm: all that is due, each whether or not another fails. */
  async alarm(): Promise<void> {
    this.#set = undefined
    let failed = false
    for (const job of this.#jobs) {
      if ((job.due() ?? Number.POSITIVE_INFINITY) <= this.#now() && !(await this.#done(job))) failed = true
    }
    await this.schedule(failed ? FAULT_PAUSE_MS : 0)
  }

  /** Does one of them now, and whatever is left of it by alarm. */
  async now(name: string): Promise<void> {
    // First of all the alarm: what has just been written down is done even if we are cut off here.
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
