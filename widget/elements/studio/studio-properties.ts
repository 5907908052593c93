/** The attributes and properties of the studio, and the draft that they start with. */
import type { PropertyDeclarations } from 'lit'
import {
  ASPECT_RATIOS,
  DURATION_MAX_SECONDS,
  DURATION_MIN_SECONDS,
  RESOLUTIONS,
  SEED_MAX,
  SHOT_TYPES,
} from '../../../worker/contract/limits.ts'
import type { Draft } from '../../store/draft.ts'
import { defined } from '../../store/pick.ts'
import { textsOf } from '../../store/preset.ts'
import { warn } from '../../warn.ts'

/** A JSON array, or names with spaces between them; anything else is none. */
function readList(text: string | null): string[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list.map(String) : []
  } catch {
    return (text ?? '').split(/\s+/).filter(Boolean)
  }
}

/** A JSON object of texts; anything else is none. */
function readTexts(text: string | null): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (typeof value === 'object' && value && !Array.isArray(value)) return textsOf(value as Record<string, unknown>)
  } catch {
    // Told below.
  }
  if (text) warn('variables and metadata are JSON objects')
  return undefined
}

export const studioProperties: PropertyDeclarations = {
  site: { type: String },
  endpoint: { type: String },
  preset: { type: String },
  variables: { converter: { fromAttribute: readTexts } },
  metadata: { converter: { fromAttribute: readTexts } },
  required: { type: Boolean, reflect: true },
  prompt: { type: String },
  negativePrompt: { type: String },
  resolution: { type: String },
  aspectRatio: { type: String },
  duration: { type: Number },
  shotType: { type: String },
  seed: { type: Number },
  referenceImages: { converter: { fromAttribute: readList } },
  referenceVideos: { converter: { fromAttribute: readList } },
  withoutOptions: { type: Boolean },
  withoutCamera: { type: Boolean },
  withoutDownload: { type: Boolean },
  withoutHistory: { type: Boolean },
  requireConsent: { type: Boolean },
  session: { attribute: false },
}

/** The model's inputs as a page gives them. */
export interface StartingValues {
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

/** Reads what a page gave; a value that the model doesn't know is left out. With `changed`, only what is new. */
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
