/** What is still needed before a video can be asked for, the first thing first. */
import { isOnItsWay } from './phases.ts'
import type { Snapshot } from './snapshot.ts'

export type Missing = 'references' | 'uploads' | 'prompt' | 'consent'

export function missing(
  { references, locked, draft, consent }: Snapshot,
  requireConsent: boolean,
): Missing | undefined {
  if (references.some(isOnItsWay)) return 'uploads'
  if (!references.some((item) => item.status === 'ready') && !locked.includes('reference_images')) return 'references'
  if (draft.prompt.trim() === '' && !locked.includes('prompt')) return 'prompt'
  if (requireConsent && !consent) return 'consent'
  return undefined
}
