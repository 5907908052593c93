/** `<refreel-presets>`: the choice of a preset, and fields for its variables. Loaded lazily, where the site has presets. */
import { html, nothing } from 'lit'
import { VARIABLE_MAX_CHARACTERS } from '../../../../worker/contract/limits.ts'
import { fillings, placeholders } from '../../../store/preset.ts'
import type { Preset } from '../../../store/snapshot.ts'
import { icons } from '../../../styles/icons.ts'
import { lazyIcons } from '../../../styles/lazy-icons.ts'
import { segmentStyles } from '../../../styles/segments.ts'
import { StudioChild } from '../studio-child.ts'
import { presetsStyles } from './presets.styles.ts'

/** `shoe_colour` gives `Shoe colour`. */
const labelOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replace(/[_-]+/g, ' ')

/**
 * @summary What a video can be started from.
 * @csspart presets - The choice of presets.
 * @csspart preset - One preset, and the visitor's own idea.
 * @csspart preset-thumbnail - A preset’s picture.
 * @csspart preset-title - The title of the one that the page has chosen.
 * @csspart variable - One word that the preset leaves open.
 * @csspart variable-input - The field for it.
 */
export default class RefreelPresets extends StudioChild {
  static readonly sheets = [segmentStyles, presetsStyles]
  static override properties = {
    ...StudioChild.properties,
    named: { attribute: false },
    given: { attribute: false },
  }
  /** The page names the preset, so the visitor can't choose. */
  declare named: boolean
  /** Values that the page sets; their fields are left out. */
  declare given: Readonly<Record<string, string>> | undefined

  protected override render() {
    const { preset, site } = this.snapshot
    const given = fillings(this.given)
    const open = placeholders(this.snapshot).filter((name) => !given[name])
    return html`
      ${this.named ? this.#chosen(preset) : this.#choice(site?.presets ?? [])}
      ${open.map((name) => this.#variable(name))}
    `
  }

  #chosen(preset: Preset | undefined) {
    return preset ? html`<p class="label" part="preset-title">${preset.title}</p>` : nothing
  }

  #choice(presets: readonly Preset[]) {
    const { words, snapshot } = this
    const free = snapshot.site?.limits.custom_prompt !== false
    return html`<fieldset class="field" part="presets">
      <legend class="label">${words('presets')}</legend>
      <div class="presets">
        ${free ? this.#card(undefined, words('preset_own')) : nothing}
        ${presets.map(({ id, title, thumbnail }) => this.#card(id, title, thumbnail))}
      </div>
    </fieldset>`
  }

  #card(id: string | undefined, title: string, thumbnail?: string) {
    return html`<label class="segment preset" part="preset">
      <input
        type="radio"
        name="preset"
        .value=${id ?? ''}
        .checked=${this.snapshot.preset?.id === id}
        @change=${() => this.ask({ type: 'preset', id })}
      />
      ${
        thumbnail
          ? html`<img part="preset-thumbnail" src=${thumbnail} alt="" loading="lazy" decoding="async" />`
          : html`<span class="preset-icon">${id === undefined ? icons.spark : lazyIcons.film}</span>`
      }
      <span>${title}</span>
    </label>`
  }

  /** Characters that the Worker refuses are removed from the field too. */
  #fill(name: string, input: HTMLInputElement): void {
    const [taken = ''] = Object.values(fillings({ [name]: input.value }))
    if (input.value !== taken) input.value = taken
    this.ask({ type: 'fill', values: { [name]: taken } })
  }

  #variable(name: string) {
    const id = `variable-${name}`
    return html`<div class="field" part="variable">
      <label class="label" for=${id}>${labelOf(name)}</label>
      <input
        type="text"
        class="variable"
        dir="auto"
        part="variable-input"
        id=${id}
        maxlength=${VARIABLE_MAX_CHARACTERS}
        autocomplete="off"
        placeholder=" "
        .value=${this.snapshot.variables[name] ?? ''}
        @input=${(event: InputEvent) => event.isComposing || this.#fill(name, event.target as HTMLInputElement)}
        @compositionend=${(event: Event) => this.#fill(name, event.target as HTMLInputElement)}
      />
    </div>`
  }
}
