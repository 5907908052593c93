/** `<refreel-history>`: a disclosure for the visitor's earlier videos; nothing is loaded before somebody opens it. */
import { html, nothing } from 'lit'
import { lazy } from '../../../client/load-lazily.ts'
import { loadPiece } from '../lazy-pieces.ts'
import { errorWords } from '../notice/notice.ts'
import { StudioChild } from '../studio-child.ts'

/**
 * @summary What this visitor has made before.
 * @csspart history - The earlier videos behind their disclosure.
 * @csspart history-summary - What opens them.
 */
export class RefreelHistory extends StudioChild {
  static override properties = { ...StudioChild.properties, looked: { state: true }, lost: { state: true } }
  /** The visitor has opened the disclosure. */
  declare private looked: boolean
  /** The list's code could not be loaded. */
  declare private lost: boolean
  // The visitor waits: a failure is shown at once, beside a button that tries again.
  readonly #list = lazy(() => loadPiece(this.getRootNode() as ShadowRoot, 'refreel-history-list', { retries: 0 }))

  protected override render() {
    const { words, snapshot } = this
    return html`
      <details class="options last" part="history" @toggle=${this.#toggled}>
        <summary part="history-summary"><span class="label">${words('history')}</span></summary>
        ${
          this.lost
            ? html`<div class="row">
                <p class="small problem" part="history-problem">${errorWords({ code: 'network' }, words)}</p>
                <button class="chip" part="history-more" @click=${this.#look}>${words('retry')}</button>
              </div>`
            : this.looked
              ? html`<refreel-history-list .snapshot=${snapshot} .words=${words}></refreel-history-list>`
              : nothing
        }
      </details>
    `
  }

  /** Loads the list anew each time: other pages and devices may have made videos meanwhile. */
  #toggled(event: Event): void {
    if ((event.target as HTMLDetailsElement).open) this.#look()
  }

  #look(): void {
    // The retry button disappears with the error, so the summary takes the focus.
    if (this.lost) this.querySelector('summary')?.focus()
    this.lost = false
    this.looked = true
    this.ask({ type: 'history', more: false })
    this.#list.get().catch(() => {
      this.lost = true
    })
  }
}
