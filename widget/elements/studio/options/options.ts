/** `<refreel-options>`: a disclosure with the present choices in one line; its fields are loaded when somebody is about to open it. */
import { html } from 'lit'
import { lazy } from '../../../client/load-lazily.ts'
import { loadPiece } from '../lazy-pieces.ts'
import { StudioChild } from '../studio-child.ts'

/**
 * @summary Everything that can be chosen beside the prompt.
 * @csspart options - The options behind their disclosure.
 * @csspart options-summary - What opens them, with the present choices.
 */
export class RefreelOptions extends StudioChild {
  readonly #fields = lazy(() => loadPiece(this.getRootNode() as ShadowRoot, 'refreel-option-fields'))

  protected override render() {
    const { words, snapshot } = this
    const { aspect_ratio, duration, resolution } = snapshot.draft
    return html`
      <details class="options" part="options" @toggle=${this.#load}>
        <summary part="options-summary" @pointerenter=${this.#load} @focus=${this.#load}>
          <span class="label">${words('options')}</span>
          <span class="small muted"><bdi>${aspect_ratio}</bdi> · <bdi>${words.brief(duration)}</bdi> · <bdi>${resolution}</bdi></span>
        </summary>
        <refreel-option-fields class="options-fields" .snapshot=${snapshot} .words=${words}></refreel-option-fields>
      </details>
    `
  }

  /** Loads the fields; after a failure the next occasion tries again. */
  #load(): void {
    this.#fields.get().catch(() => {})
  }
}
