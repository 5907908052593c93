/** The token that signs the address of a generation's video, where its site wants signed playback. */
import { HOUR_MS } from '../../contract/time.ts'
import { playbackToken } from '../../signing/signed-urls.ts'
import { playbackOf } from '../site/playback.ts'
import type { StepContext } from './walk.ts'

/** Milliseconds that a signed address is valid. Ours: long enough for an open page, short for a copied link. */
const TOKEN_LIFE_MS = 2 * HOUR_MS

/** The token of one Generation, renewed when half of its lifetime is over. */
export class Playback {
  #token: { text: string; video: string; expiresAt: number } | null = null

  /**
   * Makes sure that `token` stays valid for half its life at least. Signing is async and views are not, so this comes
   * first.
   */
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

  /** The token for this video; null where its address needs none. */
  token(video: string): string | null {
    return this.#token?.video === video ? this.#token.text : null
  }
}
