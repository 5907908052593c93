/** Playing by itself, in view and only there. Loaded where a page asks for it. */
import { mayMove } from './motion.ts'
import type { RefreelPlayer } from './player.ts'

/** What ends the watching of a player for its earlier video. */
const watched = new WeakMap<RefreelPlayer, AbortController>()

/**
 * Starts when it comes into view, rests while it is out of it, and goes on when it is back. What the visitor has
 * stopped stays so, and what the visitor has started or given its sound goes on out of view.
 */
export function playInView(player: RefreelPlayer): void {
  watched.get(player)?.abort()
  const over = new AbortController()
  watched.set(player, over)
  /** Nobody else has stopped or started it. */
  let ours = mayMove()
  /** The next `pause` is our doing. */
  let resting = false
  const turn = (seen: boolean) => {
    if (!ours || !player.autoplay) return
    if (seen) {
      player.play().catch(({ name }) => {
        // The browser wants a click first.
        if (name === 'NotAllowedError') ours = false
      })
    } else if (!player.paused && player.renderRoot.querySelector('video')?.muted) {
      resting = true
      player.pause()
    }
  }
  const observer = new IntersectionObserver((entries) => turn(entries.at(-1)?.isIntersecting ?? false))
  observer.observe(player)
  over.signal.addEventListener('abort', () => observer.disconnect())
  const paused = () => {
    // Out of the page it was the browser.
    if (!resting && player.isConnected) ours = false
    resting = false
  }
  player.addEventListener('pause', paused, over)
}
