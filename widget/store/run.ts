/** The run of one studio: asks for it once, follows it to its end, and finds it again after a reload. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import { isOver } from '../client/follow.ts'
import { type Client, newKey } from '../client/index.ts'
import { isAbort, NetworkError, ProblemError } from '../client/problem.ts'
import type { State } from './state.ts'
import { toTrouble } from './trouble.ts'

export class Run {
  readonly #state: State
  readonly #client: () => Client
  readonly #now: () => number
  /** The wish that is not answered yet, or was answered last: the same wish keeps its key. */
  #wish: { body: string; key: string; open: boolean } | undefined
  #following: AbortController | undefined

  constructor(state: State, client: () => Client, now: () => number) {
    this.#state = state
    this.#client = client
    this.#now = now
  }

  async create(body: GenerationRequest): Promise<void> {
    if (this.#state.now.pending) return
    const text = JSON.stringify(body)
    // After a lost answer the visitor may press again: the same words carry the same key then.
    const key = this.#wish?.open && this.#wish.body === text ? this.#wish.key : newKey()
    this.#wish = { body: text, key, open: true }
    this.#state.change({ pending: 'generate', trouble: undefined })
    try {
      const generation = await this.#client().generations.create(body, key)
      this.#wish.open = false
      this.#state.change({ pending: undefined, connected: true, resumed: false, since: this.#now(), generation })
      this.#client().memory.set('generation', generation.id)
      this.#follow(generation)
    } catch (error) {
      if (!(error instanceof NetworkError)) this.#wish.open = false
      this.#state.change({ pending: undefined, trouble: toTrouble(error) })
    }
  }

  /** The last wish of this page once more, or what a found run was made of. */
  async retry(): Promise<void> {
    const { generation } = this.#state.now
    if (!generation) return
    const body: GenerationRequest = this.#wish
      ? JSON.parse(this.#wish.body)
      : { input: generation.input, metadata: generation.metadata }
    await this.create(body)
  }

  async cancel(): Promise<void> {
    const { generation, pending } = this.#state.now
    if (!generation || pending) return
    this.#state.change({ pending: 'cancel', trouble: undefined })
    try {
      this.#seen(await this.#client().generations.cancel(generation.id))
      this.#state.change({ pending: undefined })
    } catch (error) {
      this.#state.change({ pending: undefined, trouble: toTrouble(error) })
    }
  }

  /** Takes up the run that this visitor left, whatever has become of it; the one that a form remembers comes first. */
  async find(remembered?: string): Promise<void> {
    const { memory, generations } = this.#client()
    const last = memory.get('generation')
    for (const id of new Set([remembered, last])) {
      if (!id || this.#state.now.generation) continue
      try {
        const generation = await generations.get(id)
        if (this.#state.now.generation) return
        this.#state.change({ generation, resumed: true, since: Date.parse(generation.created_at) })
        this.#follow(generation)
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        // Gone, expired, or somebody else's: nothing to take up.
        if (id === last) memory.set('generation', undefined)
      }
    }
  }

  /** Lets go of the run that is shown. */
  leave(): void {
    this.suspend()
    this.#wish = undefined
    this.#client().memory.set('generation', undefined)
    this.#state.change({ generation: undefined, since: undefined, resumed: false, trouble: undefined })
  }

  suspend(): void {
    this.#following?.abort()
    this.#following = undefined
  }

  resume(): void {
    const { generation } = this.#state.now
    if (generation && !this.#following) this.#follow(generation)
  }

  #follow(generation: Generation): void {
    this.suspend()
    if (isOver(generation)) return
    const following = new AbortController()
    this.#following = following
    this.#client()
      .follow(generation.id, {
        signal: following.signal,
        seen: (next) => this.#seen(next),
        connected: (yes) => {
          if (yes !== this.#state.now.connected) this.#state.change({ connected: yes })
        },
      })
      .catch((error) => {
        if (isAbort(error) || following.signal.aborted) return
        this.#state.change({ trouble: toTrouble(error) })
      })
      .finally(() => {
        if (this.#following === following) this.#following = undefined
      })
  }

  /** Answers may overtake each other: only what is newer counts. */
  #seen(next: Generation): void {
    const { generation } = this.#state.now
    if (generation?.id !== next.id || next.sequence < generation.sequence) return
    if (next.sequence === generation.sequence && next.status === generation.status) return
    this.#state.change({ generation: next })
  }
}
