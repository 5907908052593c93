/** The store of a studio: for the site and endpoint that its page names now, under a name of its own. */
import type { Challenge } from '../../../worker/contract/session.ts'
import { cleanEndpoint } from '../../client/endpoint.ts'
import { createClient } from '../../client/index.ts'
import { createPageMemory, createStudioMemory } from '../../client/memory.ts'
import { StudioStore } from '../../store/studio-store.ts'
import type { StudioPage } from './studio-page.ts'
import { draftOf } from './studio-properties.ts'

/** What the page brings; frameworks may set nothing at all, scripts one alone. */
export function referencesOf({ referenceImages, referenceVideos }: StudioPage): string[] {
  return [referenceImages, referenceVideos].flat().filter(Boolean)
}

/** What it is known by after a reload: its id, or its place among those without one. */
function nameOf(studio: StudioPage): string {
  const nameless = [...document.querySelectorAll(studio.localName)].filter(({ id }) => !id)
  return studio.id || `${Math.max(0, nameless.indexOf(studio)) || ''}`
}

/** `restored`: the run that the browser remembers for the studio as a form's field. */
export function openStore(
  studio: StudioPage,
  restored: () => string | undefined,
  pass: (challenge: Challenge, signal: AbortSignal) => Promise<string>,
): StudioStore {
  const endpoint = cleanEndpoint(studio.endpoint)
  const name = nameOf(studio)
  const client = createClient({
    endpoint,
    site: studio.site,
    memory: createStudioMemory(endpoint, studio.site, name),
    source: () => studio.session,
    challenge: () => (challenge) => pass(challenge, store.signal),
  })
  const store = new StudioStore({
    client,
    memory: createPageMemory(endpoint, studio.site, name),
    page: () => ({
      preset: studio.preset,
      variables: studio.variables,
      metadata: studio.metadata,
      requireConsent: studio.requireConsent,
      draft: draftOf(studio),
      references: referencesOf(studio),
      generation: restored(),
    }),
  })
  return store
}
