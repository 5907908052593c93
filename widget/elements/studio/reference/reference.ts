/** One reference: what it looks like, where its upload stands, what the prompt calls it, and how to be rid of it. */
import { html, nothing } from 'lit'
import type { ReferenceItem } from '../../../store/snapshot.ts'
import { icons } from '../../../styles/icons.ts'
import { callName } from '../call-name.ts'
import { StudioPiece } from '../piece.ts'

/** A tap on a call-name: the prompt puts it where its cursor is. */
export class InsertEvent extends CustomEvent<string> {
  static readonly type = 'refreel-insert'
  constructor(name: string) {
    super(InsertEvent.type, { bubbles: true, detail: name })
  }
}

/**
 * @summary A row of the list of references.
 * @csspart reference - The row.
 * @csspart reference-preview - The picture, or the clip's first frame.
 * @csspart reference-name - The file's name.
 * @csspart reference-status - Where it stands, in words.
 * @csspart reference-problem - Why it can't be used.
 * @csspart call-name - The name for the prompt.
 * @csspart retry-button - Sends it once more.
 * @csspart remove-button - Removes it.
 */
export class RefreelReference extends StudioPiece {
  static override properties = { ...StudioPiece.properties, item: { attribute: false } }
  declare item: ReferenceItem | undefined

  protected override render() {
    const { item, words } = this
    if (!item) return nothing
    const name = callName(item)
    const sending = item.status === 'waiting' || item.status === 'uploading' || item.status === 'checking'
    return html`
      <div class="reference" part="reference" data-status=${item.status}>
        <span class="thumb" part="reference-preview">${this.#preview(item)}</span>
        <div class="reference-text">
          <p class="reference-name" part="reference-name" title=${item.name}><bdi>${item.name}</bdi></p>
          ${
            item.trouble
              ? html`<p class="small problem" part="reference-problem">${words.code('file', item.trouble.code)}</p>`
              : html`<p class="small muted" part="reference-status">${this.#status(item)}</p>`
          }
          ${
            sending
              ? html`<refreel-progress
                  .fraction=${item.status === 'uploading' ? item.fraction : undefined}
                  .name=${words('sending', { name: item.name })}
                ></refreel-progress>`
              : nothing
          }
          ${
            item.status === 'failed'
              ? html`<button
                  class="chip"
                  part="retry-button"
                  aria-label=${words('retry_file', { name: item.name })}
                  @click=${() => this.ask({ type: 'retry-upload', key: item.key })}
                >${words('retry')}</button>`
              : nothing
          }
        </div>
        ${
          name
            ? html`<button
                class="chip call-name"
                part="call-name"
                aria-label=${words('insert', { name })}
                @click=${() => this.dispatchEvent(new InsertEvent(name))}
              >${name}</button>`
            : nothing
        }
        <button
          class="icon remove"
          part="remove-button"
          aria-label=${words('remove', { name: item.name })}
          @click=${() => this.ask({ type: 'remove', key: item.key })}
        >${icons.close}</button>
      </div>
    `
  }

  #preview({ kind, preview, status }: ReferenceItem) {
    if (status === 'rejected') return icons.alert
    if (!preview) return kind === 'video' ? icons.film : icons.picture
    if (kind === 'image') return html`<img src=${preview} alt="" decoding="async" />`
    // A fragment asks for a first frame where the browser would show none.
    return html`<video src="${preview}#t=0.1" preload="metadata" muted playsinline aria-hidden="true" tabindex="-1"></video>`
  }

  #status({ status, fraction, duration }: ReferenceItem): string {
    const { words } = this
    if (status === 'uploading') return words('uploading', { percent: words.percent(fraction ?? 0) })
    if (status === 'ready' && duration) return words('clip_length', { length: words.time(duration) })
    if (status === 'failed' || status === 'rejected') return ''
    return words(status)
  }
}
