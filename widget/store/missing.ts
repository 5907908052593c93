/** What is still needed before a video can be asked for, the first thing first. */
import { isOnItsWay } from './phases.ts'
import { bringsReferences, placeholders } from './preset.ts'
import type { Snapshot } from './snapshot.ts'

export type Missing = 'references' | 'uploads' | 'preset' | 'variables' | 'prompt' | 'consent'

export function missing(snapshot: Snapshot, requireConsent: boolean): Missing | undefined {
  const { references, locked, draft, consent, site, preset, variables } = snapshot
  if (references.some(isOnItsWay)) return 'uploads'
  if (!references.some((item) => item.status === 'ready') && !bringsReferences(snapshot)) return 'references'
  if (site?.limits.custom_prompt === false && !preset) return 'preset'
  if (placeholders(snapshot).some((name) => !variables[name]?.trim())) return 'variables'
  if (draft.prompt.trim() === '' && !locked.includes('prompt')) return 'prompt'
  if (requireConsent && !consent) return 'consent'
  return undefined
}
