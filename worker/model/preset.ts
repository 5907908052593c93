/** A request that names a preset: what the visitor may change goes over what the operator has thought out. */
import type { Input, PartialInput } from '../contract/input.ts'
import { PROMPT_MAX_CHARACTERS } from '../contract/limits.ts'
import { fillPlaceholders, INPUT_FIELDS, type InputField, type Preset, placeholdersOf } from '../contract/preset.ts'
import { type InputError, jsonPointer } from '../contract/problem.ts'
import { fillDefaults, normalise, type ReferenceBytes } from './request.ts'

/** One of the operator's own references, as it was when the preset was saved. */
export type PresetReference = ReferenceBytes & { kind: 'image' | 'video' }
/** A preset as the site keeps it: with the bytes of its references, by their ids. */
export type KeptPreset = Preset & { references: Record<string, PresetReference> }

/** What a visitor asks for beside the preset's name. */
export type PresetRequest = { input: PartialInput; variables: Readonly<Record<string, string>> }

/** Fields in which a visitor could write what the model should do. */
const WRITTEN_FIELDS: readonly InputField[] = ['prompt', 'negative_prompt']

/** The fields that a visitor can't change: the preset's, and whatever is written where the site allows presets only. */
export function lockedFields(preset: Pick<Preset, 'locked'>, customPrompt: boolean): InputField[] {
  const fixed = customPrompt ? [] : WRITTEN_FIELDS
  return INPUT_FIELDS.filter((field) => preset.locked.includes(field) || fixed.includes(field))
}

/** The whole input, its seed included, or every mistake. A locked field may be repeated as it is. */
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
    // A visitor's own braces that no placeholder of the preset's stands in are words like others.
    if (!preset.variables.includes(name) || Object.hasOwn(variables, name)) continue
    errors.push({ pointer: `/variables/${name}`, detail: `${name} is missing: the prompt needs it.`, code: 'required' })
  }
  return errors
}

function onlyOf(names: readonly string[], variables: Readonly<Record<string, string>>): Record<string, string> {
  const known = names.filter((name) => Object.hasOwn(variables, name))
  return Object.fromEntries(known.map((name) => [name, (variables[name] ?? '').normalize('NFC').trim()]))
}

/** Equal for the model: no list is an empty one, and no eye can tell some texts apart. */
function isSame(field: InputField, a: unknown, b: unknown): boolean {
  const comparable = (value: unknown) => {
    if (field === 'prompt' || field === 'negative_prompt') return normalise(typeof value === 'string' ? value : '')
    return JSON.stringify(value ?? (field.startsWith('reference_') ? [] : null))
  }
  return comparable(a) === comparable(b)
}
