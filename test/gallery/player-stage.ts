/** A real player and a visitor at it. */
import type { RefreelPlayer } from '../../widget/index.ts'
import type { FakeWorker } from '../widget/fake-worker.ts'
import { appears } from '../widget/look.ts'
import type { Clock } from './clock.ts'

export class PlayerStage {
  readonly player: RefreelPlayer
  readonly worker: FakeWorker
  readonly clock: Clock

  constructor(player: RefreelPlayer, worker: FakeWorker, clock: Clock) {
    this.player = player
    this.worker = worker
    this.clock = clock
  }

  /** The part with this name, as soon as it is shown. */
  shows<T extends HTMLElement = HTMLElement>(name: string): Promise<T> {
    return appears(this.player, () => this.player.renderRoot.querySelector<T>(`[part~="${name}"]:not([hidden])`))
  }

  /** Its video has a first picture: the poster, or what was loaded of it. */
  async firstPicture(): Promise<void> {
    const video = await this.shows<HTMLVideoElement>('video')
    if (video.poster || video.readyState >= video.HAVE_CURRENT_DATA) return
    await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }))
  }

  /** A part that is a video moves. */
  async moves(name: 'video' | 'loop'): Promise<void> {
    const video = await this.shows<HTMLVideoElement>(name)
    if (!video.paused && video.currentTime > 0) return
    await new Promise((resolve) => video.addEventListener('timeupdate', resolve, { once: true }))
  }
}
