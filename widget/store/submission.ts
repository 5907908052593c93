/** From the composer to a run and back: asks for it, once more after a failure, and takes it apart for the next one. */
import type { Generation, GenerationRequest } from '../../worker/contract/generation.ts'
import type { Input } from '../../worker/contract/input.ts'
import type { Composing } from './composing.ts'
import { toDraft } from './input.ts'
import { omit } from './pick.ts'
import type { Run } from './run.ts'
import type { State } from './state.ts'
import type { Uploads } from './uploads/uploads.ts'

interface Composer {
  draft: Composing
  references: () => Promise<Uploads>
  /** The same, where it was needed before. */
  present: () => Uploads | undefined
  /** The whole request around an input. */
  body: (input: Input) => GenerationRequest
}

/** The references that a run was made of. */
const ids = ({ input }: Generation): string[] => [...(input.reference_images ?? []), ...(input.reference_videos ?? [])]

export class Submission {
  readonly run: Run
  readonly #state: State
  readonly #composer: Composer
  /** What the visitor asked for, before the page had its word in `refreel-before-generate`. */
  #own: Input | undefined

  constructor(state: State, run: Run, composer: Composer) {
    this.#state = state
    this.run = run
    this.#composer = composer
  }

  /** `own` is the visitor's input, `input` what the page has made of it. */
  async create(input: Input, own: Input): Promise<void> {
    this.#own = own
    await this.run.create(this.#composer.body(input))
  }

  /** The request of the run on the stage once more. */
  async retry(input: Input, own: Input): Promise<void> {
    const { generation } = this.#state.now
    if (!generation) return
    const last = this.#last(generation)
    this.#own = own
    await this.run.create({ ...last, input })
  }

  /** What the visitor would ask for once more after a failure: the page has its word on it anew. */
  lastInput(): Input | undefined {
    const { generation } = this.#state.now
    return generation && (this.#mine ?? (this.#last(generation).input as Input))
  }

  /** Back to composing with what the run was made of. */
  async compose(keepSeed: boolean): Promise<void> {
    const { generation, opened } = this.#state.now
    if (!generation) return
    // What was being composed beside an earlier video is no part of it.
    if (opened) this.#composer.present()?.keep(ids(generation))
    const unpacked = this.unpack(generation, keepSeed)
    this.run.leave()
    await unpacked
  }

  /** Puts what a run was made of back into the composer, in the visitor's own words where they are known. */
  async unpack(generation: Generation, keepSeed: boolean): Promise<void> {
    const input = { ...generation.input, ...this.#mine, seed: generation.input.seed }
    // What the run did not have is not what was composed beside it.
    this.#composer.draft.edit({ negative_prompt: '', shot_type: undefined, ...toDraft(input, keepSeed) }, true)
    const names = ids(generation)
    if (names.length === 0) return
    await (this.#composer.present() ?? (await this.#composer.references())).take(names.map((name) => ({ name })))
  }

  /** Undefined where the run on the stage is not of this page's asking. */
  get #mine(): Input | undefined {
    return this.run.lastRequest && this.#own
  }

  /** The last create of this page, or what a run was made of that was found. */
  #last({ input, metadata }: Generation): GenerationRequest {
    return this.run.lastRequest ?? { ...this.#composer.body(omit(input, this.#state.now.locked) as Input), metadata }
  }
}
