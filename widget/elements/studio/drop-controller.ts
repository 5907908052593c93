/** Takes files that are dropped or pasted anywhere on the studio, and tells when files hover over it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** The element that takes the files. */
export interface DropHost extends ReactiveControllerHost, HTMLElement {
  /** False while files can't be added. */
  takesFiles(): boolean
  filesArrived(files: File[]): void
  hoverChanged(over: boolean): void
}

const hasFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false

/** Listens on its host for drag, drop and paste. */
export class DropController implements ReactiveController {
  readonly #host: DropHost
  #over = false

  constructor(host: DropHost) {
    this.#host = host
    host.addController(this)
    for (const type of ['dragenter', 'dragover']) host.addEventListener(type, this.#hovering)
    host.addEventListener('dragleave', this.#leaving)
    for (const type of ['drop', 'paste']) host.addEventListener(type, this.#arrived)
  }

  hostDisconnected(): void {
    this.#hover(false)
  }

  readonly #hovering = (event: Event) => {
    const { dataTransfer } = event as DragEvent
    if (!hasFiles(dataTransfer)) return
    // Without this, the browser leaves the page to show a dropped file.
    event.preventDefault()
    const takes = this.#host.takesFiles()
    if (dataTransfer) dataTransfer.dropEffect = takes ? 'copy' : 'none'
    this.#hover(takes)
  }

  readonly #leaving = (event: Event) => {
    // Safari sets no `relatedTarget`, so the pointer's position decides.
    const { clientX, clientY } = event as DragEvent
    const { left, right, top, bottom } = this.#host.getBoundingClientRect()
    if (clientX <= left || clientX >= right || clientY <= top || clientY >= bottom) this.#hover(false)
  }

  readonly #arrived = (event: Event) => {
    this.#hover(false)
    const data = (event as DragEvent).dataTransfer ?? (event as ClipboardEvent).clipboardData
    // Pasted text is left to the focused field.
    if (!hasFiles(data)) return
    event.preventDefault()
    const files = [...(data?.files ?? [])]
    if (files.length > 0 && this.#host.takesFiles()) this.#host.filesArrived(files)
  }

  #hover(over: boolean): void {
    if (over === this.#over) return
    this.#over = over
    this.#host.hoverChanged(over)
  }
}
