/** The options behind one disclosure: a line with the present choices, and their fields once somebody is about to open it. */
import { html } from 'lit'
import { loadWithRetry } from '../../../client/load-lazily.ts'
import { StudioPiece } from '../piece.ts'

/**
 * @summary Everything that can be chosen beside the prompt.
 * @csspart options - The options behind their disclosure.
 * @csspart options-summary - What opens them, with the present choices.
 */
export class RefreelOptions extends StudioPiece {
  #fields: Promise<void> | undefined

  protected override render() {
    const { words, snapshot } = this
    const { aspect_ratio, duration, resolution } = snapshot.draft
    return html`
      <details class="options" part="options" @toggle=${this.#loadFields}>
        <summary part="options-summary" @pointerenter=${this.#loadFields} @focus=${this.#loadFields}>
          <span class="label">${words('options')}</span>
          <span class="small muted"><bdi>${aspect_ratio}</bdi> · <bdi>${words.brief(duration)}</bdi> · <bdi>${resolution}</bdi></span>
        </summary>
        <refreel-option-fields class="options-fields" .snapshot=${snapshot} .words=${words}></refreel-option-fields>
      </details>
    `
  }

  /** Somebody may be waiting; what did not come for long is asked for at the next occasion. */
  #loadFields(): void {
    this.#fields ??= loadWithRetry(() => import('../option-fields/set.ts'))
      .then(({ setOptionFields }) => setOptionFields(this.getRootNode() as ShadowRoot))
      .catch(() => {
        this.#fields = undefined
      })
  }
}
