/** `<refreel-history-list>`: the visitor's earlier videos; one button opens a video, two presses delete it. Loaded lazily. */
import { html, nothing } from 'lit'
import type { Generation } from '../../../../worker/contract/generation.ts'
import { iconButtonStyles } from '../../../styles/icon-button.ts'
import { lazyIcons } from '../../../styles/lazy-icons.ts'
import { errorWords } from '../notice/notice.ts'
import { StudioChild } from '../studio-child.ts'
import { historyListStyles } from './list.styles.ts'

/** A delete button's label cuts the prompt to this many characters: screen readers have read the whole prompt just before. */
const NAME_MAX_CHARACTERS = 60

function cut(text: string): string {
  const characters = [...text]
  return characters.length > NAME_MAX_CHARACTERS ? `${characters.slice(0, NAME_MAX_CHARACTERS).join('')}…` : text
}

/**
 * @summary What this visitor has made before, the newest first.
 * @csspart history-list - The earlier videos.
 * @csspart history-item - One of them.
 * @csspart history-open - Shows it on the stage.
 * @csspart history-thumbnail - Its poster, in the video’s own shape.
 * @csspart history-prompt - What was asked for.
 * @csspart history-facts - When, how long, and where it stands.
 * @csspart history-preview - Says that a stand-in made it.
 * @csspart history-remove - Asks whether it may be deleted.
 * @csspart history-delete - Deletes it for good.
 * @csspart history-keep - Leaves it where it is.
 * @csspart history-more - Shows more of them.
 * @csspart history-empty - Says that there is nothing yet.
 * @csspart history-problem - Why they can't be shown.
 */
export default class RefreelHistoryList extends StudioChild {
  static readonly sheets = [iconButtonStyles, historyListStyles]
  static override properties = { ...StudioChild.properties, sure: { state: true } }
  /** The id of the video whose deletion waits for a second press. */
  declare private sure: string | undefined
  /** The focused element and its row, before a draw. */
  #had: { element: Element; row: number } | undefined
  /** The id of the video that was opened, until it is shown. */
  #wanted: string | undefined
  /** A selector: the element that takes the focus after the next draw. */
  #next: string | undefined

  protected override willUpdate(): void {
    const element = (this.getRootNode() as ShadowRoot).activeElement
    const rows = this.#rows
    const row = rows.findIndex((each) => each.contains(element))
    this.#had = element && this.contains(element) ? { element, row: row < 0 ? rows.length : row } : undefined
  }

  protected override render() {
    const { words, snapshot } = this
    const { items = [], cursor, loading = true, error, failed } = snapshot.history ?? {}
    const again = error && failed
    return html`
      <ul class="history-list" role="list" part="history-list" ?hidden=${items.length === 0}>
        ${items.map((item) => this.#row(item))}
      </ul>
      ${
        items.length === 0 && !loading && !error
          ? html`<p class="small muted" part="history-empty">${words('history_empty')}</p>`
          : nothing
      }
      ${error ? html`<p class="small problem" part="history-problem">${errorWords(error, words)}</p>` : nothing}
      ${
        cursor || loading || again
          ? html`<button
              class="chip"
              part="history-more"
              aria-disabled=${loading ? 'true' : nothing}
              @click=${() => loading || this.ask(again ?? { type: 'history', more: items.length > 0 && cursor !== undefined })}
            >
              ${words(loading ? 'asking' : again ? 'retry' : 'history_more')}
            </button>`
          : nothing
      }
    `
  }

  /** Focus is never lost: from a deleted row it moves to the row in its place, or to the summary above the list. */
  protected override updated(): void {
    if (this.#wanted && this.#wanted === this.snapshot.generation?.id) this.#focusFrame()
    const next = this.#next && this.querySelector<HTMLElement>(this.#next)
    this.#next = undefined
    const { element, row = 0 } = this.#had ?? {}
    if (next) next.focus()
    else if (element && !element.isConnected) {
      const place = this.#rows[row] ?? this.#rows.at(-1)
      const summary = this.closest('details')?.querySelector('summary')
      ;(place?.querySelector<HTMLElement>('.history-open') ?? summary)?.focus()
    }
  }

  get #rows(): Element[] {
    return [...this.querySelectorAll('.history-item')]
  }

  #row(item: Generation) {
    const { words, snapshot } = this
    const { id, video, input, metadata, preview } = item
    const name = metadata.title ?? input.prompt
    const leaving = snapshot.history?.deleting === id
    return html`<li class="history-item" part="history-item">
      <div class="history-picture" part="history-thumbnail" data-ratio=${input.aspect_ratio ?? nothing}>
        ${video?.poster_url ? html`<img src=${video.poster_url} alt="" loading="lazy" decoding="async" />` : lazyIcons.film}
      </div>
      <div class="history-text">
        <button
          class="history-open"
          part="history-open"
          aria-label=${words('history_open', { name })}
          aria-describedby="facts-${id}"
          aria-current=${snapshot.generation?.id === id ? 'true' : nothing}
          @click=${() => this.#open(id)}
        >
          <span class="history-prompt" part="history-prompt" dir="auto">${name}</span>
        </button>
        <p class="small muted history-facts" id="facts-${id}">
          <span part="history-facts">${this.#facts(item)}</span>
          ${preview ? html`<span class="history-preview" part="history-preview">${words('history_preview')}</span>` : nothing}
        </p>
      </div>
      ${
        this.sure === id
          ? html`<div class="row history-sure" role="group" aria-labelledby="sure">
              <span class="small" id="sure">${words('history_sure')}</span>
              <button
                class="chip danger"
                part="history-delete"
                aria-disabled=${leaving ? 'true' : nothing}
                @click=${() => this.ask({ type: 'delete', id })}
              >${words('history_delete')}</button>
              <button class="chip" part="history-keep" @click=${() => this.#decide(undefined, `#remove-${id}`)}>${words('history_keep')}</button>
            </div>`
          : html`<button
              class="icon history-remove"
              part="history-remove"
              id="remove-${id}"
              aria-label=${words('history_remove', { name: cut(name) })}
              @click=${() => this.#decide(id, '[part=history-keep]')}
            >${lazyIcons.bin}</button>`
      }
    </li>`
  }

  #facts({ id, status, created_at, video }: Generation) {
    const { words, snapshot } = this
    if (snapshot.history?.opening === id) return words('asking')
    const length = video?.duration ? words.clock(video.duration) : ''
    const stands =
      status === 'succeeded' ? length : words(status === 'starting' || status === 'processing' ? 'generating' : status)
    return html`${stands && `${stands} · `}<span class="history-moment">${words.moment(Date.parse(created_at), 'short')}</span>`
  }

  #open(id: string): void {
    this.#wanted = id
    if (id === this.snapshot.generation?.id) this.#focusFrame()
    else this.ask({ type: 'open', id })
  }

  /** Focuses the frame and scrolls to its top: the list may be far below the video that it opens. */
  #focusFrame(): void {
    this.#wanted = undefined
    const frame = this.closest<HTMLElement>('.frame')
    frame?.focus({ preventScroll: true })
    frame?.firstElementChild?.scrollIntoView({ block: 'nearest' })
  }

  /** Shows the question in place of the delete button, or the button again; moves the focus along. */
  #decide(sure: string | undefined, focus: string): void {
    this.sure = sure
    this.#next = focus
  }
}
