/** The prompt: what should happen, with ideas to start from and a count where it matters. */
import { html, nothing } from 'lit'
import { PROMPT_MAX_CHARACTERS } from '../../../../worker/contract/limits.ts'
import { StudioPiece } from '../piece.ts'

/** From this many characters on the count is shown. */
const COUNT_FROM = PROMPT_MAX_CHARACTERS * 0.9
const EXAMPLES = ['example_1', 'example_2', 'example_3'] as const

/**
 * @summary The text of the video.
 * @csspart prompt - The whole.
 * @csspart prompt-label - Its label.
 * @csspart prompt-input - The text field.
 * @csspart counter - What is left, near the limit.
 * @csspart example - An idea to start from.
 * @csspart tip - A tip of the model's authors.
 */
export class RefreelPrompt extends StudioPiece {
  protected override render() {
    const { snapshot, words } = this
    const { draft, locked, site } = snapshot
    const fixed = locked.includes('prompt') || site?.limits.custom_prompt === false
    const left = PROMPT_MAX_CHARACTERS - [...draft.prompt].length
    return html`
      <div class="field" part="prompt">
        <label class="label" for="prompt" part="prompt-label">${words(fixed ? 'prompt_fixed' : 'prompt')}</label>
        <textarea
          id="prompt"
          class="prompt"
          part="prompt-input"
          rows="5"
          aria-describedby="prompt-tip prompt-count"
          aria-invalid=${left < 0 ? 'true' : nothing}
          placeholder=${words('prompt_hint')}
          ?readonly=${fixed}
          .value=${draft.prompt}
          @input=${this.#typed}
        ></textarea>
        <p
          class="small ${left < 0 ? 'problem' : 'muted'}"
          id="prompt-count"
          part="counter"
          ?hidden=${PROMPT_MAX_CHARACTERS - left < COUNT_FROM}
        >${words(left < 0 ? 'characters_over' : 'characters_left', { count: Math.abs(left) })}</p>
        ${
          fixed || draft.prompt
            ? nothing
            : html`<div class="row ideas" role="group" aria-label=${words('examples')}>
                ${EXAMPLES.map(
                  (key) => html`<button
                    class="chip"
                    part="example"
                    @click=${() => this.#write(words(`${key}_text`))}
                  >${words(key)}</button>`,
                )}
              </div>`
        }
        <p class="small muted" id="prompt-tip" part="tip" ?hidden=${fixed}>${words('tip_prompt')}</p>
      </div>
    `
  }

  get #field(): HTMLTextAreaElement | null {
    return this.querySelector('textarea')
  }

  override focus(): void {
    this.#field?.focus()
  }

  /** Puts a call-name where the cursor is, with a space on each side where one is needed. */
  insert(name: string): void {
    const field = this.#field
    if (!field || field.readOnly) return
    const { selectionStart, selectionEnd, value } = field
    const before = selectionStart > 0 && !/\s$/.test(value.slice(0, selectionStart)) ? ' ' : ''
    const after = /^\s/.test(value.slice(selectionEnd)) ? '' : ' '
    field.setRangeText(before + name + after, selectionStart, selectionEnd, 'end')
    field.focus()
    this.#typed()
  }

  #write(prompt: string): void {
    this.ask({ type: 'edit', draft: { prompt } })
    this.focus()
  }

  #typed(): void {
    this.ask({ type: 'edit', draft: { prompt: this.#field?.value ?? '' } })
  }
}
