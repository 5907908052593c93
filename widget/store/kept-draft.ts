/** Keeps what a visitor has chosen and not asked for yet, so that a reload of the page loses nothing. */
import type { Memory } from '../client/memory.ts'
import type { Draft, Snapshot } from './snapshot.ts'

/** A reference that was ready, as it is asked for again. */
export interface KeptReference {
  name: string
  filename: string
  own: boolean
  page?: string | undefined
}

export interface KeptDraft {
  /** What the visitor changed, and nothing else: the page's own values may be others by now. */
  draft: Partial<Draft>
  preset?: string | undefined
  /** Values that the visitor gave to the preset's placeholders. */
  variables: Record<string, string>
  references: readonly KeptReference[]
  /** The references that the page itself brought: others are another page. */
  from: string
}

/** Undefined where nothing was kept, or nothing that can be read. */
export function readKept(memory: Memory): KeptDraft | undefined {
  try {
    const kept: unknown = JSON.parse(memory.get('draft') ?? 'null')
    return kept && typeof kept === 'object' && 'references' in kept ? (kept as KeptDraft) : undefined
  } catch {
    return undefined
  }
}

/** A run on the stage is kept by the Worker, but for the preset that it was asked for with. A look at an earlier video changes nothing. */
export function writeKept(memory: Memory, { generation, opened }: Snapshot, kept: KeptDraft): void {
  const ofRun = generation && !opened
  const { draft, preset, variables, references } = ofRun ? { ...kept, draft: {}, references: [] } : kept
  const anything = Object.keys(draft).length + Object.keys(variables).length + references.length > 0 || preset
  memory.set('draft', anything ? JSON.stringify({ ...kept, draft, references }) : undefined)
}

export function keptReferences({ references }: Snapshot): KeptReference[] {
  return references.flatMap(({ status, id, name, own = false, page }) =>
    id && (status === 'ready' || status === 'checking') ? [{ name: id, filename: name, own, page }] : [],
  )
}
