/** What a preset sets, and what it leaves to the visitor: references, and values for the placeholders of its prompt. */
import type { Input } from '../../worker/contract/input.ts'
import { VARIABLE_MAX_CHARACTERS, VARIABLE_SIGNS } from '../../worker/contract/limits.ts'
import type { Snapshot } from './snapshot.ts'

/** The page's values as texts. A page may give numbers, null, or no object at all. */
export const textsOf = (values: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value ?? '')]))

/** The values that the Worker accepts for placeholders: characters that it refuses and empty values are left out. */
export function fillings(values: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> {
  const taken = Object.entries(textsOf(values)).map(([name, value]) => {
    const signs = [...value.replace(/\s/g, ' ')].filter((sign) => VARIABLE_SIGNS.test(sign))
    return [name, signs.slice(0, VARIABLE_MAX_CHARACTERS).join('')] as const
  })
  return Object.fromEntries(taken.filter(([, value]) => value.trim()))
}

/** Whether the preset has references of its own. */
export function bringsReferences({ preset }: Pick<Snapshot, 'preset'>): boolean {
  const { reference_images = [], reference_videos = [] }: Partial<Input> = preset?.input ?? {}
  return reference_images.length + reference_videos.length > 0
}

/** Whether the preset's references can't be changed: visitors add none. */
export const hasFixedReferences = ({ locked }: Pick<Snapshot, 'locked'>): boolean =>
  locked.includes('reference_images') && locked.includes('reference_videos')

/** The preset's placeholders that the prompt contains: only these need a value. */
export function placeholders({ preset, draft }: Pick<Snapshot, 'preset' | 'draft'>): string[] {
  return preset?.variables.filter((name) => draft.prompt.includes(`{${name}}`)) ?? []
}

/** The prompt with its placeholders filled in; `…` stands for a missing value. */
export function filledPrompt(snapshot: Pick<Snapshot, 'preset' | 'draft' | 'variables'>): string {
  const { draft, variables } = snapshot
  return placeholders(snapshot).reduce(
    (prompt, name) => prompt.replaceAll(`{${name}}`, () => variables[name]?.trim() || '…'),
    draft.prompt,
  )
}
