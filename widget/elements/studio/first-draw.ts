/** The first draw waits for what the session tells, such as presets, so that nothing jumps when it comes; but not for long. */
import { wait } from '../../client/back-off.ts'

/** Milliseconds after which a studio is drawn with what is known: a visitor may choose a file without any answer. */
const LONGEST_MS = 2000

export class FirstDraw {
  /** Resolves when there is something to draw, or no reason to wait any more. */
  readonly ready: Promise<void>
  #go = () => {}

  constructor() {
    this.ready = new Promise((resolve) => {
      this.#go = resolve
    })
  }

  /** Called when the element comes onto a page. */
  begin(): void {
    void wait(LONGEST_MS).then(this.#go)
  }

  now(): void {
    this.#go()
  }
}
