/** Moves a row of the list by dragging; the row's own button does the same. */

/** So that no other drop zone takes a row for something of its own. */
const TYPE = 'application/x-refreel-row'

export class Reorder {
  readonly #move: (from: number, to: number) => void
  #from: number | undefined

  constructor(move: (from: number, to: number) => void) {
    this.#move = move
  }

  start(event: DragEvent, at: number): void {
    if (!event.dataTransfer) return
    this.#from = at
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData(TYPE, '')
  }

  /** Over another row: this is a place to let go. */
  over(event: DragEvent, at: number): void {
    if (this.#from === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const row = event.currentTarget as HTMLElement
    row.toggleAttribute('data-target', at !== this.#from)
  }

  leave(event: DragEvent): void {
    ;(event.currentTarget as HTMLElement).removeAttribute('data-target')
  }

  drop(event: DragEvent, at: number): void {
    this.leave(event)
    const from = this.#from
    this.#from = undefined
    if (from === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (from !== at) this.#move(from, at)
  }

  /** Let go somewhere else. */
  end(): void {
    this.#from = undefined
  }
}
