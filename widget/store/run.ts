/** The run of one studio: created once, followed to its end, and found again after a reload. */
import type { Generation, GenerationRequest, Metadata } from '../../worker/contract/generation.ts'
import { METADATA_TEXT_MAX_CHARACTERS } from '../../worker/contract/limits.ts'
import { isOver } from '../client/generations.ts'
import type { Client } from '../client/index.ts'
import { isAbort, ProblemError } from '../client/problem.ts'
import { when } from './limit.ts'
import { createPendingCreates, type PendingCreate, type PendingCreates } from './pending-create.ts'
import { textsOf } from './preset.ts'
import { toShownError } from './shown-error.ts'
import type { Snapshot } from './snapshot.ts'
import type { State } from './state.ts'

/** Runs that a studio of this page shows: no other studio takes them up after a reload. */
const shownRuns = new Set<string>()

/** The site with one fewer video left today, unless the run had ended already and so was not paid again. */
function oneLess(site: Snapshot['site'], generation: Generation): Snapshot['site'] {
  const left = site?.limits.remaining_today.generations
  if (!site || left === undefined || isOver(generation)) return site
  const remaining_today = { ...site.limits.remaining_today, generations: Math.max(0, left - 1) }
  return { ...site, limits: { ...site.limits, remaining_today } }
}

/** The part of the page's metadata that the Worker keeps, as texts: a shop's ids may be numbers. Undefined if empty. */
function metadataOf(given: Metadata | undefined): Metadata | undefined {
  const kept = Object.entries(textsOf(given)).filter(([name, value]) => /^(external_id|title|alt)$/.test(name) && value)
  return kept.length > 0
    ? Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, METADATA_TEXT_MAX_CHARACTERS)]))
    : undefined
}

/** The run that one studio shows, and the one that goes on behind an earlier video. */
export class Run {
  readonly #state: State
  readonly #client: Client
  readonly #now: () => number
  readonly #isAway: () => boolean
  readonly #creates: PendingCreates
  /** The request of the run that is shown, as JSON, if this page has sent it. */
  #sent: string | undefined
  /** Settles once the last create is answered and, where the visitor wanted that, its run is canceled. */
  #answered: Promise<void> | undefined
  /** Ends the following of the run that is shown and of the one behind it. */
  #following = new AbortController()

  /** Nothing is followed while `isAway` says that the studio is not on the page. */
  constructor(state: State, client: Client, now: () => number, isAway: () => boolean) {
    this.#state = state
    this.#client = client
    this.#now = now
    this.#isAway = isAway
    this.#creates = createPendingCreates(client.memory, now)
    state.listen((now, before) => {
      if (now.generation?.id !== before.generation?.id) this.#markShown(now.generation, before.generation)
    })
  }

  /** The request of the run that is shown; undefined if this page has not sent it. */
  get lastRequest(): GenerationRequest | undefined {
    return this.#sent && JSON.parse(this.#sent)
  }

  /** Sends the paid create, unless one is on its way. With `canceled`, its run is canceled as soon as it exists. */
  async create(request: GenerationRequest, canceled = false): Promise<void> {
    if (this.#state.now.pending) return
    this.#answered = this.#create(request, canceled)
    await this.#answered
  }

  async #create(request: GenerationRequest, canceled: boolean): Promise<void> {
    const create = this.#creates.begin({ ...request, metadata: metadataOf(request.metadata) }, canceled)
    this.#state.change({ pending: 'generate', error: undefined })
    const reached = (connected: boolean) => {
      create.unclear = true
      this.#state.change({ connected })
    }
    try {
      const { generations } = this.#client
      const generation = await generations.create(JSON.parse(create.body), create.key, undefined, reached)
      await this.#created(create, generation)
    } catch (error) {
      this.#failed(create, error, request)
    }
  }

  async #created(create: PendingCreate, generation: Generation): Promise<void> {
    this.#creates.settle(create)
    const site = oneLess(this.#state.now.site, generation)
    const facts = { site, pending: undefined, connected: true, known: true }
    if (create.abandoned) {
      // An abandoned run stays among the earlier videos, unless it is canceled.
      this.#state.change(facts)
      if (create.canceled) await this.#client.generations.cancel(generation.id).catch(() => {})
      return
    }
    this.#sent = create.body
    // The id is saved before `change`, whose listeners may reset the studio and with it this id.
    this.#client.memory.set('generation', generation.id)
    this.#state.change({ ...facts, resumed: false, opened: false, since: this.#now(), generation })
    this.resume()
    if (create.canceled) await this.cancel()
  }

  #failed(create: PendingCreate, error: unknown, request: GenerationRequest): void {
    const refused = error instanceof ProblemError
    if (refused && error.status < 500 && !create.unclear) this.#creates.settle(create)
    else this.#creates.leaveUnclear(create)
    if (refused) this.#rejectReferences(error, request)
    const shown = toShownError(error)
    this.#state.change({ pending: undefined, error: shown, ...(refused && { connected: true }) })
    if (!shown.until) return
    when(shown.until, () => {
      const over = this.#state.now.error === shown && !shown.vague
      // An empty change draws a limit that is over by now once more.
      this.#state.change(over ? { error: undefined } : {})
    })
  }

  /** Rejects the references that the Worker named in its refusal: gone, or of no use. */
  #rejectReferences({ errors }: ProblemError, { input = {} }: GenerationRequest): void {
    for (const { pointer, code } of errors) {
      const [, field, at] = /^.input.(reference_(?:images|videos)).(\d+)$/.exec(pointer) ?? []
      const id = input[field as 'reference_images']?.[Number(at)]
      const item = this.#state.now.references.find((each) => each.id === id)
      if (id && item) {
        const error = { code: code === 'unknown-reference' ? 'not-found' : code }
        this.#state.changeItem(item.key, { status: 'rejected', error })
      }
    }
  }

  /** Cancels the run that is shown; a create without an answer is canceled once it has one. */
  async cancel(): Promise<void> {
    const { generation, pending } = this.#state.now
    if (pending === 'generate') {
      this.#creates.cancel()
      return this.#answered
    }
    if (!generation || pending || isOver(generation)) return
    this.#state.change({ pending: 'cancel', error: undefined })
    try {
      this.#seen(await this.#client.generations.cancel(generation.id))
      this.#state.change({ pending: undefined })
    } catch (error) {
      this.#state.change({ pending: undefined, error: toShownError(error) })
    }
  }

  /** Gets new addresses for the video that is shown: signed ones expire. */
  async renew(): Promise<void> {
    const { generation } = this.#state.now
    if (!generation) return
    try {
      const fresh = await this.#client.generations.get(generation.id)
      if (this.#shown === fresh.id) this.#state.change({ generation: fresh, error: undefined })
    } catch (error) {
      this.#state.change({ error: toShownError(error) })
    }
  }

  /**
   * Takes up the run that this visitor left, whatever has become of it: the unanswered create, else the run that a form
   * remembers, else the last one. Throws where the Worker can't be asked, or refuses for another reason than that the
   * run is gone.
   */
  async find(remembered?: string): Promise<void> {
    const { memory, generations } = this.#client
    const unanswered = this.#creates.takeUp()
    if (unanswered) await this.create(JSON.parse(unanswered.body), unanswered.canceled)
    const last = memory.get('generation')
    for (const id of new Set([remembered, last])) {
      // A run that this load of the page has begun takes precedence over an earlier one.
      if (!id || shownRuns.has(id) || this.#shown || this.#creates.current) continue
      shownRuns.add(id)
      try {
        const generation = await generations.get(id)
        if (this.#shown || this.#creates.current) return
        this.#sent = undefined
        this.#state.change({ generation, resumed: true, known: true, since: Date.parse(generation.created_at) })
        this.resume()
      } catch (error) {
        // Any other error may pass, and must not make the browser forget the run.
        if (!(error instanceof ProblemError) || ![403, 404, 410].includes(error.status)) throw error
        if (id === last) memory.set('generation', undefined)
      } finally {
        if (this.#shown !== id) shownRuns.delete(id)
      }
    }
  }

  /** Shows a run that exists, and follows it to its end. */
  show(generation: Generation, how: Pick<Snapshot, 'behind' | 'resumed' | 'opened'>): void {
    this.#sent = undefined
    const since = Date.parse(generation.created_at)
    this.#state.change({ generation, since, error: undefined, connected: true, ...how })
    this.resume()
  }

  /** Shows no run any more; one that goes on behind it is still followed. */
  leave(): void {
    const { generation, behind } = this.#state.now
    const { memory } = this.#client
    this.#sent = undefined
    const last = memory.get('generation')
    const others = last && last !== generation?.id && shownRuns.has(last)
    if (!others) memory.set('generation', behind && !isOver(behind) ? behind.id : undefined)
    this.#state.change({ generation: undefined, since: undefined, resumed: false, opened: false, error: undefined })
    this.resume()
  }

  /** Leaves the run, and a create without an answer too: its run will not be shown. */
  abandon(): void {
    this.#creates.abandon()
    this.leave()
  }

  /** The studio left the page: follows nothing, and lets other studios take up its run. */
  suspend(): void {
    this.#creates.release()
    this.#following.abort()
    this.#markShown(undefined, this.#state.now.generation)
  }

  /** Follows the run that is shown and the one behind it, and no other. */
  resume(): void {
    this.#following.abort()
    this.#following = new AbortController()
    if (this.#isAway()) return
    const { generation, behind } = this.#state.now
    this.#markShown(generation)
    for (const run of [generation, behind]) if (run && !isOver(run)) this.#follow(run.id, this.#following.signal)
  }

  get #shown(): string | undefined {
    return this.#state.now.generation?.id
  }

  #markShown(now: Generation | undefined, before?: Generation): void {
    if (before) shownRuns.delete(before.id)
    if (now) shownRuns[this.#isAway() ? 'delete' : 'add'](now.id)
  }

  #follow(id: string, signal: AbortSignal): void {
    this.#client
      .follow(id, {
        signal,
        seen: (next) => this.#seen(next),
        connected: (yes) => {
          if (yes !== this.#state.now.connected) this.#state.change({ connected: yes })
        },
      })
      .catch((error) => {
        if (isAbort(error) || signal.aborted) return
        const behind = this.#state.now.behind?.id === id
        this.#state.change(behind ? { behind: undefined } : { error: toShownError(error) })
      })
  }

  /** Takes a newer state of a run into the snapshot. Answers may overtake each other: an older one changes nothing. */
  #seen(next: Generation): void {
    const place = this.#state.now.behind?.id === next.id ? 'behind' : 'generation'
    const known = this.#state.now[place]
    if (known?.id !== next.id || next.sequence < known.sequence) return
    if (next.sequence === known.sequence && next.status === known.status) return
    this.#state.change({ [place]: next })
  }
}
