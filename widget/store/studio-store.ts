/** The store of one studio: requests come in, the Worker is asked, snapshots go out. Knows no element. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import type { Input } from '../../worker/contract/input.ts'
import type { SessionFacts } from '../../worker/contract/session.ts'
import { backOff, wait } from '../client/back-off.ts'
import type { Client } from '../client/index.ts'
import { loadWithRetry } from '../client/load-lazily.ts'
import type { Memory } from '../client/memory.ts'
import { NetworkError, passes } from '../client/problem.ts'
import { warn } from '../warn.ts'
import { Composing } from './composing.ts'
import type { Estimator } from './estimator.ts'
import type { HistoryStore } from './history.ts'
import { toInput } from './input.ts'
import type { PageFacts } from './page-facts.ts'
import { HEARD } from './phases.ts'
import { fillings } from './preset.ts'
import type { RequestType, StudioRequest } from './requests.ts'
import { toShownError } from './shown-error.ts'
import type { Snapshot } from './snapshot.ts'
import { type Listener, State } from './state.ts'
import type { Submission } from './submission.ts'
import type { Halt } from './uploads/queue.ts'
import type { Taken, Uploads } from './uploads/uploads.ts'

/** After so many tries without an answer the page's author hears of it. */
const TRIES_TOLD = 3

export interface StoreOptions {
  client: Client
  page: () => PageFacts
  /** Where a draft is kept over a reload. */
  memory: Memory
  now?: () => number
}

export class StudioStore {
  readonly #client: Client
  readonly #page: () => PageFacts
  readonly #state = new State()
  #loading: Promise<Uploads> | undefined
  /** There once it was needed. */
  #uploads: Uploads | undefined
  readonly #halts = new Set<Halt>()
  #loadingRun: Promise<Submission> | undefined
  /** There once there is a run, or one is wanted. */
  #submission: Submission | undefined
  readonly #now: () => number
  readonly #composing: Composing
  #history: Promise<HistoryStore> | undefined
  /** There once a site shows prices. */
  #estimator: Promise<Estimator> | undefined
  #stop = new AbortController()
  /** Ends the wait for the next try. */
  #next = new AbortController()
  #starting: Promise<void> | undefined
  #begun = false

  constructor({ client, page, memory, now = Date.now }: StoreOptions) {
    this.#client = client
    this.#page = page
    this.#now = now
    this.#composing = new Composing(this.#state, page, memory)
    // Known at once and once for all: what is drawn first stays.
    if (client.memory.get('renewal')) this.#state.change({ known: true })
    this.#state.listen(({ site }) => {
      if (site?.show_price) void this.#consider()
    })
  }

  /** What the present draft would cost; a price that doesn't come is not shown. */
  async #consider(): Promise<void> {
    this.#estimator ??= import('./estimator.ts').then(({ Estimator }) => new Estimator(this.#state, () => this.#client))
    try {
      ;(await this.#estimator).consider(this.#body(this.input()))
    } catch {
      this.#estimator = undefined
    }
  }

  get snapshot(): Snapshot {
    return this.#state.now
  }

  listen(listener: Listener): () => void {
    return this.#state.listen(listener)
  }

  /** What would be sent now. */
  input(): Input {
    return toInput(this.#state.now)
  }

  /** What the visitor would ask for once more after a failure. */
  lastInput(): Input | undefined {
    return this.#submission?.lastInput()
  }

  /** Which request causes what; each is heard only in the phases that its table names. */
  readonly #causes: { [T in RequestType]: (request: Extract<StudioRequest, { type: T }>) => void | Promise<void> } = {
    begin: () => {
      // Who asks once more hears the answer once more.
      this.#state.change({ error: undefined })
      return this.start()
    },
    add: ({ files }) => {
      // It was given for what was there.
      this.#state.change({ consent: false })
      return this.#compose((uploads) => uploads.add(files))
    },
    // What is on the stage stays there; the next one begins with them.
    take: ({ references }) =>
      this.#state.now.generation ? undefined : this.#compose((uploads) => uploads.takePages(references)),
    // What a create that is on its way names stays until it is answered.
    remove: ({ key }) => (this.#state.now.pending ? undefined : this.#uploads?.remove(key)),
    move: ({ key, to }) => this.#uploads?.move(key, to),
    pause: ({ key }) => this.#uploads?.queue.pause(key),
    resume: ({ key }) => this.#uploads?.queue.resume(key),
    edit: ({ draft, page }) => this.#composing.edit(draft, !page),
    preset: ({ id }) => this.#composing.choose(id),
    fill: ({ values }) => this.#composing.fill(values),
    consent: ({ given }) => this.#state.change({ consent: given }),
    generate: ({ input, own }) => this.#withRun((submission) => submission.create(input, own)),
    retry: ({ input, own }) => (input && own ? this.#withRun((submission) => submission.retry(input, own)) : undefined),
    cancel: () => this.#submission?.run.cancel(),
    renew: () => this.#submission?.run.renew(),
    compose: ({ keepSeed }) => this.#submission?.compose(keepSeed),
    history: ({ more }) => this.#withHistory((history) => history.list(more)),
    open: ({ id }) => this.#withHistory((history) => history.open(id)),
    close: () => this.#withHistory((history) => history.close()),
    delete: ({ id }) => this.#withHistory((history) => history.delete(id)),
    reset: () => this.#reset(),
  }

  /** Resolves when what it caused is done; what went wrong stands in the snapshot. */
  async request(request: StudioRequest): Promise<void> {
    if (!HEARD[this.#state.now.phase].includes(request.type)) return
    await (this.#causes[request.type] as (request: StudioRequest) => void | Promise<void>)(request)
  }

  /**
   * The first contact: a session, then the run that was left. Tries until it gets through or is refused for good; then
   * once more when asked, and at once where it waits for its next try.
   */
  start(): Promise<void> {
    this.#next.abort()
    this.#starting ??= this.#begin()
    return this.#starting
  }

  /** The first contact was made: what is not shown by now is not there. */
  get begun(): boolean {
    return this.#begun
  }

  /** Aborted when the element leaves the page, or this store. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  async #begin(): Promise<void> {
    const { signal } = this
    let met = this.#state.now.error
    let learned: SessionFacts | undefined
    for (let tried = 0; !signal.aborted; tried += 1) {
      try {
        await this.#client.session.token()
        signal.throwIfAborted()
        const { facts } = this.#client.session
        if (facts && facts !== learned) this.#composing.learn(facts)
        learned = facts
        const { generation: remembered } = this.#page()
        const { memory } = this.#client
        if (remembered || memory.get('generation') || memory.get('pending')) {
          await (await this.#loadRun()).run.find(remembered)
        }
        signal.throwIfAborted()
        const { generation, phase, error } = this.#state.now
        this.#state.change({ connected: true, error: error === met ? undefined : error })
        this.#begun = true
        this.#uploads?.go()
        const saved = this.#composing.takeUnrestored()
        if (!generation) await (saved ? this.#take(saved) : this.#takePages())
        else if (HEARD[phase].includes('retry')) await this.#submission?.unpack(generation, true)
        // What was removed without a network is owed to the Worker.
        if (memory.get('removals')) await this.#load()
        return
      } catch (error) {
        if (signal.aborted) return
        let ms = backOff(tried)
        if (error instanceof NetworkError) {
          this.#state.change({ connected: false })
          if (tried === TRIES_TOLD && !this.#halts.has('offline'))
            warn(`no answer from ${this.#client.endpoint}: is that the Worker?`, error)
        } else {
          const shown = toShownError(error)
          // The same refusal once more is no news.
          if (this.#state.now.error?.code !== shown.code) this.#state.change({ error: shown })
          met = this.#state.now.error
          if (!passes(error)) {
            this.#starting = undefined
            return
          }
          ms = Math.max(ms, (error.retry_after ?? 0) * 1000)
        }
        this.#next = new AbortController()
        await wait(ms, this.#next.signal).catch(() => {})
      }
    }
  }

  /** The browser says that it is on- or offline. */
  connection(online: boolean): void {
    this.#state.change({ connected: online })
    this.#hold('offline', !online)
  }

  /** The element left the page: nothing is asked any more until `resume`. */
  suspend(): void {
    this.#stop.abort()
    this.#next.abort()
    this.#stop = new AbortController()
    if (!this.#begun) this.#starting = undefined
    this.#hold('away', true)
    this.#submission?.run.suspend()
  }

  resume(): void {
    this.#hold('away', false)
    this.#submission?.run.resume()
  }

  /** Uploads wait while there is a reason to. */
  #hold(why: Halt, yes: boolean): void {
    if (yes) this.#halts.add(why)
    else this.#halts.delete(why)
    if (yes) this.#uploads?.queue.halt(why)
    else this.#uploads?.go()
  }

  #load(): Promise<Uploads> {
    const reached = (connected: boolean) => this.#state.change({ connected })
    this.#loading ??= loadWithRetry(() => import('./uploads/uploads.ts'), { reached }).then(
      ({ Uploads }) => {
        this.#uploads = new Uploads(this.#state, this.#client, this.#halts)
        return this.#uploads
      },
      (error) => {
        this.#loading = undefined
        throw error
      },
    )
    return this.#loading
  }

  async #take(references: readonly Taken[]): Promise<void> {
    if (references.length > 0) await (await this.#load()).take(references)
  }

  async #takePages(): Promise<void> {
    const { references } = this.#page()
    if (references.length > 0) await (await this.#load()).takePages(references)
  }

  /** Adding to a run that is over starts the next one with what is there. */
  async #compose(then: (uploads: Uploads) => Promise<void>): Promise<void> {
    if (this.#state.now.generation) this.#submission?.run.leave()
    try {
      await then(await this.#load())
    } catch (cause) {
      this.#state.change({ error: toShownError(new NetworkError('The service could not be reached.', { cause })) })
    }
  }

  #loadRun(): Promise<Submission> {
    this.#loadingRun ??= Promise.all([import('./run.ts'), import('./submission.ts')]).then(
      ([{ Run }, { Submission }]) => {
        const run = new Run(
          this.#state,
          () => this.#client,
          this.#now,
          () => this.#halts.has('away'),
        )
        this.#submission = new Submission(this.#state, run, {
          draft: this.#composing,
          references: () => this.#load(),
          present: () => this.#uploads,
          body: (input) => this.#body(input),
        })
        return this.#submission
      },
      (cause) => {
        this.#loadingRun = undefined
        throw new NetworkError('The service could not be reached.', { cause })
      },
    )
    return this.#loadingRun
  }

  async #withRun(then: (submission: Submission) => Promise<void>): Promise<void> {
    let submission: Submission
    try {
      submission = await this.#loadRun()
    } catch (error) {
      return this.#state.change({ error: toShownError(error) })
    }
    await then(submission)
  }

  /** The visitor's earlier videos, brought when somebody looks. */
  async #withHistory(then: (history: HistoryStore) => void | Promise<void>): Promise<void> {
    this.#history ??= Promise.all([import('./history.ts'), this.#loadRun()]).then(
      ([{ HistoryStore }, { run }]) => new HistoryStore(this.#state, this.#client, run),
    )
    try {
      await then(await this.#history)
    } catch {
      this.#history = undefined
      this.#state.change({ history: { items: [], loading: false, error: { code: 'network' } } })
    }
  }

  #reset(): void {
    this.#state.change({ behind: undefined, error: undefined })
    this.#submission?.run.abandon()
    this.#uploads?.clear()
    this.#composing.reset()
    void this.#takePages().catch(() => {})
  }

  #body(input: Input): GenerationRequest {
    const { preset: named, variables: pages, metadata, requireConsent } = this.#page()
    const { preset, variables, consent } = this.#state.now
    const id = preset?.id ?? named
    // Without the site's facts nobody knows the placeholders: then the page does.
    const given = fillings(pages)
    const names = preset?.variables ?? Object.keys(given)
    const filled = Object.entries({ ...variables, ...given }).filter(([name]) => names.includes(name))
    return {
      ...(id ? { preset: id } : {}),
      ...(id && filled.length > 0 ? { variables: Object.fromEntries(filled) } : {}),
      input,
      metadata,
      ...(requireConsent ? { consent } : {}),
    }
  }
}
