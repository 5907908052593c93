/** Autoplay: a video plays while it is in view. Loaded lazily, with the first `autoplay` attribute. */
import type { ReactiveController } from 'lit'
import { mayMove } from './motion.ts'
import type { FeatureHost } from './player-page.ts'

/**
 * Plays a video when it comes into view, pauses it out of view, and resumes it back in view. A video that the visitor
 * paused stays paused; a video that the visitor started or unmuted goes on playing out of view.
 */
class Autoplay implements ReactiveController {
  readonly #player: FeatureHost
  #source: string | undefined
  #wanted = false
  #seen = false
  /** True until the visitor or the page starts or pauses this video. */
  #ours = false
  /** The next `pause` event comes from this controller. */
  #resting = false

  constructor(player: FeatureHost) {
    this.#player = player
    player.addEventListener('pause', () => {
      // Off the page, the browser itself has paused the video.
      if (!this.#resting && player.isConnected) this.#ours = false
      this.#resting = false
    })
    // The video may have left the view before it began to play.
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
    // Another video in the same player autoplays again.
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
        // The browser allows no autoplay without a click.
        if (name === 'NotAllowedError') this.#ours = false
      })
    } else if (!player.paused && player.renderRoot.querySelector('video')?.muted) {
      this.#resting = true
      player.pause()
    }
  }
}

/** Adds autoplay to a player. */
export function attach(player: FeatureHost): void {
  player.addController(new Autoplay(player))
}
