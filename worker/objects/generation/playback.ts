/** The token with which a site's own viewers play a video, where the site has them signed; made before it is needed. */
import { HOUR_MS } from '../../contract/time.ts'
import { playbackToken } from '../../signing/signed-urls.ts'
import { playbackOf } from '../site/playback.ts'
import type { StepContext } from './walk.ts'

/** Milliseconds that a signed address is good for. Ours: a page may stay open for a while, a copied link not for long. */
const TOKEN_LIFE_MS = 2 * HOUR_MS

export class Playback {
  #token: { text: string; video: string; expiresAt: number } | null = null

  /** Sees to it that `token` is good for half its life at least. Signing waits, and views don't: so it comes first. */
  async prepare({ config, clock, store, env }: StepContext): Promise<void> {
    if (!store.exists()) return
    const { site } = store.request()
    const { video_id: video } = store.attempt()
    if ((await playbackOf(env, clock, site, video)) === 'public') {
      this.#token = null
      return
    }
    const now = clock.now()
    if (this.#token?.video === video && this.#token.expiresAt - now > clock.delay(TOKEN_LIFE_MS) / 2) return
    const expiresAt = now + clock.delay(TOKEN_LIFE_MS)
    this.#token = { text: await playbackToken(config.keys, video, expiresAt), video, expiresAt }
  }

  /** The token for this video; null where none is needed. */
  token(video: string): string | null {
    return this.#token?.video === video ? this.#token.text : null
  }
}
