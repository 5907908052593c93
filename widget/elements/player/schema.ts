/** Tells search engines of a video: schema.org's VideoObject as JSON-LD in the page's head, with the mark of its making. */
import type { ReactiveController } from 'lit'
import type { VideoFacts } from '../../../worker/contract/generation.ts'
import { policy } from '../../trusted-types.ts'
import type { RefreelPlayer } from './player.ts'

/** IPTC's mark for what a model has made, as schema.org names it. */
const MADE_BY_AI = 'https://schema.org/TrainedAlgorithmicMediaDigitalSource'

/** Seconds as ISO 8601 wants them: `PT5S`. */
const isoDuration = (seconds: number): string => `PT${Math.round(seconds * 100) / 100}S`

/** Without what is not known; a VideoObject needs a name, which the visitor's language gives in need. */
function videoObject(facts: VideoFacts, name: string, poster: string | undefined): Record<string, unknown> {
  const { title, alt, url, duration, width, height, created_at } = facts
  return {
    '@context': 'https://schema.org',
    '@type': 'VideoObject',
    name: title ?? name,
    description: alt ?? title ?? name,
    ...(poster ? { thumbnailUrl: poster } : {}),
    uploadDate: created_at,
    contentUrl: url,
    ...(duration ? { duration: isoDuration(duration) } : {}),
    ...(width && height ? { width, height } : {}),
    digitalSourceType: MADE_BY_AI,
  }
}

/** What a player tells now; it is taken back where there is nothing to tell, or the player is gone. */
class Schema implements ReactiveController {
  readonly #player: RefreelPlayer
  #script: HTMLScriptElement | undefined

  constructor(player: RefreelPlayer) {
    this.#player = player
  }

  hostConnected(): void {
    this.hostUpdated()
  }

  hostDisconnected(): void {
    this.#script?.remove()
    this.#script = undefined
  }

  hostUpdated(): void {
    const { facts, generateSchema, alt, poster = facts?.poster_url, words, isConnected } = this.#player
    const name = alt ?? words('player')
    const told = generateSchema && isConnected && facts
    const text = told
      ? JSON.stringify(videoObject(told, name, poster && new URL(poster, document.baseURI).href))
      : undefined
    if (text === this.#script?.textContent) return
    this.hostDisconnected()
    if (!text) return
    const script = document.createElement('script')
    script.type = 'application/ld+json'
    // Trusted Types don't tell data from code: the policy says that this is no code.
    script.textContent = policy.createScript(text)
    document.head.append(script)
    this.#script = script
  }
}

export function attach(player: RefreelPlayer): void {
  player.addController(new Schema(player))
}
