/** What a page wants to be kept with the video. */
import type { Metadata } from '../../worker/contract/generation.ts'
import { METADATA_TEXT_MAX_CHARACTERS } from '../../worker/contract/limits.ts'
import { textsOf } from './preset.ts'

/** As much of it as the Worker keeps, as texts: a shop's ids may be numbers. Undefined where that is nothing. */
export function metadataOf(given: Metadata | undefined): Metadata | undefined {
  const kept = Object.entries(textsOf(given)).filter(([name, value]) => /^(external_id|title|alt)$/.test(name) && value)
  return kept.length > 0
    ? Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, METADATA_TEXT_MAX_CHARACTERS)]))
    : undefined
}
