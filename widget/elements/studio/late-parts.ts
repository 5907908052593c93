/** The parts of a studio that are loaded when they are needed: the stage, the presets, a challenge. */
import type { LitElement } from 'lit'
import type { Challenge } from '../../../worker/contract/session.ts'
import { loadWithRetry } from '../../client/load-lazily.ts'

export type Stage = typeof import('./stage.ts')

export class LateParts {
  readonly #studio: LitElement
  /** The stage, once it is there. */
  stage: Stage | undefined
  /** Resolves with the stage, or without it where it isn't to be had; undefined as long as nobody needs it. */
  coming: Promise<Stage | undefined> | undefined

  constructor(studio: LitElement) {
    this.#studio = studio
  }

  /** What shows a run and its video is loaded with the first file, long before it is needed. */
  bringStage(): void {
    this.coming ??= this.#studio.updateComplete
      .then(() => loadWithRetry(() => import('./stage.ts')))
      .then((stage) => {
        stage.setStage(this.#root)
        return stage
      })
      .catch(() => {
        this.coming = undefined
        return undefined
      })
    // Before anybody else hears of it: events keep their order.
    void this.coming.then((stage) => {
      this.stage = stage
    })
  }

  /** A site without presets loads nothing for them. */
  bringPresets(): void {
    this.#studio.updateComplete
      .then(() => loadWithRetry(() => import('./presets/set.ts')))
      .then(({ setPresets }) => setPresets(this.#root))
      .catch(() => {})
  }

  /** Shows a challenge, and resolves with what it was passed with. */
  async pass(challenge: Challenge, signal: AbortSignal): Promise<string> {
    await this.#studio.updateComplete
    const { showChallenge } = await loadWithRetry(() => import('./challenge/set.ts'), { signal })
    return showChallenge(this.#root, challenge, signal)
  }

  get #root(): ShadowRoot {
    return this.#studio.renderRoot as ShadowRoot
  }
}
