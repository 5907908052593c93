/** Tells search engines of a video: schema.org's VideoObject as JSON-LD in the page's head, marked as made by AI. Loaded lazily. */
import type { ReactiveController } from 'lit'
import type { VideoFacts } from '../../../worker/contract/generation.ts'
import { policy } from '../../trusted-types.ts'
import type { FeatureHost } from './player-page.ts'

/** IPTC's term for media made by a model, as schema.org names it. */
const MADE_BY_AI = 'https://schema.org/TrainedAlgorithmicMediaDigitalSource'

/** Seconds as an ISO 8601 duration, such as `PT5S`. */
const isoDuration = (seconds: number): string => `PT${Math.round(seconds * 100) / 100}S`

/** Leaves out unknown facts; a VideoObject needs a name, so a video without a title takes `name`. */
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

/** Keeps one script in the page's head; removes the script when the player is off the page or has no facts. */
class Schema implements ReactiveController {
  readonly #player: FeatureHost
  #script: HTMLScriptElement | undefined

  constructor(player: FeatureHost) {
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
    // Trusted Types take JSON in a script element for code, so it needs the policy.
    script.textContent = policy.createScript(text)
    document.head.append(script)
    this.#script = script
  }
}

/** Adds JSON-LD to a player. */
export function attach(player: FeatureHost): void {
  player.addController(new Schema(player))
}
