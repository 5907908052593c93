/** Presets: inputs that the operator prepared, of which a visitor may change every field that is not locked. */
import * as v from 'valibot'
import { InputFields, InputSchema, type PartialInput } from './input.ts'
import {
  PRESETS_MAX,
  PROMPT_MAX_CHARACTERS,
  REFERENCES_MAX,
  TITLE_MAX_CHARACTERS,
  VARIABLE_MAX_CHARACTERS,
  VARIABLE_SIGNS,
} from './limits.ts'
import { distinct, line, rule, text, webAddress } from './rule.ts'

/** A field of the model's input. */
export type InputField = keyof typeof InputFields
export const INPUT_FIELDS = Object.keys(InputFields) as [InputField, ...InputField[]]

/** A placeholder's name, between braces in the prompt: `{product}`. */
const NAME = '[A-Za-z][A-Za-z0-9_]{0,31}'
const PLACEHOLDERS = new RegExp(`\\{(${NAME})\\}`, 'g')

/** The value that a page fills in for a placeholder; `VARIABLE_SIGNS` says which characters it may have. */
export const VariableSchema = v.pipe(
  text(VARIABLE_MAX_CHARACTERS, 'A variable'),
  rule('required', { minLength: 1 }, (value) => value.trim() !== '', 'A variable is empty.'),
  rule(
    'bad-characters',
    {},
    (value) => VARIABLE_SIGNS.test(value),
    'A variable is made of letters, digits, spaces and common punctuation.',
  ),
)

const PresetIdSchema = v.pipe(
  v.string('A preset’s id is a text.'),
  v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'A preset’s id looks like "spin" or "beach-walk".'),
)

const variables = v.pipe(
  v.array(v.pipe(v.string(), v.regex(new RegExp(`^${NAME}$`), 'A placeholder’s name looks like "product".'))),
  distinct('variables'),
)
const locked = v.pipe(v.array(v.picklist(INPUT_FIELDS)), distinct('locked'))

const shape = v.strictObject({
  id: PresetIdSchema,
  title: line(TITLE_MAX_CHARACTERS, 'The title'),
  thumbnail: v.optional(webAddress('thumbnail')),
  input: v.pipe(
    InputSchema,
    v.description('A seed is made up where there is none, and stays. References are the operator’s own.'),
  ),
  locked: v.optional(
    v.pipe(locked, v.description('Every field where absent, but not the references where the preset brings none.')),
  ),
  variables: v.optional(v.pipe(variables, v.description('The placeholders of the prompt: exactly those.'))),
})
type Shape = v.InferOutput<typeof shape>

/** A preset as the operator writes it. */
const PresetSchema = v.pipe(
  shape,
  v.forward(
    rule<Shape>(
      'bad-placeholder',
      {},
      ({ input }) => !/[{}]/.test(input.prompt.replaceAll(PLACEHOLDERS, '')),
      'Braces in a prompt make a placeholder, such as {product}: letters, digits and _ between them.',
    ),
    ['input', 'prompt'],
  ),
  v.forward(
    rule<Shape>(
      'too-long',
      {},
      ({ input }) => longestFilled(input.prompt) <= PROMPT_MAX_CHARACTERS,
      `With its placeholders filled, the prompt may have ${PROMPT_MAX_CHARACTERS} characters at most; each may take ${VARIABLE_MAX_CHARACTERS}.`,
    ),
    ['input', 'prompt'],
  ),
  v.forward(
    rule<Shape>(
      'not-the-placeholders',
      {},
      ({ input, variables: named }) =>
        named === undefined || [...named].sort().join() === placeholdersOf(input.prompt).sort().join(),
      'The variables are the placeholders of the prompt, all of them and no others. They may be left out.',
    ),
    ['variables'],
  ),
  v.forward(
    rule<Shape>(
      'too-many',
      {},
      ({ input }) => referencesOf(input).length <= REFERENCES_MAX,
      `Images and clips together may be ${REFERENCES_MAX} at most.`,
    ),
    ['input', 'reference_images'],
  ),
  v.forward(
    rule<Shape>(
      'never-usable',
      {},
      ({ input, locked: fixed }) =>
        fixed === undefined ||
        referencesOf(input).length > 0 ||
        !(fixed.includes('reference_images') && fixed.includes('reference_videos')),
      'The preset brings no references, so visitors have to be allowed to add theirs.',
    ),
    ['locked'],
  ),
)
export type PresetFields = v.InferOutput<typeof PresetSchema>

/** A preset as the API returns it: with every field that the operator left out filled in. */
export const FullPresetSchema = v.object({
  id: PresetIdSchema,
  title: v.string(),
  thumbnail: v.optional(v.string()),
  input: v.object({ ...InputFields, seed: v.number() }),
  locked: v.array(v.picklist(INPUT_FIELDS)),
  variables: v.array(v.string()),
})
export type Preset = v.InferOutput<typeof FullPresetSchema>

export const PresetListSchema = v.pipe(
  v.array(PresetSchema),
  v.maxLength(PRESETS_MAX),
  rule<Shape[]>(
    'duplicate',
    {},
    (presets) => new Set(presets.map(({ id }) => id)).size === presets.length,
    'Two presets have the same id.',
  ),
)

/** Names of the placeholders in a prompt, without duplicates, in the prompt's order. */
export function placeholdersOf(prompt: string): string[] {
  return [...new Set([...prompt.matchAll(PLACEHOLDERS)].map(([, name = '']) => name))]
}

/**
 * The prompt with each placeholder replaced by its value. Braces in a value are not replaced again; a placeholder
 * without a value stays.
 */
export function fillPlaceholders(prompt: string, values: Readonly<Record<string, string>>): string {
  return prompt.replaceAll(PLACEHOLDERS, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  )
}

/** References of both kinds, images first. */
export function referencesOf({ reference_images, reference_videos }: PartialInput): string[] {
  return [...(reference_images ?? []), ...(reference_videos ?? [])]
}

function longestFilled(prompt: string): number {
  return [...prompt.replaceAll(PLACEHOLDERS, 'x'.repeat(VARIABLE_MAX_CHARACTERS))].length
}
