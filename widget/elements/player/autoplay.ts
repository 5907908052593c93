/** Playing by itself, in view and only there. Loaded where a page asks for it. */
import type { ReactiveController } from 'lit'
import { mayMove } from './motion.ts'
import type { RefreelPlayer } from './player.ts'

/**
 * Starts when it comes into view, rests while it is out of it, and goes on when it is back. What the visitor has
 * stopped stays so, and what the visitor has started or given its sound goes on out of view.
 */
class Autoplay implements ReactiveController {
  readonly #player: RefreelPlayer
  #source: string | undefined
  #wanted = false
  #seen = false
  /** Nobody else has stopped or started this video. */
  #ours = false
  /** The next `pause` is our doing. */
  #resting = false

  constructor(player: RefreelPlayer) {
    this.#player = player
    player.addEventListener('pause', () => {
      // Out of the page it was the browser.
      if (!this.#resting && player.isConnected) this.#ours = false
      this.#resting = false
    })
    // It may have left the view before it began.
    player.addEventListener('play', () => {
      if (!this.#seen) this.#turn()
    })
    new IntersectionObserver((entries) => {
      this.#seen = entries.at(-1)?.isIntersecting ?? false
      this.#turn()
    }).observe(player)
  }

  hostUpdated(): void {
    const { autoplay, video, src, problem } = this.#player
    const source = `${video} ${src}`
    const wanted = autoplay && !problem
    // Another video in the same place starts as the first one did.
    if (source !== this.#source) {
      this.#ours = mayMove()
      this.#resting = false
    }
    const turn = source !== this.#source || wanted !== this.#wanted
    this.#source = source
    this.#wanted = wanted
    if (turn) this.#turn()
  }

  #turn(): void {
    const player = this.#player
    if (!this.#ours || !this.#wanted) return
    if (this.#seen) {
      player.play().catch(({ name }) => {
        // The browser wants a click first.
        if (name === 'NotAllowedError') this.#ours = false
      })
    } else if (!player.paused && player.renderRoot.querySelector('video')?.muted) {
      this.#resting = true
      player.pause()
    }
  }
}

export function attach(player: RefreelPlayer): void {
  player.addController(new Autoplay(player))
}
