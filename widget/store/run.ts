/** The run of one studio: asks for it once, follows it to its end, and finds it again after a reload. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import { IDEMPOTENCY_KEY_HOURS } from '../../worker/contract/limits.ts'
import { isOver } from '../client/generations.ts'
import type { Client } from '../client/index.ts'
import { newKey } from '../client/key.ts'
import { isAbort, ProblemError } from '../client/problem.ts'
import { when } from './limit.ts'
import { metadataOf } from './metadata.ts'
import type { Snapshot } from './snapshot.ts'
import type { State } from './state.ts'
import { toTrouble } from './trouble.ts'

/** Runs that a studio of this page has on its stage: another one doesn't take them up too. */
const staged = new Set<string>()

/** What is left of today's videos after this one; one that was there already counts against nothing. */
function oneLess(site: Snapshot['site'], generation: Generation): Snapshot['site'] {
  const left = site?.limits.remaining_today.generations
  if (!site || left === undefined || isOver(generation)) return site
  const remaining_today = { ...site.limits.remaining_today, generations: Math.max(0, left - 1) }
  return { ...site, limits: { ...site.limits, remaining_today } }
}

/** A paid wish of which nobody knows yet what became of it: what is asked for, under which key, and when (ms). */
interface Wish {
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
const flying = new Set<string>()

/** Milliseconds for which a wish that a reload cut off is still somebody's wish. */
const WISH_MS = 15 * 60_000
/** Milliseconds for which the Worker knows a key. */
const KEY_MS = IDEMPOTENCY_KEY_HOURS * 3_600_000

export class Run {
  readonly #state: State
  readonly #client: () => Client
  readonly #now: () => number
  readonly #away: () => boolean
  /** The last wish that is not answered, by now or at all: the same words carry its key. */
  #open: Wish | undefined
  /** The one that is on its way. */
  #flying: Wish | undefined
  /** What the run on the stage was asked for with, where this page has asked. */
  #asked: string | undefined
  /** Resolves when the last wish was answered, and taken back where that was wanted. */
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
      if (now.generation?.id !== before.generation?.id) this.#stage(now.generation, before.generation)
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
    const known = this.#open?.body === body ? this.#open : undefined
    const wish: Wish = { body, key: known?.key ?? newKey(), at: this.#now(), lost: known?.lost, canceled }
    const { key } = wish
    this.#open = wish
    this.#flying = wish
    flying.add(key)
    // Before it leaves: a page that is reloaded before the answer finds it again.
    this.#keep(wish)
    this.#state.change({ pending: 'generate', trouble: undefined })
    const reached = (connected: boolean) => {
      wish.lost = true
      this.#state.change({ connected })
    }
    try {
      const generation = await this.#client().generations.create(JSON.parse(body), key, undefined, reached)
      this.#settled(wish)
      const facts = { site: oneLess(this.#state.now.site, generation), pending: undefined, connected: true }
      if (wish.left) {
        // It goes on among the earlier videos, unless it was taken back.
        this.#state.change({ ...facts, known: true })
        if (wish.canceled)
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
      if (wish.canceled) await this.cancel()
    } catch (error) {
      const refused = error instanceof ProblemError
      if (refused && error.status < 500 && !wish.lost) this.#settled(wish)
      else {
        Object.assign(wish, { lost: true, told: true })
        this.#keep(wish)
      }
      this.#flying = undefined
      const trouble = toTrouble(error)
      if (refused) this.#refuse(error, asked)
      this.#state.change({ pending: undefined, trouble, ...(refused && { connected: true }) })
      if (trouble.until) {
        // What the Worker named an end of is over then; what is drawn of a limit is drawn once more.
        when(trouble.until, () => {
          const over = this.#state.now.trouble === trouble && !trouble.vague
          this.#state.change(over ? { trouble: undefined } : {})
        })
      }
    } finally {
      flying.delete(key)
    }
  }

  /** Over a reload. */
  #keep(wish: Wish): void {
    this.#client().memory.set('wish', JSON.stringify(wish))
  }

  /** It is known what became of it. */
  #settled(wish: Wish): void {
    if (this.#flying === wish) this.#flying = undefined
    if (this.#open === wish) this.#open = undefined
    // Another tab's is its own.
    if (this.#kept()?.key === wish.key) this.#client().memory.set('wish', undefined)
  }

  #kept(): Wish | undefined {
    try {
      const wish = JSON.parse(this.#client().memory.get('wish') ?? '') as Wish
      JSON.parse(wish.body)
      return wish
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
        const trouble = { code: code === 'unknown-reference' ? 'not-found' : code }
        this.#state.changeItem(item.key, { status: 'rejected', trouble })
      }
    }
  }

  /** What was asked for last; undefined where the run on the stage is another page's. */
  get wish(): GenerationRequest | undefined {
    return this.#asked && JSON.parse(this.#asked)
  }

  async cancel(): Promise<void> {
    const { generation, pending } = this.#state.now
    if (pending === 'generate') {
      // What is not answered yet can't be taken back before it is.
      if (this.#flying) {
        this.#flying.canceled = true
        this.#keep(this.#flying)
      }
      return this.#answered
    }
    if (!generation || pending || isOver(generation)) return
    this.#state.change({ pending: 'cancel', trouble: undefined })
    try {
      this.#seen(await this.#client().generations.cancel(generation.id))
      this.#state.change({ pending: undefined })
    } catch (error) {
      this.#state.change({ pending: undefined, trouble: toTrouble(error) })
    }
  }

  /** A video whose addresses are signed has new ones each time that it is asked for. */
  async renew(): Promise<void> {
    const { generation } = this.#state.now
    if (!generation) return
    try {
      const fresh = await this.#client().generations.get(generation.id)
      if (this.#shown === fresh.id) this.#state.change({ generation: fresh, trouble: undefined })
    } catch (error) {
      this.#state.change({ trouble: toTrouble(error) })
    }
  }

  /** Takes up the run that this visitor left, whatever has become of it; the one that a form remembers comes first. */
  async find(remembered?: string): Promise<void> {
    const { memory, generations } = this.#client()
    await this.#takeUp()
    const last = memory.get('generation')
    for (const id of new Set([remembered, last])) {
      // A wish of this load goes before what an earlier one has left.
      if (!id || staged.has(id) || this.#shown || this.#flying) continue
      staged.add(id)
      try {
        const generation = await generations.get(id)
        if (this.#shown || this.#flying) return
        this.#asked = undefined
        this.#state.change({ generation, resumed: true, known: true, since: Date.parse(generation.created_at) })
        this.resume()
      } catch (error) {
        // Gone, expired, or somebody else's: nothing to take up. Anything else may pass, and forgets nothing.
        if (!(error instanceof ProblemError) || ![403, 404, 410].includes(error.status)) throw error
        if (id === last) memory.set('generation', undefined)
      } finally {
        if (this.#shown !== id) staged.delete(id)
      }
    }
  }

  /** A wish that an earlier load of the page did not hear the answer to; under its key it is the same one. */
  async #takeUp(): Promise<void> {
    const kept = this.#open ? undefined : this.#kept()
    // Another studio of this page waits for it.
    if (!kept || flying.has(kept.key)) return
    const age = this.#now() - kept.at
    if (age > KEY_MS) return this.#client().memory.set('wish', undefined)
    // Nobody knows what became of it, whatever it is answered from now on.
    this.#open = { ...kept, lost: true }
    if (!kept.told && age < WISH_MS) await this.create(JSON.parse(kept.body), kept.canceled)
  }

  /** Gives the stage to a run that exists, and follows it where it still goes on. */
  show(generation: Generation, how: Pick<Snapshot, 'behind' | 'resumed' | 'opened'>): void {
    this.#asked = undefined
    const since = Date.parse(generation.created_at)
    this.#state.change({ generation, since, trouble: undefined, connected: true, ...how })
    this.resume()
  }

  /** Lets go of the run that is shown; one that goes on behind it still does. */
  leave(): void {
    const { generation, behind } = this.#state.now
    const { memory } = this.#client()
    this.#asked = undefined
    const last = memory.get('generation')
    const others = last && last !== generation?.id && staged.has(last)
    if (!others) memory.set('generation', behind && !isOver(behind) ? behind.id : undefined)
    this.#state.change({ generation: undefined, since: undefined, resumed: false, opened: false, trouble: undefined })
    this.resume()
  }

  /** The same for good: a wish that is on its way has no stage any more either. */
  abandon(): void {
    const wish = this.#flying
    if (wish) wish.left = true
    if (wish && !wish.canceled) this.#client().memory.set('wish', undefined)
    this.leave()
  }

  suspend(): void {
    // Another studio in its place may take it up.
    if (this.#flying) flying.delete(this.#flying.key)
    this.#following.abort()
    this.#stage(undefined, this.#state.now.generation)
  }

  /** Follows what is shown and what goes on behind it, and nothing else. */
  resume(): void {
    this.#following.abort()
    this.#following = new AbortController()
    if (this.#away()) return
    const { generation, behind } = this.#state.now
    this.#stage(generation)
    for (const run of [generation, behind]) if (run && !isOver(run)) this.#follow(run.id, this.#following.signal)
  }

  get #shown(): string | undefined {
    return this.#state.now.generation?.id
  }

  #stage(now: Generation | undefined, before?: Generation): void {
    if (before) staged.delete(before.id)
    if (now) staged[this.#away() ? 'delete' : 'add'](now.id)
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
        this.#state.change(behind ? { behind: undefined } : { trouble: toTrouble(error) })
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
