/** The visitor's own videos behind one disclosure: a quiet line; nothing is asked or loaded before somebody opens it. */
import { html, nothing } from 'lit'
import { errorWords } from '../notice/notice.ts'
import { StudioPiece } from '../piece.ts'

/**
 * @summary What this visitor has made before.
 * @csspart history - The earlier videos behind their disclosure.
 * @csspart history-summary - What opens them.
 */
export class RefreelPast extends StudioPiece {
  static override properties = { ...StudioPiece.properties, looked: { state: true }, lost: { state: true } }
  /** Somebody has opened it. */
  declare private looked: boolean
  /** What draws the list did not come. */
  declare private lost: boolean
  #list: Promise<void> | undefined

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
              ? html`<refreel-history .snapshot=${snapshot} .words=${words}></refreel-history>`
              : nothing
        }
      </details>
    `
  }

  /** Asked anew each time it is opened: other pages and devices may have made something meanwhile. */
  #toggled(event: Event): void {
    if ((event.target as HTMLDetailsElement).open) this.#look()
  }

  #look(): void {
    // The button that asked for it goes: what opened it all stays.
    if (this.lost) this.querySelector('summary')?.focus()
    this.lost = false
    this.looked = true
    this.ask({ type: 'history', more: false })
    this.#list ??= import('../history/set.ts')
      .then(({ setHistory }) => setHistory(this.getRootNode() as ShadowRoot))
      .catch(() => {
        this.#list = undefined
        this.lost = true
      })
  }
}
