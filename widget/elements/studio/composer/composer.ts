/** `<refreel-composer>`: the form of a studio, with references, prompt, options, consent, and the button with its price. */
import { html, nothing } from 'lit'
import { type Missing, missing } from '../../../store/missing.ts'
import { lackWords } from '../notice/notice.ts'
import type { RefreelPrompt } from '../prompt/prompt.ts'
import type { InsertEvent } from '../reference/reference.ts'
import { StudioChild } from '../studio-child.ts'

/** The button was pressed; the studio announces what is missing, or starts the create. */
const PRESSED = 'refreel-pressed'

/** The number of videos left today is shown when it is below this. Ours. */
const TOLD_BELOW = 10

/** The element that takes the focus for each missing input. */
const PLACES: Partial<Record<Missing, string>> = {
  references: '.add',
  preset: '.preset > input',
  variables: '.variable:placeholder-shown',
  prompt: '#prompt',
  length: '[aria-invalid=true]',
  consent: '.consent input',
}

/**
 * @summary The form of a studio.
 * @csspart composer - The form: references, prompt, options and the button.
 * @csspart consent - The confirmation of the visitor's right.
 * @csspart generate-button - Asks for the video.
 * @csspart hint - What is still missing.
 * @csspart price - What it will cost.
 * @csspart expected-time - How long such a run takes.
 */
export class RefreelComposer extends StudioChild {
  static override properties = {
    ...StudioChild.properties,
    withoutCamera: { attribute: false },
    withoutOptions: { attribute: false },
    requireConsent: { attribute: false },
    named: { attribute: false },
    given: { attribute: false },
    told: { state: true },
  }
  declare withoutCamera: boolean
  declare withoutOptions: boolean
  declare requireConsent: boolean
  declare named: boolean
  declare given: Readonly<Record<string, string>> | undefined
  /** The input that was missing when the button was pressed. */
  declare private told: Missing | undefined

  protected override render() {
    const { snapshot, words } = this
    const lacks = missing(snapshot, this.requireConsent)
    return html`
      <div class="composer" part="composer" data-lacks=${lacks && lacks === this.told ? lacks : nothing} @refreel-insert=${this.#inserted}>
        <div class="column">
          <refreel-references
            .snapshot=${snapshot}
            .words=${words}
            .withoutCamera=${this.withoutCamera}
          ></refreel-references>
        </div>
        <div class="column">
          ${
            snapshot.site?.presets.length
              ? html`<refreel-presets
                  .snapshot=${snapshot}
                  .words=${words}
                  .named=${this.named}
                  .given=${this.given}
                ></refreel-presets>`
              : nothing
          }
          <refreel-prompt .snapshot=${snapshot} .words=${words}></refreel-prompt>
          ${
            this.withoutOptions
              ? nothing
              : html`<refreel-options .snapshot=${snapshot} .words=${words}></refreel-options>`
          }
          ${this.requireConsent ? this.#consent() : nothing}
          <div class="ask">
            <button
              class="primary"
              part="generate-button"
              aria-disabled=${lacks || snapshot.pending ? 'true' : nothing}
              aria-describedby="hint"
              @click=${() => this.#press(lacks)}
            >
              ${words(snapshot.pending === 'generate' ? 'asking' : 'generate')}
            </button>
            <p class="small ${lacks === 'limit' ? 'hidden-visually' : lacks && lacks === this.told ? 'problem' : 'muted'}" id="hint" part="hint">${lacks ? lackWords(lacks, snapshot, words) : this.#price()}</p>
            ${lacks ? nothing : html`<p class="small muted" part="expected-time">${words('usual')}</p>`}
          </div>
        </div>
      </div>
    `
  }

  #consent() {
    const give = (event: Event) => this.ask({ type: 'consent', given: (event.target as HTMLInputElement).checked })
    return html`<label class="consent" part="consent">
      <input type="checkbox" .checked=${this.snapshot.consent} @change=${give} />
      <span>${this.words('consent')}</span>
    </label>`
  }

  #price() {
    const { words } = this
    const { estimate, site } = this.snapshot
    const left = site?.limits.remaining_today.generations
    // No videos left is a limit, with a notice of its own; many left needs no number.
    const count = left && left < TOLD_BELOW && words('remaining', { count: left })
    if (!estimate) return count || nothing
    const price = estimate.would_replay
      ? words('price_replay')
      : words('price', { price: words.money(estimate.cost.estimated) })
    return html`<bdi class="price" part="price">${price}</bdi>${count ? html` · <bdi>${count}</bdi>` : nothing}`
  }

  /** Focuses the missing input, and tells the studio of the press. */
  #press(lacks: Missing | undefined): void {
    this.told = lacks
    const place = lacks && PLACES[lacks]
    if (place) this.querySelector<HTMLElement>(place)?.focus()
    this.dispatchEvent(new Event(PRESSED, { bubbles: true }))
  }

  #inserted(event: InsertEvent): void {
    event.stopPropagation()
    this.querySelector<RefreelPrompt>('refreel-prompt')?.insert(event.detail)
  }
}
