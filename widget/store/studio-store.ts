/** The store of one studio: requests come in, the Worker is asked, snapshots go out. Knows no element. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import type { Input } from '../../worker/contract/input.ts'
import { backOff, wait } from '../client/back-off.ts'
import type { Client } from '../client/index.ts'
import { isAbort, NetworkError } from '../client/problem.ts'
import { Estimator } from './estimator.ts'
import { toDraft, toInput } from './input.ts'
import { loadUploads } from './load-uploads.ts'
import { HEARD } from './phases.ts'
import type { RequestType, StudioRequest } from './requests.ts'
import { Run } from './run.ts'
import { type Draft, EMPTY_DRAFT, type Snapshot } from './snapshot.ts'
import { type Listener, State } from './state.ts'
import { toTrouble } from './trouble.ts'
import type { Halt } from './uploads/queue.ts'
import type { Uploads } from './uploads/uploads.ts'

/** What the page says beside the visitor's choices; read anew with each request. */
export interface PageFacts {
  preset?: string | undefined
  variables?: Record<string, string> | undefined
  metadata?: GenerationRequest['metadata']
  requireConsent: boolean
  /** Starting values. */
  draft: Partial<Draft>
  references: readonly string[]
}

export interface StoreOptions {
  client: Client
  page: () => PageFacts
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
  readonly #estimator: Estimator
  #started: AbortController | undefined
  #begun = false

  constructor({ client, page, now = Date.now }: StoreOptions) {
    this.#client = client
    this.#page = page
    const ask = () => this.#client
    this.#run = new Run(this.#state, ask, now)
    this.#estimator = new Estimator(this.#state, ask)
    this.#state.change({ draft: Object.freeze({ ...EMPTY_DRAFT, ...page().draft }) })
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
    take: ({ references }) => this.#compose((uploads) => uploads.take(references)),
    remove: ({ key }) => this.#uploads?.remove(key),
    pause: ({ key }) => this.#uploads?.queue.pause(key),
    resume: ({ key }) => this.#uploads?.queue.resume(key),
    edit: ({ draft }) => this.#edit(draft),
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

  /** The first contact: a session, then the run that was left. Tries until it gets through. */
  async start(): Promise<void> {
    if (this.#started || this.#begun) return
    this.#started = new AbortController()
    const { signal } = this.#started
    for (let tried = 0; !signal.aborted; tried += 1) {
      try {
        await this.#client.session.token()
        this.#learn()
        await this.#run.find()
        if (!this.#state.now.connected) this.#state.change({ connected: true })
        const { generation, phase } = this.#state.now
        this.#begun = true
        const { references } = this.#page()
        if (!generation) await this.#take(references)
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
    this.#started?.abort()
    this.#started = undefined
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

  async #take(references: readonly string[]): Promise<void> {
    if (references.length > 0) await (await this.#load()).take(references)
  }

  /** The site's limits and the preset's values become part of the draft. */
  #learn(): void {
    const facts = this.#client.session.facts
    if (!facts) return
    const preset = facts.site.presets.find(({ id }) => id === this.#page().preset)
    this.#state.change({ site: facts.site, preview: facts.preview ?? false, locked: preset?.locked ?? [] })
    this.#edit({ ...toDraft((preset?.input ?? {}) as Partial<Input>, true), ...this.#page().draft })
  }

  #edit(part: Partial<Draft>): void {
    const draft = { ...this.#state.now.draft, ...part }
    const limits = this.#state.now.site?.limits
    const allowed = limits?.resolutions ?? []
    if (allowed[0] && !allowed.includes(draft.resolution)) draft.resolution = allowed[0]
    if (limits) draft.duration = Math.min(draft.duration, limits.max_duration)
    this.#state.change({ draft: Object.freeze(draft) })
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
    this.#edit(toDraft(input, keepSeed))
    await this.#take([...(input.reference_images ?? []), ...(input.reference_videos ?? [])])
  }

  #reset(): void {
    this.#run.leave()
    this.#uploads?.clear()
    this.#state.change({ consent: false, estimate: undefined })
    this.#edit({ ...EMPTY_DRAFT, shot_type: undefined, seed: undefined, ...this.#page().draft })
  }

  #body(input: Input): GenerationRequest {
    const { preset, variables, metadata, requireConsent } = this.#page()
    return {
      ...(preset ? { preset } : {}),
      ...(variables && Object.keys(variables).length > 0 ? { variables } : {}),
      input,
      ...(metadata && Object.keys(metadata).length > 0 ? { metadata } : {}),
      ...(requireConsent ? { consent: this.#state.now.consent } : {}),
    }
  }
}
