/** `<refreel-references>`: a big drop area while there are no references, then their list and a button to add more. */
import { html, nothing } from 'lit'
import { IMAGE_TYPES, REFERENCES_MAX } from '../../../../worker/contract/limits.ts'
import { ACCEPT } from '../../../files/kind.ts'
import { isCounted } from '../../../store/phases.ts'
import { hasFixedReferences } from '../../../store/preset.ts'
import type { ReferenceItem } from '../../../store/snapshot.ts'
import { icons } from '../../../styles/icons.ts'
import { StudioChild } from '../studio-child.ts'

/**
 * @summary Where references come in: chosen, photographed, dropped or pasted.
 * @slot empty - In place of the invitation's words.
 * @csspart references - All that has to do with references.
 * @csspart drop-area - The invitation, while there is no reference.
 * @csspart add-button - Opens the file chooser.
 * @csspart camera-button - Opens the camera, on touch devices.
 * @csspart list - The references that were added.
 * @csspart references-picture - What a preset shows in place of the visitor's own pictures.
 * @csspart references-fixed - Says that a preset brings its own pictures.
 * @csspart tip - A tip of the model's authors.
 */
export class RefreelReferences extends StudioChild {
  static override properties = { ...StudioChild.properties, withoutCamera: { attribute: false } }
  declare withoutCamera: boolean

  constructor() {
    super()
    this.withoutCamera = false
  }

  protected override render() {
    const { snapshot, words } = this
    const { references } = snapshot
    if (hasFixedReferences(snapshot)) return this.#fixed()
    const used = references.filter(isCounted).length
    return html`
      <div class="references" part="references" role="group" aria-labelledby="references-label">
        <p class="label" id="references-label">${words('references')}</p>
        ${references.length === 0 ? this.#invitation() : this.#list(used)}
        <input
          id="file-input"
          type="file"
          hidden
          multiple
          accept=${this.#accept}
          aria-label=${words('choose')}
          @change=${this.#chosen}
        />
        ${
          this.withoutCamera
            ? nothing
            : html`<input
                id="camera-input"
                type="file"
                hidden
                accept=${IMAGE_TYPES.join()}
                capture="environment"
                aria-label=${words('camera')}
                @change=${this.#chosen}
              />`
        }
      </div>
    `
  }

  get #accept(): string {
    const clips = this.snapshot.site?.limits.reference_videos !== false
    return clips ? ACCEPT : ACCEPT.replace(/,video.*/, '')
  }

  #invitation() {
    const { words } = this
    const clips = this.snapshot.site?.limits.reference_videos !== false
    return html`
      <div class="drop-area" part="drop-area">
        <slot name="empty">
          <span class="drop-icon">${icons.spark}</span>
          <p class="drop-title">${words('drop_title')}</p>
          <p class="muted">${words('drop_text')}</p>
        </slot>
        <div class="row buttons">
          <button class="primary add" part="add-button" @click=${() => this.#open('#file-input')}>
            ${icons.upload}${words('choose')}
          </button>
          ${this.#camera()}
        </div>
        <p class="small muted only-fine">${words('or_drop')}</p>
        <p class="small muted formats">${words(clips ? 'drop_formats' : 'drop_images')}</p>
      </div>
    `
  }

  #list(used: number) {
    const { snapshot, words } = this
    return html`
      <ul class="list" part="list">
        ${snapshot.references.map((item, at) => this.#row(item, at))}
      </ul>
      <div class="row">
        ${
          used < REFERENCES_MAX
            ? html`<button class="add" part="add-button" @click=${() => this.#open('#file-input')}>
                  ${icons.add}${words(used === 0 ? 'choose' : 'add_more')}
                </button>
                ${this.#camera()}`
            : nothing
        }
        <span class="small muted" ?hidden=${used === 0}>${words('places', { count: used, max: REFERENCES_MAX })}</span>
      </div>
      <p class="tip small" part="tip" ?hidden=${used === 0}>${words(used > 1 ? 'tip_several' : 'tip_one')}</p>
    `
  }

  #row(item: ReferenceItem, at: number) {
    const { snapshot, words } = this
    return html`<li>
      <refreel-reference .item=${item} .at=${at} .snapshot=${snapshot} .words=${words}></refreel-reference>
    </li>`
  }

  /** Shown in place of the list where a preset has its own pictures. */
  #fixed() {
    const { snapshot, words } = this
    const picture = snapshot.preset?.thumbnail
    return html`<div class="references" part="references">
      <p class="label">${words('references')}</p>
      ${picture ? html`<img class="references-picture" part="references-picture" src=${picture} alt="" />` : nothing}
      <p class="small muted" part="references-fixed">${words('references_fixed')}</p>
    </div>`
  }

  #camera() {
    if (this.withoutCamera) return nothing
    return html`<button class="only-touch" part="camera-button" @click=${() => this.#open('#camera-input')}>
      ${icons.camera}${this.words('camera')}
    </button>`
  }

  #open(selector: string): void {
    this.querySelector<HTMLInputElement>(selector)?.click()
  }

  #chosen(event: Event): void {
    const input = event.currentTarget as HTMLInputElement
    const files = [...(input.files ?? [])]
    // An input whose value stays fires no `change` when the same file is chosen again.
    input.value = ''
    if (files.length > 0) this.ask({ type: 'add', files })
  }
}
