/** A site's presets as they are stored: with fixed seeds, and with their references' bytes held. */
import {
  INPUT_FIELDS,
  type InputField,
  type PresetFields,
  placeholdersOf,
  referencesOf,
} from '../../contract/preset.ts'
import type { Session } from '../../contract/session.ts'
import type { SiteRecord } from '../../contract/site.ts'
import { type KeptPreset, lockedFields, type PresetReference } from '../../model/preset.ts'
import { randomSeed } from '../../model/request.ts'
import { holdBytes, letGoOfBytes } from './bytes.ts'

/** The holder of the bytes that presets are made of. */
const HOLDER = 'presets'

/**
 * Fills in the fields that the operator left out. A preset keeps its seed, so that a new title doesn't make all its
 * videos anew.
 */
export function keptPresets(
  written: readonly PresetFields[],
  before: readonly KeptPreset[],
  references: Readonly<Record<string, PresetReference>>,
): KeptPreset[] {
  return written.map(({ input, locked, ...preset }) => {
    const known = before.find(({ id }) => id === preset.id)
    const own = referencesOf(input).flatMap((id) => (references[id] ? [[id, references[id]] as const] : []))
    return {
      ...preset,
      input: { ...input, seed: input.seed ?? known?.input.seed ?? randomSeed() },
      locked: locked ?? locksOf(own.length > 0),
      variables: placeholdersOf(input.prompt),
      references: Object.fromEntries(own),
    }
  })
}

/** The digests of all references of these presets. */
export function digestsOf(presets: readonly KeptPreset[]): string[] {
  return [...new Set(presets.flatMap(({ references }) => Object.values(references).map(({ sha256 }) => sha256)))]
}

/** Holds exactly these bytes for presets; answers the R2 keys that no holder needs now. */
export function holdForPresets(sql: SqlStorage, digests: readonly string[]): string[] {
  const before = `${HOLDER} before`
  sql.exec('UPDATE holders SET holder = ? WHERE holder = ?', before, HOLDER)
  for (const sha256 of digests) holdBytes(sql, sha256, HOLDER)
  return letGoOfBytes(sql, before)
}

/** The presets as a page may see them, without their references. */
export function presetsView({
  presets,
  allow,
}: Pick<SiteRecord, 'allow'> & { presets: KeptPreset[] }): Session['site']['presets'] {
  return presets.map(({ references: _, ...preset }) => ({
    ...preset,
    locked: lockedFields(preset, allow.custom_prompt),
  }))
}

/** The default of `locked`: every field, except the references of a preset that brings none. */
function locksOf(bringsReferences: boolean): InputField[] {
  return INPUT_FIELDS.filter((field) => bringsReferences || !field.startsWith('reference_'))
}
