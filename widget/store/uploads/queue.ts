/** The queue of uploads: three at a time, each with pause and resume; all wait while the browser is offline. */
import type { Reference } from '../../../worker/contract/reference.ts'
import type { Client } from '../../client/index.ts'
import type { Identity } from '../../client/upload/identify.ts'
import type { Uploading } from '../../client/upload/uploading.ts'
import { toShownError } from '../shown-error.ts'
import type { State } from '../state.ts'

/** Uploads at the same time. Ours. */
const AT_ONCE = 3

/** Why all uploads wait: the browser is offline, or the studio is not on the page. */
export type Halt = 'offline' | 'away'

type Settle = (key: string, reference: Reference, file: File) => void | Promise<void>

interface Job {
  file: File
  filetype: string
  identity?: Identity | undefined
  /** The upload's id, once the Worker has given it one. */
  id?: string
  /** Ends the present attempt. */
  stop?: AbortController | undefined
  /** Resolves when that attempt has ended. */
  ended: Promise<void>
}

/** The uploads of one studio. */
export class Queue {
  readonly #state: State
  readonly #client: Client
  readonly #settle: Settle
  readonly #jobs = new Map<string, Job>()
  readonly #halts: ReadonlySet<Halt>
  /** Resolve the promises of `going()`. */
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** Nothing is sent while there are `halts`. `settle` gets the reference once the Worker has verified it. */
  constructor(state: State, client: Client, halts: ReadonlySet<Halt>, settle: Settle) {
    this.#state = state
    this.#client = client
    this.#halts = halts
    this.#settle = settle
  }

  /** Queues a file for the item with this key. */
  add(key: string, file: File, filetype: string, identity?: Identity): void {
    this.#jobs.set(key, { file, filetype, identity, ended: Promise.resolve() })
    this.#state.changeItem(key, {
      status: 'waiting',
      fraction: 0,
      held: this.#halts.has('offline') ? 'cut' : undefined,
    })
    this.#next()
  }

  /** Stops the upload of an item and forgets it; returns the upload's id if it has one. */
  drop(key: string): string | undefined {
    const job = this.#jobs.get(key)
    this.#jobs.delete(key)
    job?.stop?.abort()
    return job?.id
  }

  /** Pauses one upload. */
  pause(key: string): void {
    const status = this.#state.item(key)?.status
    if (status !== 'uploading' && status !== 'waiting') return
    this.#state.changeItem(key, { status: 'paused', held: undefined })
    this.#jobs.get(key)?.stop?.abort()
  }

  /** Resumes a paused upload, or retries a failed one. */
  resume(key: string): void {
    const status = this.#state.item(key)?.status
    if (!this.#jobs.has(key) || (status !== 'paused' && status !== 'failed')) return
    this.#state.changeItem(key, { status: 'waiting', error: undefined })
    this.#next()
  }

  /** Halts all uploads, until the last reason for it is gone. They resume from the Worker's offset. */
  halt(why: Halt): void {
    for (const [key, job] of this.#jobs) {
      if (why === 'away' && job.id) this.#uploading(({ release }) => release(job.id as string))
      const status = this.#state.item(key)?.status
      if (status !== 'uploading' && status !== 'waiting' && status !== 'checking') continue
      this.#state.changeItem(key, { status: 'waiting', held: why === 'offline' ? 'cut' : undefined })
      job.stop?.abort()
    }
  }

  /** Resolves once there is no reason to halt. */
  going(): Promise<void> {
    return this.#halts.size > 0 ? new Promise((go) => this.#waiting.push(go)) : Promise.resolve()
  }

  /** Goes on, if no reason to halt is left. */
  go(): void {
    if (this.#halts.size > 0) return
    for (const go of this.#waiting.splice(0)) go()
    for (const { key, held, error } of this.#state.now.references) {
      if (held) this.#state.changeItem(key, { held: undefined })
      // Uploads that failed for want of a session may get one now.
      if (error?.code.startsWith('challenge-')) this.resume(key)
    }
    this.#next()
  }

  #next(): void {
    if (this.#halts.size > 0 || this.#running >= AT_ONCE) return
    const waiting = this.#state.now.references.find(({ key, status }) => status === 'waiting' && this.#jobs.has(key))
    const job = waiting && this.#jobs.get(waiting.key)
    if (!job) return
    const { key, name } = waiting
    this.#running += 1
    const stop = new AbortController()
    job.stop = stop
    this.#state.changeItem(key, { status: 'uploading' })
    // The attempt before may still wait for the upload's id: two attempts would create two uploads.
    job.ended = job.ended
      .then(() => this.#send(key, name, job, stop.signal))
      .finally(() => {
        this.#running -= 1
        this.#next()
      })
    this.#next()
  }

  async #send(key: string, filename: string, job: Job, signal: AbortSignal): Promise<void> {
    const { file, filetype, identity } = job
    try {
      signal.throwIfAborted()
      const uploading = await this.#client.references.uploading()
      const id = await uploading.send(file, {
        filename,
        filetype,
        identity,
        id: job.id,
        signal,
        created: (id) => {
          job.id = id
          if (this.#jobs.get(key) === job) this.#state.changeItem(key, { id })
          else void uploading.remove(id)
        },
        progress: (sent, total) => {
          // After the last byte the Worker still has to store and verify the file.
          const status = sent >= total ? 'checking' : 'uploading'
          this.#state.changeItem(key, { status, fraction: total ? sent / total : 0 })
        },
        held: (held) => {
          if (this.#state.item(key)?.held !== held) this.#state.changeItem(key, { held })
        },
      })
      signal.throwIfAborted()
      this.#state.changeItem(key, { status: 'checking', fraction: 1, held: undefined })
      const reference = await uploading.settled(id, signal)
      await this.#settle(key, reference, file)
    } catch (error) {
      if (signal.aborted) return
      this.#state.changeItem(key, { status: 'failed', held: undefined, error: toShownError(error) })
    }
  }

  #uploading(then: (uploading: Uploading) => void): void {
    this.#client.references.uploading().then(then, () => {})
  }
}
