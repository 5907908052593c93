/** Submits what the visitor composed: for the first time, again after a failure, or unpacked as the start of the next draft. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import type { Input } from '../../worker/contract/input.ts'
import type { Client } from '../client/index.ts'
import type { Lazy } from '../client/load-lazily.ts'
import type { Composing } from './composing.ts'
import { toDraft } from './input.ts'
import { omit } from './pick.ts'
import { Run } from './run.ts'
import type { State } from './state.ts'
import type { Uploads } from './uploads/uploads.ts'

interface Surroundings {
  composing: Composing
  uploads: Lazy<Uploads>
  /** Adds the preset, the metadata and the consent to an input. */
  toRequest: (input: Input) => GenerationRequest
  /** Milliseconds since 1970. */
  now: () => number
  /** Whether the studio is off the page: its run is not followed then. */
  isAway: () => boolean
}

/** The references of a run. */
const ids = ({ input }: Generation): string[] => [...(input.reference_images ?? []), ...(input.reference_videos ?? [])]

/** The requests of one studio for videos. */
export class Submission {
  readonly run: Run
  readonly #state: State
  readonly #composing: Composing
  readonly #uploads: Lazy<Uploads>
  readonly #toRequest: (input: Input) => GenerationRequest
  /** The visitor's input of the last create, before the page changed it in `refreel-before-generate`. */
  #own: Input | undefined

  constructor(state: State, client: Client, { composing, uploads, toRequest, now, isAway }: Surroundings) {
    this.run = new Run(state, client, now, isAway)
    this.#state = state
    this.#composing = composing
    this.#uploads = uploads
    this.#toRequest = toRequest
  }

  /** Creates a run. `own` is the visitor's input, `input` the page's version of it. */
  async create(input: Input, own: Input): Promise<void> {
    this.#own = own
    await this.run.create(this.#toRequest(input))
  }

  /** Sends the request of the run that is shown once more; the inputs are those of `create`. */
  async retry(input: Input, own: Input): Promise<void> {
    const { generation } = this.#state.now
    if (!generation) return
    const last = this.#lastRequest(generation)
    this.#own = own
    await this.run.create({ ...last, input })
  }

  /** The visitor's input of the run that is shown, for a retry: the page may change it anew. */
  lastInput(): Input | undefined {
    const { generation } = this.#state.now
    return generation && (this.#ownInput ?? (this.#lastRequest(generation).input as Input))
  }

  /** Leaves the run that is shown and composes the next one from its input. */
  async compose(keepSeed: boolean): Promise<void> {
    const { generation, opened } = this.#state.now
    if (!generation) return
    // References that were being composed beside an earlier video are no part of that video.
    if (opened) this.#uploads.now?.keep(ids(generation))
    const unpacked = this.unpack(generation, keepSeed)
    this.run.leave()
    await unpacked
  }

  /** Puts a run's input back into the draft, in the visitor's own version where this page knows it. */
  async unpack(generation: Generation, keepSeed: boolean): Promise<void> {
    const input = { ...generation.input, ...this.#ownInput, seed: generation.input.seed }
    // Optional fields that the run lacks must not stay as they were in another draft.
    this.#composing.edit({ negative_prompt: '', shot_type: undefined, ...toDraft(input, keepSeed) }, true)
    const names = ids(generation)
    if (names.length > 0) await (this.#uploads.now ?? (await this.#uploads.get())).take(names.map((name) => ({ name })))
  }

  /** Undefined if another page sent the request of the run that is shown. */
  get #ownInput(): Input | undefined {
    return this.run.lastRequest && this.#own
  }

  /** The request of the run that is shown: as this page sent it, else rebuilt from the run. */
  #lastRequest({ input, metadata }: Generation): GenerationRequest {
    return this.run.lastRequest ?? { ...this.#toRequest(omit(input, this.#state.now.locked) as Input), metadata }
  }
}
