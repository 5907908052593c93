/** Looks up the references of presets when they are saved, so that no run has to. */
import type { Context } from 'hono'
import type { PresetFields } from '../../contract/preset.ts'
import type { InputError } from '../../contract/problem.ts'
import { invalid } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import type { PresetReference } from '../../model/preset.ts'
import { operatorOf } from '../../objects/site/operator.ts'
import { describeReferences, NOT_READY, resolveReference } from '../generations/resolve-reference.ts'

/** The references of all presets by id. Refuses with a mistake for every reference that can't be used. */
export async function resolvePresets(
  c: Context<AppEnv>,
  site: string,
  presets: readonly PresetFields[],
): Promise<Record<string, PresetReference>> {
  const found: Record<string, PresetReference> = {}
  const errors: InputError[] = []
  const waiting: InputError[] = []
  const ids = presets.flatMap(({ input }) => [...(input.reference_images ?? []), ...(input.reference_videos ?? [])])
  const described = await describeReferences(c, ids, { site, subject: operatorOf(site) })
  for (const [place, { input }] of presets.entries()) {
    for (const [field, kind] of [
      ['reference_images', 'image'],
      ['reference_videos', 'video'],
    ] as const) {
      for (const [index, id] of (input[field] ?? []).entries()) {
        const resolved = resolveReference(described, { id, kind, pointer: `/presets/${place}/input/${field}/${index}` })
        if (resolved.ok) found[id] = { ...resolved.bytes, kind }
        else if (resolved.waiting) waiting.push(resolved.error)
        else errors.push(resolved.error)
      }
    }
  }
  if (errors.length > 0) throw invalid(errors)
  if (waiting.length > 0) throw new Refusal('reference-not-ready', { detail: NOT_READY, errors: waiting })
  return found
}
