/** Reads JSON bodies: checks type, size and schema, and reports every mistake at once. */
import type { Context } from 'hono'
import * as v from 'valibot'
import { JSON_BODY_MAX_BYTES } from '../contract/limits.ts'
import { type InputError, jsonPointer } from '../contract/problem.ts'
import { Refusal } from './problem.ts'

/** The parsed JSON of the request. Refuses another type with 415, more than `maxBytes` with 413, bad JSON with 400. */
export async function readJson(c: Context, maxBytes = JSON_BODY_MAX_BYTES): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/([a-z.+-]+\+)?json\b/i.test(type)) {
    throw new Refusal('unsupported-media-type', { detail: 'Send the body as application/json.' })
  }
  const text = await readText(c.req.raw, maxBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('malformed-json', { detail: 'The body could not be read as JSON.' })
  }
}

/** The body as text. Refuses more than `maxBytes` with 413, before more than that is in memory. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = new Refusal('too-large', { detail: `The body may have ${maxBytes} bytes at most.` })
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge
  if (!request.body) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** The value as the schema defines it. Refuses with 422 and every mistake. */
export function validate<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const result = check(schema, value)
  if (result.ok) return result.value
  throw invalid(result.errors)
}

/** Like `validate`, but returns the mistakes, for callers that add their own. */
export function check<T extends v.GenericSchema>(
  schema: T,
  value: unknown,
): { ok: true; value: v.InferOutput<T> } | { ok: false; errors: InputError[] } {
  const result = v.safeParse(schema, value)
  return result.success ? { ok: true, value: result.output } : { ok: false, errors: result.issues.map(toInputError) }
}

/** A Refusal with status 422 that lists these mistakes. */
export function invalid(errors: InputError[]): Refusal {
  const count = errors.length === 1 ? 'One value' : `${errors.length} values`
  return new Refusal('invalid-input', {
    detail: `${count} can’t be used: ${errors.map((e) => e.detail).join(' ')}`,
    errors,
  })
}

function toInputError(issue: v.BaseIssue<unknown>): InputError {
  const keys = (issue.path ?? []).map((item) => String((item as { key?: unknown }).key))
  const pointer = jsonPointer(keys)
  const name = keys.at(-1) ?? 'body'
  if (issue.expected === 'never') return { pointer, detail: `${name} is not a field here.`, code: 'unknown-field' }
  if (issue.received === 'undefined') return { pointer, detail: `${name} is missing.`, code: 'required' }
  return { pointer, detail: wordsOf(issue, name), code: codeOf(issue) }
}

/** A sentence for people, where valibot's own message is meant for programmers. */
function wordsOf(issue: v.BaseIssue<unknown>, name: string): string {
  if (!issue.message.startsWith('Invalid ')) return issue.message
  switch (issue.type) {
    case 'max_length':
    case 'min_length':
      return `${name} has ${issue.received} where ${issue.expected} is allowed.`
    default:
      return issue.expected ? `${name} has to be ${KINDS[issue.expected] ?? issue.expected}.` : `${name} can’t be used.`
  }
}

/** Names of JSON types for people, by valibot's names. */
const KINDS: Record<string, string> = {
  Object: 'an object',
  Array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
}

/** The stable code of a mistake, by the kind of rule. */
function codeOf(issue: v.BaseIssue<unknown>): string {
  switch (issue.type) {
    case 'integer':
      return 'not-an-integer'
    case 'min_value':
    case 'max_value':
      return 'out-of-range'
    case 'min_length':
      return Array.isArray(issue.input) ? 'too-few' : 'too-short'
    case 'max_length':
      return Array.isArray(issue.input) ? 'too-many' : 'too-long'
    case 'picklist':
    case 'literal':
      return 'not-allowed'
    case 'regex':
    case 'url':
      return 'bad-format'
    case 'check': {
      const { requirement } = issue as { requirement?: { code?: string } }
      return requirement?.code ?? 'invalid'
    }
    default:
      return issue.kind === 'schema' ? 'wrong-type' : 'invalid'
  }
}
