/** A record from the command line: a file of JSON, then single fields, as `budget.per_day=10`. */
import { readFileSync } from 'node:fs'
import type { Context, Flags } from './command.ts'
import { textFlag, textFlags } from './command.ts'
import { misused } from './failure.ts'

export const FIELD_FLAGS = {
  file: { type: 'string' },
  set: { type: 'string', multiple: true },
} satisfies Flags

/** What `--file` and `--set` say together; a field that is set goes over the file's. */
export function readFields(context: Context): Record<string, unknown> {
  const file = textFlag(context, 'file')
  const fields = file === undefined ? {} : readJson(file)
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw misused(`${file} holds no JSON object.`)
  const record = fields as Record<string, unknown>
  for (const text of textFlags(context, 'set') ?? []) setField(record, text)
  return record
}

/** The JSON in a file; `-` is the standard input. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    throw misused(`${file} can’t be read as JSON: ${(error as Error).message}`)
  }
}

function setField(record: Record<string, unknown>, text: string): void {
  const split = text.indexOf('=')
  const path = text.slice(0, split).split('.')
  if (split <= 0 || path.some((name) => !/^[a-z][a-z_]*$/.test(name))) {
    throw misused(`--set takes a field and its value, such as budget.per_day=10: not "${text}".`)
  }
  let at = record
  for (const name of path.slice(0, -1)) {
    const inner = at[name]
    const next = typeof inner === 'object' && inner !== null ? { ...inner } : {}
    at[name] = next
    at = next as Record<string, unknown>
  }
  at[path.at(-1) ?? ''] = readValue(text.slice(split + 1))
}

/** JSON where it is JSON (numbers, true, null, lists), else the text as it is. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
