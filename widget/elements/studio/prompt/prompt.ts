/** `<refreel-prompt>`: the prompt's text field, with examples, tips, and a count near the limit. */
import { html, nothing } from 'lit'
import { PROMPT_MAX_CHARACTERS } from '../../../../worker/contract/limits.ts'
import { filledPrompt } from '../../../store/preset.ts'
import type { Snapshot } from '../../../store/snapshot.ts'
import { callName } from '../call-name.ts'
import { StudioChild } from '../studio-child.ts'

/** The count is shown from this many characters on. */
const COUNT_FROM = PROMPT_MAX_CHARACTERS * 0.9
/** Call-names within a prompt. */
const NAMES = /\b(Image|Video) [1-9]\b/g
const EXAMPLES = ['example_1', 'example_2', 'example_3'] as const

/** The first call-name in the prompt that no reference has; undefined while there are no references. */
function strangers({ draft, references }: Snapshot): string | undefined {
  const known = references.map(callName).filter(Boolean)
  return known.length > 0 ? draft.prompt.match(NAMES)?.find((name) => !known.includes(name)) : undefined
}

/**
 * @summary The text of the video.
 * @csspart prompt - The prompt with its label and what helps to write it.
 * @csspart prompt-label - The prompt’s label.
 * @csspart prompt-input - The text field.
 * @csspart prompt-text - A preset's text, in its place.
 * @csspart counter - How many characters are left, near the limit.
 * @csspart example - An idea to start from.
 * @csspart tip - A tip of the model's authors.
 */
export class RefreelPrompt extends StudioChild {
  protected override render() {
    const { snapshot, words } = this
    const { draft, locked } = snapshot
    const strange = strangers(snapshot)
    if (locked.includes('prompt')) return this.#fixed()
    const left = PROMPT_MAX_CHARACTERS - [...draft.prompt].length
    return html`
      <div class="field" part="prompt">
        <label class="label" for="prompt" part="prompt-label">${words('prompt')}</label>
        <textarea
          id="prompt"
          class="prompt"
          part="prompt-input"
          dir=${draft.prompt ? 'auto' : words.dir}
          rows="5"
          aria-describedby="prompt-tip prompt-count"
          aria-invalid=${left < 0 ? 'true' : nothing}
          placeholder=${words('prompt_hint')}
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
          draft.prompt
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
        <p class="small muted" id="prompt-tip" part="tip">
          ${strange ? words('tip_stranger', { name: strange }) : words('tip_prompt')}
        </p>
      </div>
    `
  }

  /** A prompt that the preset locks is shown as text. */
  #fixed() {
    const text = filledPrompt(this.snapshot)
    if (!text) return nothing
    return html`<div class="field" part="prompt">
      <p class="label" part="prompt-label">${this.words('prompt_fixed')}</p>
      <p class="fixed" part="prompt-text" dir="auto">${text}</p>
    </div>`
  }

  get #field(): HTMLTextAreaElement | null {
    return this.querySelector('textarea')
  }

  override focus(): void {
    this.#field?.focus()
  }

  /** Inserts a call-name at the cursor, with a space on each side where one is missing. */
  insert(name: string): void {
    const field = this.#field
    if (!field) return
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
