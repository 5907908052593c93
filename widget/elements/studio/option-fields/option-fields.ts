/** `<refreel-option-fields>`: the model's options, each with a default and within the site's limits. Loaded lazily. */
import { html, nothing, type TemplateResult } from 'lit'
import {
  ASPECT_RATIOS,
  DURATION_MAX_SECONDS,
  DURATION_MIN_SECONDS,
  NEGATIVE_PROMPT_MAX_CHARACTERS,
  RESOLUTIONS,
  SEED_MAX,
  SHOT_TYPES,
} from '../../../../worker/contract/limits.ts'
import type { Draft } from '../../../store/draft.ts'
import { segmentStyles } from '../../../styles/segments.ts'
import { StudioChild } from '../studio-child.ts'
import { optionFieldsStyles } from './option-fields.styles.ts'

/** The model's authors warn that longer videos lose coherence. */
const COHERENT_SECONDS = 5

type Choice<T extends string> = readonly [value: T, label: string]

/**
 * @summary Everything that can be chosen beside the prompt.
 * @csspart option - One option.
 * @csspart option-fixed - One that a preset has fixed.
 */
export default class RefreelOptionFields extends StudioChild {
  static readonly sheets = [segmentStyles, optionFieldsStyles]
  protected override render() {
    const { words } = this
    const { draft, site } = this.snapshot
    const longest = site?.limits.max_duration ?? DURATION_MAX_SECONDS
    const resolutions = RESOLUTIONS.filter((each) => site?.limits.resolutions.includes(each) ?? true)
    const over = [...draft.negative_prompt].length - NEGATIVE_PROMPT_MAX_CHARACTERS
    return html`
          ${this.#radios(
            'aspect_ratio',
            words('aspect_ratio'),
            ASPECT_RATIOS.map((each) => [each, each] as const),
            true,
          )}
          ${this.#unless(
            'duration',
            words('duration'),
            words.brief(draft.duration),
            html`<div class="field" part="option">
            <label class="label" for="duration">${words('duration')}<output>${words.brief(draft.duration)}</output></label>
            <input
              id="duration"
              type="range"
              min=${DURATION_MIN_SECONDS}
              max=${longest}
              step="1"
              aria-describedby="duration-tip"
              aria-valuetext=${words.time(draft.duration)}
              .value=${String(draft.duration)}
              @input=${(event: Event) => this.#edit({ duration: Number((event.target as HTMLInputElement).value) })}
            />
            <p class="small muted" id="duration-tip" part="tip" ?hidden=${draft.duration <= COHERENT_SECONDS}>
              ${words('tip_duration')}
            </p>
          </div>`,
          )}
          ${this.#radios(
            'resolution',
            words('resolution'),
            resolutions.map((each) => [each, each] as const),
          )}
          ${this.#radios<string>('shot_type', words('shot_type'), [
            ['', words('shot_auto')],
            ...SHOT_TYPES.map((each) => [each, words(`shot_${each}`)] as const),
          ])}
          ${this.#unless(
            'negative_prompt',
            words('negative_prompt'),
            draft.negative_prompt,
            html`<div class="field" part="option">
            <label class="label" for="negative-prompt">${words('negative_prompt')}</label>
            <textarea
              id="negative-prompt"
              dir="auto"
              rows="2"
              aria-describedby="negative-tip"
              aria-invalid=${over > 0 ? 'true' : nothing}
              .value=${draft.negative_prompt}
              @input=${(event: Event) => this.#edit({ negative_prompt: (event.target as HTMLTextAreaElement).value })}
            ></textarea>
            <p class="small ${over > 0 ? 'problem' : 'muted'}" id="negative-tip" part="tip">
              ${over > 0 ? words('characters_over', { count: over }) : words('tip_negative')}
            </p>
          </div>`,
          )}
          ${this.#unless(
            'seed',
            words('seed'),
            String(draft.seed ?? words('seed_random')),
            html`<div class="field" part="option">
            <label class="label" for="seed">${words('seed')}</label>
            <div class="seed">
              <input
                id="seed"
                type="number"
                inputmode="numeric"
                min="0"
                max=${SEED_MAX}
                step="1"
                placeholder=${words('seed_random')}
                aria-describedby="seed-note"
                .value=${draft.seed === undefined ? '' : String(draft.seed)}
                @change=${this.#seeded}
              />
              <button
                class="chip"
                ?hidden=${draft.seed === undefined}
                @click=${() => this.#edit({ seed: undefined })}
              >${words('seed_clear')}</button>
            </div>
            <p class="small muted" id="seed-note">${words('seed_note')}</p>
          </div>`,
          )}
    `
  }

  #radios<T extends string>(field: keyof Draft, legend: string, choices: readonly Choice<T>[], shapes = false) {
    const now = this.snapshot.draft[field] ?? ''
    const [, present] = choices.find(([value]) => value === now) ?? []
    return this.#unless(
      field,
      legend,
      present,
      html`
      <fieldset class="field" part="option">
        <legend class="label">${legend}</legend>
        <div class="segments">
          ${choices.map(
            ([value, label]) => html`<label class="segment">
              <input
                type="radio"
                name=${field}
                .value=${value}
                .checked=${now === value}
                @change=${() => this.#edit({ [field]: value || undefined })}
              />
              ${shapes ? html`<span class="shape" data-ratio=${value}></span>` : nothing}
              <span>${label}</span>
            </label>`,
          )}
        </div>
      </fieldset>`,
    )
  }

  /** A field that the preset locks is shown as text. */
  #unless(field: keyof Draft, label: string, value: string | undefined, control: TemplateResult) {
    if (!this.snapshot.locked.includes(field)) return control
    return html`<p class="option-fixed" part="option option-fixed">
      <span class="label">${label}</span>
      <span>${value || '–'}</span>
      <span class="small muted">${this.words('fixed')}</span>
    </p>`
  }

  #edit(draft: Partial<Draft>): void {
    this.ask({ type: 'edit', draft })
  }

  /** Rounds and clamps the typed number to a seed that the model takes; no number means no seed. */
  #seeded(event: Event): void {
    const field = event.target as HTMLInputElement
    const seed = Math.min(SEED_MAX, Math.max(0, Math.round(field.valueAsNumber)))
    this.#edit({ seed: Number.isNaN(seed) ? undefined : seed })
    field.value = Number.isNaN(seed) ? '' : String(seed)
  }
}
