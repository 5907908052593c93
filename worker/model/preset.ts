/** Applies a visitor's changes to the operator's preset, and reports changes that the preset doesn't allow. */
import type { Input, PartialInput } from '../contract/input.ts'
import { PROMPT_MAX_CHARACTERS } from '../contract/limits.ts'
import { fillPlaceholders, INPUT_FIELDS, type InputField, type Preset, placeholdersOf } from '../contract/preset.ts'
import { type InputError, jsonPointer } from '../contract/problem.ts'
import { fillDefaults, normalise, type ReferenceBytes } from './request.ts'

/** A reference of the operator, as it was when the preset was saved. */
export type PresetReference = ReferenceBytes & { kind: 'image' | 'video' }
/** A preset as the site stores it, with its references by their ids. */
export type KeptPreset = Preset & { references: Record<string, PresetReference> }

/** A visitor's own fields and placeholder values. */
type PresetRequest = { input: PartialInput; variables: Readonly<Record<string, string>> }

/** Fields of free text. */
const WRITTEN_FIELDS: readonly InputField[] = ['prompt', 'negative_prompt']

/**
 * The fields that a visitor can't change: those the preset locks, and free text unless the site allows `customPrompt`.
 */
export function lockedFields(preset: Pick<Preset, 'locked'>, customPrompt: boolean): InputField[] {
  const fixed = customPrompt ? [] : WRITTEN_FIELDS
  return INPUT_FIELDS.filter((field) => preset.locked.includes(field) || fixed.includes(field))
}

/**
 * The preset's input with the visitor's changes, and every mistake in them. Repeating a locked field unchanged is none.
 */
export function applyPreset(
  preset: Preset,
  { input: asked, variables }: PresetRequest,
  customPrompt: boolean,
): { input: Input & { seed: number }; errors: InputError[] } {
  const errors: InputError[] = []
  const usual: Partial<Input> = fillDefaults(preset.input)
  const changes = { ...asked }
  for (const field of lockedFields(preset, customPrompt)) {
    delete changes[field]
    if (asked[field] === undefined || isSame(field, asked[field], preset.input[field] ?? usual[field])) continue
    errors.push({ pointer: `/input/${field}`, detail: `${field} is fixed by this preset.`, code: 'locked' })
  }
  const input = { ...preset.input, ...(changes as Partial<Input & { seed: number }>) }
  errors.push(...variableErrors(preset, input.prompt, variables))
  const prompt = fillPlaceholders(input.prompt, onlyOf(preset.variables, variables))
  if ([...prompt].length > PROMPT_MAX_CHARACTERS && [...input.prompt].length <= PROMPT_MAX_CHARACTERS) {
    const detail = `With its placeholders filled, the prompt may have ${PROMPT_MAX_CHARACTERS} characters at most.`
    errors.push({ pointer: '/input/prompt', detail, code: 'too-long' })
  }
  return { input: { ...input, prompt }, errors }
}

function variableErrors(preset: Preset, prompt: string, variables: Readonly<Record<string, string>>): InputError[] {
  const errors: InputError[] = []
  for (const name of Object.keys(variables)) {
    if (preset.variables.includes(name)) continue
    const pointer = jsonPointer(['variables', name])
    errors.push({ pointer, detail: `This preset has no placeholder of that name.`, code: 'unknown-variable' })
  }
  for (const name of placeholdersOf(prompt)) {
    // Braces of a visitor's own that name no placeholder of the preset are plain text.
    if (!preset.variables.includes(name) || Object.hasOwn(variables, name)) continue
    errors.push({ pointer: `/variables/${name}`, detail: `${name} is missing: the prompt needs it.`, code: 'required' })
  }
  return errors
}

function onlyOf(names: readonly string[], variables: Readonly<Record<string, string>>): Record<string, string> {
  const known = names.filter((name) => Object.hasOwn(variables, name))
  return Object.fromEntries(known.map((name) => [name, (variables[name] ?? '').normalize('NFC').trim()]))
}

/** Equal for the model: an absent list equals an empty one, and texts are compared normalised. */
function isSame(field: InputField, a: unknown, b: unknown): boolean {
  const comparable = (value: unknown) => {
    if (field === 'prompt' || field === 'negative_prompt') return normalise(typeof value === 'string' ? value : '')
    return JSON.stringify(value ?? (field.startsWith('reference_') ? [] : null))
  }
  return comparable(a) === comparable(b)
}
