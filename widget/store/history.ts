/** The visitor's own earlier videos: listed when somebody looks, opened on the stage, and deleted for good. */
import type { Generation } from '../../worker/contract/generation.ts'
import { isOver } from '../client/generations.ts'
import type { Client } from '../client/index.ts'
import { ProblemError } from '../client/problem.ts'
import type { StudioRequest } from './requests.ts'
import type { Run } from './run.ts'
import { toShownError } from './shown-error.ts'
import type { History } from './snapshot.ts'
import type { State } from './state.ts'

/** Deleted elsewhere, or no more kept. */
const isGone = (error: unknown): boolean => error instanceof ProblemError && [404, 410].includes(error.status)

const NOTHING: History = Object.freeze({ items: Object.freeze([]), loading: false })

export class HistoryStore {
  readonly #state: State
  readonly #client: Client
  readonly #run: Run
  /** The newest asking: what an older one brings counts for nothing. */
  #asked = 0

  constructor(state: State, client: Client, run: Run) {
    this.#state = state
    this.#client = client
    this.#run = run
    state.listen((now, before) => {
      for (const place of ['generation', 'behind'] as const) {
        const run = now[place]
        if (run && run !== before[place]) this.#noteRun(run)
      }
    })
  }

  /** The newest page anew, or the one after what is there. */
  async list(more: boolean): Promise<void> {
    const asked = ++this.#asked
    const { items, cursor } = this.#now
    this.#change({ loading: true, error: undefined })
    try {
      const page = await this.#client.generations.list(more ? cursor : undefined)
      if (asked !== this.#asked) return
      const known = new Set(page.generations.map(({ id }) => id))
      const before = more ? items.filter(({ id }) => !known.has(id)) : []
      this.#change({ items: [...before, ...page.generations], cursor: page.cursor, loading: false })
      // A run that began while the page was on its way is newer than it.
      const [newest] = this.#now.items
      for (const run of [this.#state.now.behind, this.#state.now.generation]) {
        if (run && run.created_at > (newest?.created_at ?? '')) this.#noteRun(run)
      }
    } catch (error) {
      if (asked === this.#asked) this.#fail(error, { type: 'history', more }, { loading: false })
    }
  }

  /**
   * Shows one of them as it is now. A run that it takes the stage from goes on behind it; what a reload finds is that
   * one, or what was being composed.
   */
  async open(id: string): Promise<void> {
    if (id === this.#state.now.generation?.id) return
    const found = await this.#look(id)
    const { generation: shown, behind: before, opened, pending } = this.#state.now
    // A create that is not answered yet is not to be lost.
    if (!found || pending) return
    const goesOn = [before, shown].find((run) => run && !isOver(run)) ?? (opened ? before : undefined)
    const behind = goesOn?.id === id ? undefined : goesOn
    const generation = before?.id === id && before.sequence > found.sequence ? before : found
    if (!behind && !isOver(generation)) this.#client.memory.set('generation', id)
    this.#run.show(generation, { behind, resumed: true, opened: true })
  }

  /** From an earlier video back to the run that went on meanwhile, or to what was being composed. */
  close(): void {
    const { opened, behind } = this.#state.now
    if (opened && behind) this.#run.show(behind, { behind: undefined, resumed: isOver(behind), opened: false })
    else if (opened) this.#run.leave()
  }

  /** Undefined where it is gone, or another one was wanted meanwhile. */
  async #look(id: string): Promise<Generation | undefined> {
    this.#change({ opening: id, error: undefined })
    try {
      const generation = await this.#client.generations.get(id)
      if (this.#now.opening !== id) return undefined
      this.#change({ opening: undefined })
      return generation
    } catch (error) {
      if (this.#now.opening !== id) return undefined
      this.#fail(
        error,
        { type: 'open', id },
        { opening: undefined, ...(isGone(error) && { items: this.#without(id) }) },
      )
      return undefined
    }
  }

  /** For good; one that was gone already is. From the stage it goes too. */
  async delete(id: string): Promise<void> {
    if (this.#now.deleting) return
    this.#change({ deleting: id, error: undefined })
    try {
      await this.#client.generations.remove(id)
    } catch (error) {
      if (!isGone(error)) return this.#fail(error, { type: 'delete', id }, { deleting: undefined })
    }
    this.#change({ items: this.#without(id), deleting: undefined, deleted: id })
    const { generation, behind } = this.#state.now
    if (behind?.id === id) this.#state.change({ behind: undefined })
    if (generation?.id === id) this.#run.leave()
    else this.#run.resume()
  }

  get #now(): History {
    return this.#state.now.history ?? NOTHING
  }

  #without(id: string): Generation[] {
    return this.#now.items.filter((item) => item.id !== id)
  }

  #fail(error: unknown, failed: StudioRequest, part: Partial<History>): void {
    this.#change({ ...part, error: toShownError(error), failed: isGone(error) ? undefined : failed })
  }

  #change(part: Partial<History>): void {
    this.#state.change({ history: Object.freeze({ ...this.#now, ...part }) })
  }

  /** What changes on the stage changes in the list; a new run comes first. */
  #noteRun(generation: Generation): void {
    const { history } = this.#state.now
    if (!history) return
    const items = history.items.some(({ id }) => id === generation.id)
      ? history.items.map((item) => (item.id === generation.id ? generation : item))
      : [generation, ...history.items]
    this.#change({ items })
  }
}
