/** `<refreel-reference>`: one row of the list, with preview, upload progress, call-name, and buttons to pause, move and remove it. */
import { html, type LitElement, nothing } from 'lit'
import type { MessageKey } from '../../../locales/catalogue.ts'
import { isLimit } from '../../../store/limit.ts'
import type { StudioRequest } from '../../../store/requests.ts'
import type { ReferenceItem } from '../../../store/snapshot.ts'
import { iconButtonStyles } from '../../../styles/icon-button.ts'
import { icons } from '../../../styles/icons.ts'
import { lazyIcons } from '../../../styles/lazy-icons.ts'
import { callName } from '../call-name.ts'
import { fileWords } from '../notice/notice.ts'
import { StudioChild } from '../studio-child.ts'
import { referenceStyles } from './reference.styles.ts'
import { Reorder } from './reorder.ts'

/** A press on a call-name; the prompt inserts the name at its cursor. */
export class InsertEvent extends CustomEvent<string> {
  static readonly type = 'refreel-insert'
  constructor(name: string) {
    super(InsertEvent.type, { bubbles: true, detail: name })
  }
}

/** The button beside the progress bar: its part, its label, its label for screen readers, and its request. */
type Action = { part: string; label: MessageKey; aria: MessageKey; type: 'pause' | 'resume' }
const PAUSE: Action = { part: 'pause-button', label: 'pause', aria: 'pause_file', type: 'pause' }
const RESUME: Action = { part: 'resume-button', label: 'resume', aria: 'resume_file', type: 'resume' }
const RETRY: Action = { part: 'retry-button', label: 'retry', aria: 'retry_file', type: 'resume' }
const ACTIONS: Partial<Record<ReferenceItem['status'], Action>> = {
  waiting: PAUSE,
  uploading: PAUSE,
  paused: RESUME,
  failed: RETRY,
}

/** Statuses with a progress bar; the bar shows a fraction once bytes were sent. */
const BARS: readonly ReferenceItem['status'][] = ['waiting', 'uploading', 'paused', 'checking']

/** The pieces between the studio and a row, from the outside in: each draws the next one. */
const ABOVE = 'refreel-composer, refreel-references'

/** Moves the focus after a row was moved or removed: to the same button of the row that is in its place then. The first row has no move button: its call-name takes the focus. */
async function keepFocus(root: ShadowRoot, row: number, button: string): Promise<void> {
  await (root.host as LitElement).updateComplete
  for (const piece of root.querySelectorAll<LitElement>(ABOVE)) await piece.updateComplete
  const rows = [...root.querySelectorAll<LitElement>('refreel-reference')]
  const next = rows[Math.min(row, rows.length - 1)]
  await next?.updateComplete
  const find = (within: ParentNode | undefined, selector: string) => within?.querySelector<HTMLElement>(selector)
  const target = find(next, button) ?? find(next, '.call-name') ?? find(root, '.add')
  target?.focus()
}

/**
 * @summary A row of the list of references.
 * @csspart reference - One reference of the list.
 * @csspart reference-preview - Its picture, or the clip’s first frame.
 * @csspart reference-name - Its file name.
 * @csspart reference-status - Where it stands, in words.
 * @csspart reference-note - What was done to it, such as a conversion.
 * @csspart reference-problem - Why it can't be used.
 * @csspart call-name - What the prompt can call it by; a tap puts that there.
 * @csspart pause-button - Lets its upload rest.
 * @csspart resume-button - Lets it go on.
 * @csspart retry-button - Tries once more: an upload, or a run.
 * @csspart move-button - Moves it one place up.
 * @csspart remove-button - Removes it.
 */
export class RefreelReference extends StudioChild {
  static readonly sheets = [iconButtonStyles, referenceStyles]
  static override properties = {
    ...StudioChild.properties,
    item: { attribute: false },
    at: { attribute: false },
  }
  declare item: ReferenceItem | undefined
  /** Position in the list, from 0. */
  declare at: number

  constructor() {
    super()
    new Reorder(this)
  }

  protected override render() {
    const { item, words } = this
    if (!item) return nothing
    const { status } = item
    // A reference that failed has no call-name for the prompt to use.
    const name = status === 'failed' ? undefined : callName(item)
    const known = status === 'uploading' || status === 'paused' || (status === 'waiting' && item.fraction)
    return html`
      <div class="reference" part="reference" data-status=${status}>
        <span class="thumb" part="reference-preview">${this.#preview(item)}</span>
        <div class="reference-text">
          <p class="reference-name" part="reference-name" dir="auto" title=${item.name}>${item.name}</p>
          ${
            item.error
              ? html`<p class="small problem" part="reference-problem">${fileWords(item.error, words)}</p>`
              : html`<p class="small muted" part="reference-status">${this.#status(item)}</p>`
          }
          ${this.#notes(item)}
          ${
            BARS.includes(status)
              ? html`<refreel-progress
                  .fraction=${known ? item.fraction : undefined}
                  .name=${words('sending', { name: item.name })}
                ></refreel-progress>`
              : nothing
          }
          ${this.#action(item)}
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
        ${
          name && this.at > 0
            ? html`<button
                class="icon up"
                part="move-button"
                aria-label=${words('move_up', { name: item.name })}
                @click=${() => this.#rearrange({ type: 'move', key: item.key, to: this.at - 1 }, '.up')}
              >${lazyIcons.up}</button>`
            : nothing
        }
        <button
          class="icon remove"
          part="remove-button"
          aria-label=${words('remove', { name: item.name })}
          @click=${() => this.#rearrange({ type: 'remove', key: item.key }, '.remove')}
        >${lazyIcons.close}</button>
      </div>
    `
  }

  /** After a removal the next row's button takes the focus, after a move the moved row's. */
  #rearrange(request: StudioRequest, button: string): void {
    const row = request.type === 'move' ? request.to : this.at
    const root = this.getRootNode() as ShadowRoot
    this.ask(request)
    void keepFocus(root, row, button)
  }

  #notes({ converted, repeated, error }: ReferenceItem) {
    if (error) return nothing
    const notes: MessageKey[] = [
      ...(converted ? ['converted' as const] : []),
      ...(repeated ? ['repeated' as const] : []),
    ]
    return notes.map((note) => html`<p class="small muted" part="reference-note">${this.words(note)}</p>`)
  }

  /** One element for every action, so that the focus stays when pause becomes resume. */
  #action({ key, name, status, error }: ReferenceItem) {
    const action = ACTIONS[status]
    // A retry would meet the same limit again.
    if (!action || (error && isLimit(error))) return nothing
    const { words } = this
    return html`<button
      class="chip"
      part=${action.part}
      aria-label=${words(action.aria, { name })}
      @click=${() => this.ask({ type: action.type, key })}
    >${words(action.label)}</button>`
  }

  #preview({ kind, preview, status }: ReferenceItem) {
    if (status === 'rejected') return icons.alert
    if (!preview) return kind === 'video' ? lazyIcons.film : lazyIcons.picture
    if (kind === 'image') return html`<img src=${preview} alt="" decoding="async" draggable="false" />`
    // The fragment makes browsers show a first frame that would show none.
    return html`<video src="${preview}#t=0.1" preload="metadata" muted playsinline aria-hidden="true" tabindex="-1"></video>`
  }

  #status({ status, fraction, duration, held }: ReferenceItem): string {
    const { words } = this
    if (held && (status === 'uploading' || status === 'waiting')) return words(`held_${held}`)
    if (status === 'uploading' || status === 'paused') return words(status, { percent: words.percent(fraction ?? 0) })
    if (status === 'ready' && duration) return words('clip_length', { length: words.brief(duration) })
    if (status === 'failed' || status === 'rejected') return ''
    return words(status)
  }
}
