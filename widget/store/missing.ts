/** What a visitor still has to do before a video can be asked for. */
import { NEGATIVE_PROMPT_MAX_CHARACTERS, PROMPT_MAX_CHARACTERS } from '../../worker/contract/limits.ts'
import { limitOf } from './limit.ts'
import { isOnItsWay } from './phases.ts'
import { bringsReferences, placeholders } from './preset.ts'
import type { Snapshot } from './snapshot.ts'

/** Inputs and conditions that can be missing. */
export type Missing = 'limit' | 'references' | 'uploads' | 'preset' | 'variables' | 'prompt' | 'length' | 'consent'

/** The first missing thing, in the order in which a visitor meets them; undefined if the request can be sent. */
export function missing(snapshot: Snapshot, requireConsent: boolean): Missing | undefined {
  const { references, locked, draft, consent, site, preset, variables } = snapshot
  if (limitOf(snapshot)) return 'limit'
  if (references.some(isOnItsWay)) return 'uploads'
  if (!references.some((item) => item.status === 'ready') && !bringsReferences(snapshot)) return 'references'
  if (site?.limits.custom_prompt === false && !preset) return 'preset'
  if (placeholders(snapshot).some((name) => !variables[name]?.trim())) return 'variables'
  if (draft.prompt.trim() === '' && !locked.includes('prompt')) return 'prompt'
  const over = (text: string, most: number) => [...text].length > most
  if (
    over(draft.prompt.trim(), PROMPT_MAX_CHARACTERS) ||
    over(draft.negative_prompt.trim(), NEGATIVE_PROMPT_MAX_CHARACTERS)
  )
    return 'length'
  if (requireConsent && !consent) return 'consent'
  return undefined
}
