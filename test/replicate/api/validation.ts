/** Checks the model's inputs against their rules, in the words of the validator that Replicate uses. */
import type { InvalidField } from '../http/problems.ts'
import { INPUT_RULES, type InputRule, REFERENCES_MAX, REFERENCES_MIN, REQUIRED_INPUTS } from '../model.ts'

const RULES: Record<string, InputRule> = INPUT_RULES

/** Everything that is wrong with an input, nothing when it is right. */
export function checkInput(input: unknown): InvalidField[] {
  if (!isObject(input)) return [invalidType('input', 'object', input)]
  const missing = REQUIRED_INPUTS.filter((name) => !(name in input)).map((name) => ({
    type: 'required',
    field: 'input',
    description: `${name} is required`,
  }))
  const wrong = Object.entries(input).flatMap(([name, value]) => {
    const rule = RULES[name]
    if (rule) return checkValue(`input.${name}`, rule, value)
    return [unknownKey('input', name)]
  })
  return [...missing, ...wrong, ...checkReferences(input)]
}

export function unknownKey(field: string, name: string): InvalidField {
  return { type: 'additional_property_not_allowed', field, description: `Additional property ${name} is not allowed` }
}

export function invalidType(field: string, expected: string, given: unknown): InvalidField {
  return { type: 'invalid_type', field, description: `Invalid type. Expected: ${expected}, given: ${typeOf(given)}` }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === 'object'
}

export function isHttpUrl(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}

function checkValue(field: string, rule: InputRule, value: unknown): InvalidField[] {
  if (value === null && rule.nullable) return []
  if (typeOf(value) !== rule.type) return [invalidType(field, rule.type, value)]
  if (rule.enum && !rule.enum.includes(value as string)) {
    const allowed = rule.enum.map((each) => `"${each}"`).join(', ')
    return [{ type: 'enum', field, description: `${field} must be one of the following: ${allowed}` }]
  }
  if (rule.minimum !== undefined && (value as number) < rule.minimum) {
    return [{ type: 'number_gte', field, description: `Must be greater than or equal to ${rule.minimum}` }]
  }
  if (rule.maximum !== undefined && (value as number) > rule.maximum) {
    return [{ type: 'number_lte', field, description: `Must be less than or equal to ${rule.maximum}` }]
  }
  if (!rule.items) return []
  return (value as unknown[]).flatMap((item, index) => {
    if (isHttpUrl(item)) return []
    const at = `${field}.${index}`
    return typeof item === 'string'
      ? [{ type: 'format', field: at, description: "Does not match format 'uri'" }]
      : [invalidType(at, 'string', item)]
  })
}

/** The model needs something to refer to, and takes so many references of both kinds together. */
function checkReferences(input: Record<string, unknown>): InvalidField[] {
  const count = ['reference_images', 'reference_videos']
    .map((name) => input[name])
    .reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0)
  if (count < REFERENCES_MIN) {
    const description = `At least ${REFERENCES_MIN} of reference_images and reference_videos is required`
    return [{ type: 'array_min_items', field: 'input', description }]
  }
  if (count > REFERENCES_MAX) {
    const description = `At most ${REFERENCES_MAX} of reference_images and reference_videos are allowed`
    return [{ type: 'array_max_items', field: 'input', description }]
  }
  return []
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
