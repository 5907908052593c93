/** Moves a row of the list by dragging; the row's own button does the same. */
import type { ReactiveController } from 'lit'
import type { ReferenceItem } from '../../../store/snapshot.ts'
import { RequestEvent, type StudioChild } from '../studio-child.ts'

/** A type of our own, so that no other drop zone accepts a row. */
const TYPE = 'application/x-refreel-row'

/** An element in a row: its reference, and the row's place in the list. */
type InRow = StudioChild & { item: ReferenceItem | undefined; at: number }

/** The row that is dragged; a page has one drag at a time. */
let dragged: InRow | undefined

/** Makes a row draggable, and a place to drop other rows. */
export class Reorder implements ReactiveController {
  readonly #host: InRow

  constructor(host: InRow) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    const row = this.#row
    if (!row) return
    row.ondragstart = ({ dataTransfer }) => {
      if (!dataTransfer) return
      dragged = this.#host
      dataTransfer.effectAllowed = 'move'
      dataTransfer.setData(TYPE, '')
    }
    row.ondragover = (event) => {
      // Another row can be dropped here, so this row is marked.
      if (this.#takes(event)) row.toggleAttribute('data-target', dragged !== this.#host)
    }
    row.ondragleave = () => row.removeAttribute('data-target')
    row.ondrop = (event) => {
      row.removeAttribute('data-target')
      const { key } = dragged?.item ?? {}
      if (!this.#takes(event) || !key) return
      const list = row.closest('refreel-references')
      if (dragged !== this.#host) list?.dispatchEvent(new RequestEvent({ type: 'move', key, to: this.#host.at }))
      dragged = undefined
    }
    // The row was dropped somewhere else.
    row.ondragend = () => {
      dragged = undefined
    }
  }

  hostUpdate(): void {
    if (this.#host.snapshot.references.length > 1) this.#row?.setAttribute('draggable', 'true')
    else this.#row?.removeAttribute('draggable')
  }

  get #row(): HTMLElement | null {
    return this.#host.parentElement
  }

  /** True, and the drop is allowed, where the dragged row is of the same studio. */
  #takes(event: DragEvent): boolean {
    const same = dragged?.isConnected && dragged.getRootNode() === this.#host.getRootNode()
    if (!same) return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
}
