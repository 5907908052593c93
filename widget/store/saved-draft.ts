/** Keeps what a visitor has chosen and not asked for yet, so that a reload of the page loses nothing. */
import type { Memory } from '../client/memory.ts'
import type { Draft } from './draft.ts'
import type { Snapshot } from './snapshot.ts'

/** A reference that was ready, as it is asked for again. */
export interface SavedReference {
  name: string
  filename: string
  own: boolean
  page?: string | undefined
}

export interface SavedDraft {
  /** What the visitor changed, and nothing else: the page's own values may be others by now. */
  draft: Partial<Draft>
  preset?: string | undefined
  /** Values that the visitor gave to the preset's placeholders. */
  variables: Record<string, string>
  references: readonly SavedReference[]
  /** The references that the page itself brought: others are another page. */
  from: string
}

/** Undefined where nothing was kept, or nothing that can be read. */
export function readDraft(memory: Memory): SavedDraft | undefined {
  try {
    const kept: unknown = JSON.parse(memory.get('draft') ?? 'null')
    return kept && typeof kept === 'object' && 'references' in kept ? (kept as SavedDraft) : undefined
  } catch {
    return undefined
  }
}

/** A run on the stage is kept by the Worker, but for the preset that it was asked for with. A look at an earlier video changes nothing. */
export function saveDraft(memory: Memory, { generation, opened }: Snapshot, kept: SavedDraft): void {
  const ofRun = generation && !opened
  const { draft, preset, variables, references } = ofRun ? { ...kept, draft: {}, references: [] } : kept
  const anything = Object.keys(draft).length + Object.keys(variables).length + references.length > 0 || preset
  memory.set('draft', anything ? JSON.stringify({ ...kept, draft, references }) : undefined)
}

/** The references that the Worker still has after a reload; files on their way are not among them. */
export function savableReferences({ references }: Snapshot): SavedReference[] {
  return references.flatMap(({ status, id, name, own = false, page }) =>
    id && (status === 'ready' || status === 'checking') ? [{ name: id, filename: name, own, page }] : [],
  )
}
