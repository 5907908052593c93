/** The store of one studio: requests come in, the Worker is asked, snapshots go out. Knows no element. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import type { Input } from '../../worker/contract/input.ts'
import { backOff, wait } from '../client/back-off.ts'
import type { Client } from '../client/index.ts'
import type { Memory } from '../client/memory.ts'
import { isAbort, NetworkError } from '../client/problem.ts'
import { Composing } from './composing.ts'
import { Estimator } from './estimator.ts'
import { toDraft, toInput } from './input.ts'
import { loadUploads } from './load-uploads.ts'
import { HEARD } from './phases.ts'
import type { RequestType, StudioRequest } from './requests.ts'
import { Run } from './run.ts'
import type { Draft, Snapshot } from './snapshot.ts'
import { type Listener, State } from './state.ts'
import { toTrouble } from './trouble.ts'
import type { Halt } from './uploads/queue.ts'
import type { Taken, Uploads } from './uploads/uploads.ts'

/** What the page says beside the visitor's choices; read anew with each request. */
export interface PageFacts {
  preset?: string | undefined
  variables?: Record<string, string> | undefined
  metadata?: GenerationRequest['metadata']
  requireConsent: boolean
  /** Starting values. */
  draft: Partial<Draft>
  references: readonly string[]
  /** The run that the page's form remembers. */
  generation?: string | undefined
}

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
  readonly #run: Run
  readonly #composing: Composing
  readonly #estimator: Estimator
  #stop = new AbortController()
  #starting: Promise<void> | undefined
  #begun = false

  constructor({ client, page, memory, now = Date.now }: StoreOptions) {
    this.#client = client
    this.#page = page
    const ask = () => this.#client
    this.#run = new Run(this.#state, ask, now)
    this.#estimator = new Estimator(this.#state, ask)
    this.#composing = new Composing(this.#state, page, memory)
    this.#state.listen(() => this.#estimator.consider(this.#body(this.input())))
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

  /** Which request causes what; each is heard only in the phases that its table names. */
  readonly #causes: { [T in RequestType]: (request: Extract<StudioRequest, { type: T }>) => void | Promise<void> } = {
    add: ({ files }) => this.#compose((uploads) => uploads.add(files)),
    take: ({ references }) => this.#compose((uploads) => uploads.take(references.map((name) => ({ name })))),
    remove: ({ key }) => this.#uploads?.remove(key),
    move: ({ key, to }) => this.#uploads?.move(key, to),
    pause: ({ key }) => this.#uploads?.queue.pause(key),
    resume: ({ key }) => this.#uploads?.queue.resume(key),
    edit: ({ draft, page }) => this.#composing.edit(draft, !page),
    preset: ({ id }) => this.#composing.choose(id),
    fill: ({ values }) => this.#composing.fill(values),
    consent: ({ given }) => this.#state.change({ consent: given }),
    generate: ({ input }) => this.#run.create(this.#body(input)),
    retry: () => this.#run.retry(),
    cancel: () => this.#run.cancel(),
    again: ({ keepSeed }) => this.#again(keepSeed),
    reset: () => this.#reset(),
  }

  /** Resolves when what it caused is done; what went wrong stands in the snapshot. */
  async request(request: StudioRequest): Promise<void> {
    if (!HEARD[this.#state.now.phase].includes(request.type)) return
    await (this.#causes[request.type] as (request: StudioRequest) => void | Promise<void>)(request)
  }

  /** The first contact: a session, then the run that was left. Tries until it gets through or is refused. */
  start(): Promise<void> {
    this.#starting ??= this.#begin()
    return this.#starting
  }

  /** The first contact was made: what is not shown by now is not there. */
  get begun(): boolean {
    return this.#begun
  }

  async #begin(): Promise<void> {
    const { signal } = this.#stop
    for (let tried = 0; !signal.aborted; tried += 1) {
      try {
        await this.#client.session.token()
        const { facts } = this.#client.session
        if (facts) this.#composing.learn(facts)
        await this.#run.find(this.#page().generation)
        if (!this.#state.now.connected) this.#state.change({ connected: true })
        const { generation, phase } = this.#state.now
        this.#begun = true
        const { references } = this.#page()
        const taken = this.#composing.takeWaiting() ?? references.map((name) => ({ name }))
        if (!generation) await this.#take(taken)
        else if (HEARD[phase].includes('retry')) await this.#unpack(generation, true)
        // What was removed without a network is owed to the Worker.
        if (this.#client.memory.get('removals')) await this.#load()
        return
      } catch (error) {
        if (!(error instanceof NetworkError)) return this.#state.change({ trouble: toTrouble(error) })
        this.#state.change({ connected: false })
        await wait(backOff(tried), signal).catch((stopped) => {
          if (!isAbort(stopped)) throw stopped
        })
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
    this.#stop = new AbortController()
    if (!this.#begun) this.#starting = undefined
    this.#hold('away', true)
    this.#run.suspend()
  }

  resume(): void {
    this.#hold('away', false)
    this.#run.resume()
  }

  /** Uploads wait while there is a reason to. */
  #hold(why: Halt, yes: boolean): void {
    if (yes) this.#halts.add(why)
    else this.#halts.delete(why)
    if (yes) this.#uploads?.queue.halt(why)
    else this.#uploads?.go()
  }

  #load(): Promise<Uploads> {
    this.#loading ??= loadUploads((connected) => this.#state.change({ connected })).then(
      (Loaded) => {
        this.#uploads = new Loaded(this.#state, this.#client, this.#halts)
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

  /** Adding to a run that is over starts the next one with what is there. */
  async #compose(then: (uploads: Uploads) => Promise<void>): Promise<void> {
    if (this.#state.now.generation) this.#run.leave()
    try {
      await then(await this.#load())
    } catch (cause) {
      this.#state.change({ trouble: toTrouble(new NetworkError('The page could not be loaded whole.', { cause })) })
    }
  }

  async #again(keepSeed: boolean): Promise<void> {
    const { generation } = this.#state.now
    if (!generation) return
    this.#run.leave()
    await this.#unpack(generation, keepSeed)
  }

  /** Puts what a run was made of back into the composer. */
  async #unpack({ input }: Generation, keepSeed: boolean): Promise<void> {
    this.#composing.edit(toDraft(input, keepSeed), true)
    const ids = [...(input.reference_images ?? []), ...(input.reference_videos ?? [])]
    await this.#take(ids.map((name) => ({ name })))
  }

  #reset(): void {
    this.#run.leave()
    this.#uploads?.clear()
    this.#composing.reset()
  }

  #body(input: Input): GenerationRequest {
    const { preset: named, variables: given = {}, metadata, requireConsent } = this.#page()
    const { preset, variables, consent } = this.#state.now
    const id = preset?.id ?? named
    // Without the site's facts nobody knows the placeholders: then the page does.
    const names = preset?.variables ?? Object.keys(given)
    const filled = Object.entries({ ...variables, ...given }).filter(([name]) => names.includes(name))
    return {
      ...(id ? { preset: id } : {}),
      ...(id && filled.length > 0 ? { variables: Object.fromEntries(filled) } : {}),
      input,
      ...(metadata && Object.keys(metadata).length > 0 ? { metadata } : {}),
      ...(requireConsent ? { consent } : {}),
    }
  }
}
