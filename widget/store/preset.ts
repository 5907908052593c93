/** What a preset of the site brings, and what it leaves to the visitor. */
import type { Input } from '../../worker/contract/input.ts'
import type { Snapshot } from './snapshot.ts'

/** A preset may bring references of the operator's. */
export function bringsReferences({ preset }: Pick<Snapshot, 'preset'>): boolean {
  const { reference_images = [], reference_videos = [] }: Partial<Input> = preset?.input ?? {}
  return reference_images.length + reference_videos.length > 0
}

/** Nothing of the visitor's is wanted beside them. */
export const hasFixedReferences = ({ locked }: Pick<Snapshot, 'locked'>): boolean =>
  locked.includes('reference_images') && locked.includes('reference_videos')

/** The placeholders that stand in the prompt: only those need a value. */
export function placeholders({ preset, draft }: Pick<Snapshot, 'preset' | 'draft'>): string[] {
  return preset?.variables.filter((name) => draft.prompt.includes(`{${name}}`)) ?? []
}

/** The prompt as it will read; a placeholder without a value is a gap. */
export function filledPrompt(snapshot: Pick<Snapshot, 'preset' | 'draft' | 'variables'>): string {
  const { draft, variables } = snapshot
  return placeholders(snapshot).reduce(
    (prompt, name) => prompt.replaceAll(`{${name}}`, () => variables[name]?.trim() || '…'),
    draft.prompt,
  )
}
