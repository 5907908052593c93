/** The run of one studio: asks for it once, follows it to its end, and finds it again after a reload. */
import type { Generation, GenerationRequest, Metadata } from '../../worker/contract/generation.ts'
import { IDEMPOTENCY_KEY_HOURS, METADATA_TEXT_MAX_CHARACTERS } from '../../worker/contract/limits.ts'
import { isOver } from '../client/generations.ts'
import type { Client } from '../client/index.ts'
import { newKey } from '../client/paid-create.ts'
import { isAbort, ProblemError } from '../client/problem.ts'
import { when } from './limit.ts'
import { textsOf } from './preset.ts'
import { toShownError } from './shown-error.ts'
import type { Snapshot } from './snapshot.ts'
import type { State } from './state.ts'

/** Runs that a studio of this page has on its stage: another one doesn't take them up too. */
const shownRuns = new Set<string>()

/** What is left of today's videos after this one; one that was there already counts against nothing. */
function oneLess(site: Snapshot['site'], generation: Generation): Snapshot['site'] {
  const left = site?.limits.remaining_today.generations
  if (!site || left === undefined || isOver(generation)) return site
  const remaining_today = { ...site.limits.remaining_today, generations: Math.max(0, left - 1) }
  return { ...site, limits: { ...site.limits, remaining_today } }
}

/** A paid create of which nobody knows yet what became of it: what is asked for, under which key, and when (ms). */
interface PendingCreate {
  body: string
  key: string
  at: number
  /** A try got no answer: a run may have begun, whatever a later try is told. */
  lost?: boolean | undefined
  /** The visitor knows that no answer came: it is theirs to ask again. */
  told?: boolean
  /** It was taken back before it was answered. */
  canceled?: boolean
  /** The studio was reset before it was answered. */
  left?: boolean
}

/** Keys that a studio of this page waits for an answer to. */
const inFlight = new Set<string>()

/** Milliseconds for which a create that a reload cut off is still somebody's create. */
const WISH_MS = 15 * 60_000
/** Milliseconds for which the Worker knows a key. */
const KEY_MS = IDEMPOTENCY_KEY_HOURS * 3_600_000

/** As much of it as the Worker keeps, as texts: a shop's ids may be numbers. Undefined where that is nothing. */
function metadataOf(given: Metadata | undefined): Metadata | undefined {
  const kept = Object.entries(textsOf(given)).filter(([name, value]) => /^(external_id|title|alt)$/.test(name) && value)
  return kept.length > 0
    ? Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, METADATA_TEXT_MAX_CHARACTERS)]))
    : undefined
}

export class Run {
  readonly #state: State
  readonly #client: () => Client
  readonly #now: () => number
  readonly #away: () => boolean
  /** The last create that is not answered, by now or at all: the same words carry its key. */
  #unanswered: PendingCreate | undefined
  /** The one that is on its way. */
  #inFlight: PendingCreate | undefined
  /** What the run on the stage was asked for with, where this page has asked. */
  #asked: string | undefined
  /** Resolves when the last create was answered, and taken back where that was wanted. */
  #answered: Promise<void> | undefined
  /** Ends the following of the run on the stage, and of one that goes on behind it. */
  #following = new AbortController()

  /** `away`: the element is not on the page, and nothing is followed. */
  constructor(state: State, client: () => Client, now: () => number, away: () => boolean) {
    this.#state = state
    this.#client = client
    this.#now = now
    this.#away = away
    state.listen((now, before) => {
      if (now.generation?.id !== before.generation?.id) this.#markShown(now.generation, before.generation)
    })
  }

  /** `canceled`: it was taken back before it was answered. */
  async create(asked: GenerationRequest, canceled = false): Promise<void> {
    if (this.#state.now.pending) return
    this.#answered = this.#create(asked, canceled)
    await this.#answered
  }

  async #create(asked: GenerationRequest, canceled: boolean): Promise<void> {
    const body = JSON.stringify({ ...asked, metadata: metadataOf(asked.metadata) })
    // After a lost answer the visitor may press again: the same words carry the same key then.
    const known = this.#unanswered?.body === body ? this.#unanswered : undefined
    const create: PendingCreate = { body, key: known?.key ?? newKey(), at: this.#now(), lost: known?.lost, canceled }
    const { key } = create
    this.#unanswered = create
    this.#inFlight = create
    inFlight.add(key)
    // Before it leaves: a page that is reloaded before the answer finds it again.
    this.#keep(create)
    this.#state.change({ pending: 'generate', error: undefined })
    const reached = (connected: boolean) => {
      create.lost = true
      this.#state.change({ connected })
    }
    try {
      const generation = await this.#client().generations.create(JSON.parse(body), key, undefined, reached)
      this.#settled(create)
      const facts = { site: oneLess(this.#state.now.site, generation), pending: undefined, connected: true }
      if (create.left) {
        // It goes on among the earlier videos, unless it was taken back.
        this.#state.change({ ...facts, known: true })
        if (create.canceled)
          await this.#client()
            .generations.cancel(generation.id)
            .catch(() => {})
        return
      }
      this.#asked = body
      // Before the page hears of it: what it does then comes after.
      this.#client().memory.set('generation', generation.id)
      this.#state.change({
        ...facts,
        resumed: false,
        opened: false,
        known: true,
        since: this.#now(),
        generation,
      })
      this.resume()
      if (create.canceled) await this.cancel()
    } catch (error) {
      const refused = error instanceof ProblemError
      if (refused && error.status < 500 && !create.lost) this.#settled(create)
      else {
        Object.assign(create, { lost: true, told: true })
        this.#keep(create)
      }
      this.#inFlight = undefined
      const shown = toShownError(error)
      if (refused) this.#refuse(error, asked)
      this.#state.change({ pending: undefined, error: shown, ...(refused && { connected: true }) })
      if (shown.until) {
        // What the Worker named an end of is over then; what is drawn of a limit is drawn once more.
        when(shown.until, () => {
          const over = this.#state.now.error === shown && !shown.vague
          this.#state.change(over ? { error: undefined } : {})
        })
      }
    } finally {
      inFlight.delete(key)
    }
  }

  /** Over a reload. */
  #keep(create: PendingCreate): void {
    this.#client().memory.set('pending', JSON.stringify(create))
  }

  /** It is known what became of it. */
  #settled(create: PendingCreate): void {
    if (this.#inFlight === create) this.#inFlight = undefined
    if (this.#unanswered === create) this.#unanswered = undefined
    // Another tab's is its own.
    if (this.#kept()?.key === create.key) this.#client().memory.set('pending', undefined)
  }

  #kept(): PendingCreate | undefined {
    try {
      const create = JSON.parse(this.#client().memory.get('pending') ?? '') as PendingCreate
      JSON.parse(create.body)
      return create
    } catch {
      return undefined
    }
  }

  /** References that are not there any more, or can't be used, are told where they stand. */
  #refuse({ errors }: ProblemError, { input = {} }: GenerationRequest): void {
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

  /** What was asked for last; undefined where the run on the stage is another page's. */
  get lastRequest(): GenerationRequest | undefined {
    return this.#asked && JSON.parse(this.#asked)
  }

  async cancel(): Promise<void> {
    const { generation, pending } = this.#state.now
    if (pending === 'generate') {
      // What is not answered yet can't be taken back before it is.
      if (this.#inFlight) {
        this.#inFlight.canceled = true
        this.#keep(this.#inFlight)
      }
      return this.#answered
    }
    if (!generation || pending || isOver(generation)) return
    this.#state.change({ pending: 'cancel', error: undefined })
    try {
      this.#seen(await this.#client().generations.cancel(generation.id))
      this.#state.change({ pending: undefined })
    } catch (error) {
      this.#state.change({ pending: undefined, error: toShownError(error) })
    }
  }

  /** A video whose addresses are signed has new ones each time that it is asked for. */
  async renew(): Promise<void> {
    const { generation } = this.#state.now
    if (!generation) return
    try {
      const fresh = await this.#client().generations.get(generation.id)
      if (this.#shown === fresh.id) this.#state.change({ generation: fresh, error: undefined })
    } catch (error) {
      this.#state.change({ error: toShownError(error) })
    }
  }

  /** Takes up the run that this visitor left, whatever has become of it; the one that a form remembers comes first. */
  async find(remembered?: string): Promise<void> {
    const { memory, generations } = this.#client()
    await this.#takeUp()
    const last = memory.get('generation')
    for (const id of new Set([remembered, last])) {
      // A create of this load goes before what an earlier one has left.
      if (!id || shownRuns.has(id) || this.#shown || this.#inFlight) continue
      shownRuns.add(id)
      try {
        const generation = await generations.get(id)
        if (this.#shown || this.#inFlight) return
        this.#asked = undefined
        this.#state.change({ generation, resumed: true, known: true, since: Date.parse(generation.created_at) })
        this.resume()
      } catch (error) {
        // Gone, expired, or somebody else's: nothing to take up. Anything else may pass, and forgets nothing.
        if (!(error instanceof ProblemError) || ![403, 404, 410].includes(error.status)) throw error
        if (id === last) memory.set('generation', undefined)
      } finally {
        if (this.#shown !== id) shownRuns.delete(id)
      }
    }
  }

  /** A create that an earlier load of the page did not hear the answer to; under its key it is the same one. */
  async #takeUp(): Promise<void> {
    const kept = this.#unanswered ? undefined : this.#kept()
    // Another studio of this page waits for it.
    if (!kept || inFlight.has(kept.key)) return
    const age = this.#now() - kept.at
    if (age > KEY_MS) return this.#client().memory.set('pending', undefined)
    // Nobody knows what became of it, whatever it is answered from now on.
    this.#unanswered = { ...kept, lost: true }
    if (!kept.told && age < WISH_MS) await this.create(JSON.parse(kept.body), kept.canceled)
  }

  /** Gives the stage to a run that exists, and follows it where it still goes on. */
  show(generation: Generation, how: Pick<Snapshot, 'behind' | 'resumed' | 'opened'>): void {
    this.#asked = undefined
    const since = Date.parse(generation.created_at)
    this.#state.change({ generation, since, error: undefined, connected: true, ...how })
    this.resume()
  }

  /** Lets go of the run that is shown; one that goes on behind it still does. */
  leave(): void {
    const { generation, behind } = this.#state.now
    const { memory } = this.#client()
    this.#asked = undefined
    const last = memory.get('generation')
    const others = last && last !== generation?.id && shownRuns.has(last)
    if (!others) memory.set('generation', behind && !isOver(behind) ? behind.id : undefined)
    this.#state.change({ generation: undefined, since: undefined, resumed: false, opened: false, error: undefined })
    this.resume()
  }

  /** The same for good: a create that is on its way has no stage any more either. */
  abandon(): void {
    const create = this.#inFlight
    if (create) create.left = true
    if (create && !create.canceled) this.#client().memory.set('pending', undefined)
    this.leave()
  }

  suspend(): void {
    // Another studio in its place may take it up.
    if (this.#inFlight) inFlight.delete(this.#inFlight.key)
    this.#following.abort()
    this.#markShown(undefined, this.#state.now.generation)
  }

  /** Follows what is shown and what goes on behind it, and nothing else. */
  resume(): void {
    this.#following.abort()
    this.#following = new AbortController()
    if (this.#away()) return
    const { generation, behind } = this.#state.now
    this.#markShown(generation)
    for (const run of [generation, behind]) if (run && !isOver(run)) this.#follow(run.id, this.#following.signal)
  }

  get #shown(): string | undefined {
    return this.#state.now.generation?.id
  }

  #markShown(now: Generation | undefined, before?: Generation): void {
    if (before) shownRuns.delete(before.id)
    if (now) shownRuns[this.#away() ? 'delete' : 'add'](now.id)
  }

  #follow(id: string, signal: AbortSignal): void {
    this.#client()
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

  /** Answers may overtake each other: only what is newer counts. */
  #seen(next: Generation): void {
    const place = this.#state.now.behind?.id === next.id ? 'behind' : 'generation'
    const known = this.#state.now[place]
    if (known?.id !== next.id || next.sequence < known.sequence) return
    if (next.sequence === known.sequence && next.status === known.status) return
    this.#state.change({ [place]: next })
  }
}
