/** Tells search engines of a video: schema.org's VideoObject as JSON-LD in the page's head, with the mark of its making. */
import type { VideoFacts } from '../../../worker/contract/generation.ts'

/** IPTC's mark for what a model has made, as schema.org names it. */
const MADE_BY_AI = 'https://schema.org/TrainedAlgorithmicMediaDigitalSource'

/** Seconds as ISO 8601 wants them: `PT5S`. */
const isoDuration = (seconds: number): string => `PT${Math.round(seconds * 100) / 100}S`

/** Without what is not known; a VideoObject needs a name, which the visitor's language gives in need. */
export function videoObject(facts: VideoFacts, endpoint: string, name: string): Record<string, unknown> {
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

interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createScript: (text: string) => string }): { createScript(text: string): string }
}

/** Trusted Types don't tell data from code: a policy of our own says that this is no code. */
const policy = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes?.createPolicy('refreel', {
  createScript: (text) => text,
})

/** Puts it into the head; the answer takes it out again. */
export function addSchema(data: Record<string, unknown>): () => void {
  const script = document.createElement('script')
  script.type = 'application/ld+json'
  const json = JSON.stringify(data)
  script.textContent = policy?.createScript(json) ?? json
  document.head.append(script)
  return () => script.remove()
}
