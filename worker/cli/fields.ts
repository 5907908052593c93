/** Reads a record from the command line: a file of JSON, then single fields, such as `budget.per_day=10`. */
import { readFileSync } from 'node:fs'
import type { Context, Flags } from './command.ts'
import { textFlag, textFlags } from './command.ts'
import { misused } from './failure.ts'

/** The flags that `readFields` reads. */
export const FIELD_FLAGS = {
  file: { type: 'string' },
  set: { type: 'string', multiple: true },
} satisfies Flags

/** The record of `--file` and `--set`; `--set` wins. Throws a `Failure` for an unreadable file or field. */
export function readFields(context: Context): Record<string, unknown> {
  const file = textFlag(context, 'file')
  const fields = file === undefined ? {} : readJson(file)
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw misused(`${file} holds no JSON object.`)
  const record = fields as Record<string, unknown>
  for (const text of textFlags(context, 'set') ?? []) setField(record, text)
  return record
}

/** The JSON in a file, or in the standard input for `-`. Throws a `Failure` for anything else. */
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

/** The value as JSON (a number, true, null, a list) where it is JSON, else as a text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
