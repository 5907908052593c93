/** Saves the visitor's draft and references, so that a reload of the page loses nothing. */
import type { Memory } from '../client/memory.ts'
import type { Draft } from './draft.ts'
import type { Snapshot } from './snapshot.ts'

/** A reference that the Worker has. */
export interface SavedReference {
  /** The reference's id. */
  name: string
  filename: string
  /** The visitor uploaded it: removing it deletes it from the Worker. */
  own: boolean
  /** The page's name for the reference, if the page brought it. */
  page?: string | undefined
}

/** A draft as it lies in the storage of the tab. */
export interface SavedDraft {
  /** The fields that the visitor changed. The page's own values are not saved: they may change between loads. */
  draft: Partial<Draft>
  /** The id of the preset that the visitor chose. */
  preset?: string | undefined
  /** The visitor's values for the preset's placeholders. */
  variables: Record<string, string>
  references: readonly SavedReference[]
  /** The references of the page itself, as one text: where they differ, the draft belongs to another page. */
  from: string
}

/** The saved draft; undefined if there is none, or none that can be parsed. */
export function readDraft(memory: Memory): SavedDraft | undefined {
  try {
    const saved: unknown = JSON.parse(memory.get('draft') ?? 'null')
    return saved && typeof saved === 'object' && 'references' in saved ? (saved as SavedDraft) : undefined
  } catch {
    return undefined
  }
}

/**
 * Saves a draft. Of a run only the preset is saved: the Worker has its input. While an earlier video is shown, the draft
 * beside it is still the one to save.
 */
export function saveDraft(memory: Memory, { generation, opened }: Snapshot, saved: SavedDraft): void {
  const ofRun = generation && !opened
  const { draft, preset, variables, references } = ofRun ? { ...saved, draft: {}, references: [] } : saved
  const anything = Object.keys(draft).length + Object.keys(variables).length + references.length > 0 || preset
  memory.set('draft', anything ? JSON.stringify({ ...saved, draft, references }) : undefined)
}

/** The references worth saving: those that the Worker has verified, or is about to verify. */
export function savableReferences({ references }: Snapshot): SavedReference[] {
  return references.flatMap(({ status, id, name, own = false, page }) =>
    id && (status === 'ready' || status === 'checking') ? [{ name: id, filename: name, own, page }] : [],
  )
}
