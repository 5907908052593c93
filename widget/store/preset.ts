/** What a preset of the site brings, and what it leaves to the visitor. */
import type { Input } from '../../worker/contract/input.ts'
import { VARIABLE_MAX_CHARACTERS, VARIABLE_SIGNS } from '../../worker/contract/limits.ts'
import type { Snapshot } from './snapshot.ts'

/** Values as a page gives them, which may be numbers, or nothing. */
export const textsOf = (values: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value ?? '')]))

/** What the Worker takes in a placeholder's place: whatever else a product's name or a visitor's word has is left out. */
export function fillings(values: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> {
  const taken = Object.entries(textsOf(values)).map(([name, value]) => {
    const signs = [...value.replace(/\s/g, ' ')].filter((sign) => VARIABLE_SIGNS.test(sign))
    return [name, signs.slice(0, VARIABLE_MAX_CHARACTERS).join('')] as const
  })
  return Object.fromEntries(taken.filter(([, value]) => value.trim()))
}

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
