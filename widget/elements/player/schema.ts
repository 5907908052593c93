/** Tells search engines of a video: schema.org's VideoObject as JSON-LD in the page's head, with the mark of its making. */
import type { VideoFacts } from '../../../worker/contract/generation.ts'
import { cleanEndpoint } from '../../client/endpoint.ts'
import { policy } from '../../trusted-types.ts'

/** IPTC's mark for what a model has made, as schema.org names it. */
const MADE_BY_AI = 'https://schema.org/TrainedAlgorithmicMediaDigitalSource'

/** Seconds as ISO 8601 wants them: `PT5S`. */
const isoDuration = (seconds: number): string => `PT${Math.round(seconds * 100) / 100}S`

/** Without what is not known; a VideoObject needs a name, which the visitor's language gives in need. */
function videoObject(facts: VideoFacts, endpoint: string, name: string): Record<string, unknown> {
  const { id, title, alt, url, poster_url, duration, width, height, created_at } = facts
  return {
    '@context': 'https://schema.org',
    '@type': 'VideoObject',
    name: title ?? name,
    description: alt ?? title ?? name,
    ...(poster_url ? { thumbnailUrl: poster_url } : {}),
    uploadDate: created_at,
    contentUrl: url,
    embedUrl: `${endpoint}/embed/${id}`,
    ...(duration ? { duration: isoDuration(duration) } : {}),
    ...(width && height ? { width, height } : {}),
    digitalSourceType: MADE_BY_AI,
  }
}

/** What was told of each player's video, so that it can be taken back. */
const told = new WeakMap<Teller, HTMLScriptElement>()

interface Teller extends Element {
  alt: string | undefined
  endpoint: string | undefined
}

/**
 * Puts it into the head in place of what the same player told before; only the latter, where there is nothing to tell
 * or the player is gone. `name` is for a video without any.
 */
export function tell(player: Teller, facts: VideoFacts | false | undefined, name: string): void {
  told.get(player)?.remove()
  if (!facts || !player.isConnected) return
  const script = document.createElement('script')
  script.type = 'application/ld+json'
  const data = videoObject(facts, cleanEndpoint(player.endpoint), player.alt ?? name)
  // Trusted Types don't tell data from code: the policy says that this is no code.
  script.textContent = policy.createScript(JSON.stringify(data))
  document.head.append(script)
  told.set(player, script)
}
