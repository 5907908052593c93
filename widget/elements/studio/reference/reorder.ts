/** Moves a row of the list by dragging; the row's own button does the same. */
import type { ReactiveController } from 'lit'
import { RequestEvent } from '../piece.ts'
import type { RefreelReference } from './reference.ts'

/** So that no other drop zone takes a row for something of its own. */
const TYPE = 'application/x-refreel-row'

/** What is dragged: there is one drag at a time. */
let dragged: RefreelReference | undefined

export class Reorder implements ReactiveController {
  readonly #host: RefreelReference

  constructor(host: RefreelReference) {
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
      // Over another row: this is a place to let go.
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
    // Let go somewhere else.
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

  /** Only rows of the same list are let go here. */
  #takes(event: DragEvent): boolean {
    const same = dragged?.isConnected && dragged.getRootNode() === this.#host.getRootNode()
    if (!same) return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
}
