/** The store of one studio: takes requests, asks the Worker, and publishes snapshots. Knows no element. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import type { Input } from '../../worker/contract/input.ts'
import type { Client } from '../client/index.ts'
import { lazy, loadWithRetry } from '../client/load-lazily.ts'
import type { Memory } from '../client/memory.ts'
import { NetworkError } from '../client/problem.ts'
import { Composing } from './composing.ts'
import { createFirstContact, type FirstContact } from './first-contact.ts'
import type { HistoryStore } from './history.ts'
import { toInput, toRequest } from './input.ts'
import type { PageFacts } from './page-facts.ts'
import { HEARD } from './phases.ts'
import type { RequestType, StudioRequest } from './requests.ts'
import { toShownError } from './shown-error.ts'
import type { Snapshot } from './snapshot.ts'
import { type Listener, State } from './state.ts'
import type { Submission } from './submission.ts'
import type { Halt } from './uploads/queue.ts'
import type { Uploads } from './uploads/uploads.ts'

/** What a store needs of its studio. */
interface StoreOptions {
  client: Client
  /** The page's facts, read anew with each request. */
  page: () => PageFacts
  /** Keeps the draft over a reload of the page. */
  memory: Memory
  /** Milliseconds since 1970. */
  now?: () => number
}

/** The state of one studio, and everything that can be asked of it. */
export class StudioStore {
  readonly #client: Client
  readonly #page: () => PageFacts
  readonly #now: () => number
  readonly #state = new State()
  readonly #composing: Composing
  readonly #contact: FirstContact
  readonly #halts = new Set<Halt>()

  /** Loaded with the first reference. */
  readonly #uploads = lazy(async () => {
    const { Uploads } = await loadWithRetry(() => import('./uploads/uploads.ts'), {
      reached: (connected) => this.#state.change({ connected }),
    })
    return new Uploads(this.#state, this.#client, this.#halts)
  })

  /** Loaded with the first run. */
  readonly #submission = lazy(async () => {
    const { Submission } = await import('./submission.ts').catch((cause) => {
      throw new NetworkError('The service could not be reached.', { cause })
    })
    return new Submission(this.#state, this.#client, {
      composing: this.#composing,
      uploads: this.#uploads,
      toRequest: (input) => this.#toRequest(input),
      now: this.#now,
      isAway: () => this.#halts.has('away'),
    })
  })

  /** Loaded when the visitor looks at earlier videos. */
  readonly #history = lazy(async () => {
    const [{ HistoryStore }, { run }] = await Promise.all([import('./history.ts'), this.#submission.get()])
    return new HistoryStore(this.#state, this.#client, run)
  })

  /** Loaded where a site shows prices. */
  readonly #estimator = lazy(async () => {
    const { Estimator } = await import('./estimator.ts')
    return new Estimator(this.#state, this.#client)
  })

  constructor({ client, page, memory, now = Date.now }: StoreOptions) {
    this.#client = client
    this.#page = page
    this.#now = now
    this.#composing = new Composing(this.#state, page, memory)
    this.#contact = createFirstContact(this.#state, client, {
      learn: (facts) => this.#composing.learn(facts),
      findRun: () => this.#findRun(),
      restore: () => this.#restore(),
      isOffline: () => this.#halts.has('offline'),
    })
    // `known` is set before the first draw, so that the line of earlier videos doesn't move the rest later.
    if (client.memory.get('renewal')) this.#state.change({ known: true })
    this.#state.listen(({ site }) => {
      if (!site?.show_price) return
      // A draft whose price doesn't come is shown without one.
      this.#estimator
        .get()
        .then((estimator) => estimator.consider(this.#toRequest(this.input())))
        .catch(() => {})
    })
  }

  get snapshot(): Snapshot {
    return this.#state.now
  }

  /** Calls `listener` at each change; returns what ends that. */
  listen(listener: Listener): () => void {
    return this.#state.listen(listener)
  }

  /** The input that a create would send now. */
  input(): Input {
    return toInput(this.#state.now)
  }

  /** The input that a retry would send, before the page's event handlers change it; undefined without a run. */
  lastInput(): Input | undefined {
    return this.#submission.now?.lastInput()
  }

  /** What each request does. `HEARD` names the phases in which a request is heard. */
  readonly #causes: { [T in RequestType]: (request: Extract<StudioRequest, { type: T }>) => void | Promise<void> } = {
    begin: () => {
      // Without the old error, the same refusal is shown and announced once more.
      this.#state.change({ error: undefined })
      return this.start()
    },
    add: ({ files }) => {
      // Consent covers the references that it was given for.
      this.#state.change({ consent: false })
      return this.#addReferences((uploads) => uploads.add(files))
    },
    // A run that is shown keeps its references; the page's new ones go to the next draft.
    take: ({ references }) =>
      this.#state.now.generation ? undefined : this.#addReferences((uploads) => uploads.takePages(references)),
    // The references of an unanswered create can't be removed.
    remove: ({ key }) => (this.#state.now.pending ? undefined : this.#uploads.now?.remove(key)),
    move: ({ key, to }) => this.#uploads.now?.move(key, to),
    pause: ({ key }) => this.#uploads.now?.queue.pause(key),
    resume: ({ key }) => this.#uploads.now?.queue.resume(key),
    edit: ({ draft, page }) => this.#composing.edit(draft, !page),
    preset: ({ id }) => this.#composing.choose(id),
    fill: ({ values }) => this.#composing.fill(values),
    consent: ({ given }) => this.#state.change({ consent: given }),
    generate: ({ input, own }) => this.#submit((submission) => submission.create(input, own)),
    retry: ({ input, own }) => (input && own ? this.#submit((submission) => submission.retry(input, own)) : undefined),
    cancel: () => this.#submission.now?.run.cancel(),
    renew: () => this.#submission.now?.run.renew(),
    compose: ({ keepSeed }) => this.#submission.now?.compose(keepSeed),
    history: ({ more }) => this.#withHistory((history) => history.list(more)),
    open: ({ id }) => this.#withHistory((history) => history.open(id)),
    close: () => this.#withHistory((history) => history.close()),
    delete: ({ id }) => this.#withHistory((history) => history.delete(id)),
    reset: () => this.#reset(),
  }

  /** Resolves when the request has had its effect. Never rejects for a failure: the snapshot's `error` tells of those. */
  async request(request: StudioRequest): Promise<void> {
    if (!HEARD[this.#state.now.phase].includes(request.type)) return
    await (this.#causes[request.type] as (request: StudioRequest) => void | Promise<void>)(request)
  }

  /** Makes the first contact, or tries again at once: `FirstContact.start`. */
  start(): Promise<void> {
    return this.#contact.start()
  }

  /** The first contact was made: a run of an earlier load would be in the snapshot by now. */
  get begun(): boolean {
    return this.#contact.done
  }

  /** Aborted when the studio leaves the page, or gets another store. */
  get signal(): AbortSignal {
    return this.#contact.signal
  }

  /** The browser reports that it is online or offline. */
  connection(online: boolean): void {
    this.#state.change({ connected: online })
    this.#setHalt('offline', !online)
  }

  /** The studio left the page: nothing is sent before `resume()`. */
  suspend(): void {
    this.#contact.stop()
    this.#setHalt('away', true)
    this.#submission.now?.run.suspend()
  }

  /** The studio is on the page again. */
  resume(): void {
    this.#setHalt('away', false)
    this.#submission.now?.run.resume()
  }

  /** Uploads wait while `#halts` holds any reason. */
  #setHalt(why: Halt, yes: boolean): void {
    this.#halts[yes ? 'add' : 'delete'](why)
    if (yes) this.#uploads.now?.queue.halt(why)
    else this.#uploads.now?.go()
  }

  /** The request body around an input. */
  #toRequest(input: Input): GenerationRequest {
    return toRequest(this.#state.now, this.#page(), input)
  }

  async #findRun(): Promise<void> {
    const { generation: remembered } = this.#page()
    const { memory } = this.#client
    if (remembered || memory.get('generation') || memory.get('pending')) {
      await (await this.#submission.get()).run.find(remembered)
    }
  }

  async #restore(): Promise<void> {
    const { generation, phase } = this.#state.now
    this.#uploads.now?.go()
    const saved = this.#composing.takeUnrestored()
    if (!generation) await (saved ? (await this.#uploads.get()).take(saved) : this.#takePages())
    else if (HEARD[phase].includes('retry')) await this.#submission.now?.unpack(generation, true)
    // `Uploads` sends the deletions that an earlier load could not.
    if (this.#client.memory.get('removals')) await this.#uploads.get()
  }

  async #takePages(): Promise<void> {
    const { references } = this.#page()
    if (references.length > 0) await (await this.#uploads.get()).takePages(references)
  }

  /** References that are added to a finished run begin the next draft, together with that run's own. */
  async #addReferences(add: (uploads: Uploads) => Promise<void>): Promise<void> {
    if (this.#state.now.generation) this.#submission.now?.run.leave()
    try {
      await add(await this.#uploads.get())
    } catch (cause) {
      this.#state.change({ error: toShownError(new NetworkError('The service could not be reached.', { cause })) })
    }
  }

  async #submit(send: (submission: Submission) => Promise<void>): Promise<void> {
    let submission: Submission
    try {
      submission = await this.#submission.get()
    } catch (error) {
      return this.#state.change({ error: toShownError(error) })
    }
    await send(submission)
  }

  async #withHistory(act: (history: HistoryStore) => void | Promise<void>): Promise<void> {
    try {
      await act(await this.#history.get())
    } catch {
      this.#state.change({ history: { items: [], loading: false, error: { code: 'network' } } })
    }
  }

  #reset(): void {
    this.#state.change({ behind: undefined, error: undefined })
    this.#submission.now?.run.abandon()
    this.#uploads.now?.clear()
    this.#composing.reset()
    void this.#takePages().catch(() => {})
  }
}
