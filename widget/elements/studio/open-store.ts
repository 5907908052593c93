/** Opens the store of a studio: for the site and endpoint that the page names, with the page's starting values. */

import {
  ASPECT_RATIOS,
  DURATION_MAX_SECONDS,
  DURATION_MIN_SECONDS,
  RESOLUTIONS,
  SEED_MAX,
  SHOT_TYPES,
} from '../../../worker/contract/limits.ts'
import type { Challenge } from '../../../worker/contract/session.ts'
import { cleanEndpoint } from '../../client/endpoint.ts'
import { createClient } from '../../client/index.ts'
import { createPageMemory, createStudioMemory } from '../../client/memory.ts'
import type { Draft } from '../../store/draft.ts'
import { defined } from '../../store/pick.ts'
import { StudioStore } from '../../store/studio-store.ts'
import { warn } from '../../warn.ts'
import type { StudioPage } from './studio-page.ts'

/** The model's inputs, as a page sets them. */
interface StartingValues {
  prompt: string | undefined
  negativePrompt: string | undefined
  resolution: string | undefined
  aspectRatio: string | undefined
  duration: number | undefined
  shotType: string | undefined
  seed: number | undefined
}

const among = <T extends string>(list: readonly T[], value: string | undefined): T | undefined =>
  list.find((each) => each === value)

const within = (value: number | undefined, least: number, most: number): number | undefined =>
  value !== undefined && Number.isInteger(value) && value >= least && value <= most ? value : undefined

/** The page's starting values as a draft; values that the model doesn't know are left out, with a warning. With `changed`, only changed properties are read. */
export function draftOf(page: StartingValues, changed?: ReadonlyMap<PropertyKey, unknown>): Partial<Draft> {
  const read: { [key in keyof StartingValues]: Partial<Draft> } = {
    prompt: { prompt: page.prompt ?? '' },
    negativePrompt: { negative_prompt: page.negativePrompt ?? '' },
    resolution: defined({ resolution: among(RESOLUTIONS, page.resolution) }),
    aspectRatio: defined({ aspect_ratio: among(ASPECT_RATIOS, page.aspectRatio) }),
    duration: defined({ duration: within(page.duration, DURATION_MIN_SECONDS, DURATION_MAX_SECONDS) }),
    shotType: { shot_type: among(SHOT_TYPES, page.shotType) },
    seed: { seed: within(page.seed, 0, SEED_MAX) },
  }
  const draft: Partial<Draft> = {}
  for (const [name, part] of Object.entries(read)) {
    const value = page[name as keyof StartingValues]
    const given = value !== undefined && value !== null
    if (value && Object.values(part)[0] === undefined) warn(`${name}: the model does not know ${value}`)
    if (changed ? changed.has(name) : given) Object.assign(draft, part)
  }
  return draft
}

/** The page's references; frameworks may set undefined, scripts a single string. */
export function referencesOf({ referenceImages, referenceVideos }: StudioPage): string[] {
  return [referenceImages, referenceVideos].flat().filter(Boolean)
}

/** The name under which the browser stores a studio's draft: its id, or its position among the studios without one. */
function nameOf(studio: StudioPage): string {
  const nameless = [...document.querySelectorAll(studio.localName)].filter(({ id }) => !id)
  return studio.id || `${Math.max(0, nameless.indexOf(studio)) || ''}`
}

/** Opens a store; `pass` shows a challenge and resolves with the token that passing it gives. */
export function openStore(
  studio: StudioPage,
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
      generation: studio.restored,
    }),
  })
  return store
}
