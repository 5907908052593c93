/** The visitor's earlier videos: listed on demand, opened in the run's place, and deleted for good. */
import type { Generation } from '../../worker/contract/generation.ts'
import { isOver } from '../client/generations.ts'
import type { Client } from '../client/index.ts'
import { ProblemError } from '../client/problem.ts'
import type { StudioRequest } from './requests.ts'
import type { Run } from './run.ts'
import { toShownError } from './shown-error.ts'
import type { History } from './snapshot.ts'
import type { State } from './state.ts'

/** Whether the Worker has the video no more: deleted elsewhere, or expired. */
const isGone = (error: unknown): boolean => error instanceof ProblemError && [404, 410].includes(error.status)

const EMPTY_HISTORY: History = Object.freeze({ items: Object.freeze([]), loading: false })

/** The list of one visitor's earlier videos. */
export class HistoryStore {
  readonly #state: State
  readonly #client: Client
  readonly #run: Run
  /** Counts the calls of `list`: an answer counts only while it belongs to the last one. */
  #listed = 0

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

  /** Loads the first page anew or, with `more`, the page after the last one. */
  async list(more: boolean): Promise<void> {
    const listed = ++this.#listed
    const { items, cursor } = this.#now
    this.#change({ loading: true, error: undefined })
    try {
      const page = await this.#client.generations.list(more ? cursor : undefined)
      if (listed !== this.#listed) return
      const known = new Set(page.generations.map(({ id }) => id))
      const before = more ? items.filter(({ id }) => !known.has(id)) : []
      this.#change({ items: [...before, ...page.generations], cursor: page.cursor, loading: false })
      // A run that began while the request was on its way is missing in the answer.
      const [newest] = this.#now.items
      for (const run of [this.#state.now.behind, this.#state.now.generation]) {
        if (run && run.created_at > (newest?.created_at ?? '')) this.#noteRun(run)
      }
    } catch (error) {
      if (listed === this.#listed) this.#fail(error, { type: 'history', more }, { loading: false })
    }
  }

  /**
   * Shows an earlier video in its present state. A run that is shown and not over goes on behind the video, and a reload
   * finds that run.
   */
  async open(id: string): Promise<void> {
    if (id === this.#state.now.generation?.id) return
    const found = await this.#get(id)
    const { generation: shown, behind: before, opened, pending } = this.#state.now
    // The answer to a create on its way is shown, in place of any earlier video.
    if (!found || pending) return
    const goesOn = [before, shown].find((run) => run && !isOver(run)) ?? (opened ? before : undefined)
    const behind = goesOn?.id === id ? undefined : goesOn
    const generation = before?.id === id && before.sequence > found.sequence ? before : found
    if (!behind && !isOver(generation)) this.#client.memory.set('generation', id)
    this.#run.show(generation, { behind, resumed: true, opened: true })
  }

  /** Back from an earlier video to the run behind it, or else to the draft. */
  close(): void {
    const { opened, behind } = this.#state.now
    if (opened && behind) this.#run.show(behind, { behind: undefined, resumed: isOver(behind), opened: false })
    else if (opened) this.#run.leave()
  }

  /** Gets a video to open. Undefined if that fails, or if the visitor has chosen another one meanwhile. */
  async #get(id: string): Promise<Generation | undefined> {
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

  /** Deletes a video for good. A video that was gone already counts as deleted; one that is shown is left. */
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
    return this.#state.now.history ?? EMPTY_HISTORY
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

  /** Keeps the list in step with a run that is followed; a new run comes first. */
  #noteRun(generation: Generation): void {
    const { history } = this.#state.now
    if (!history) return
    const items = history.items.some(({ id }) => id === generation.id)
      ? history.items.map((item) => (item.id === generation.id ? generation : item))
      : [generation, ...history.items]
    this.#change({ items })
  }
}
