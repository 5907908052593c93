/** The form of a command, and the reading of its words and flags. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Client } from './client.ts'
import { misused } from './failure.ts'

/** A command's flags, as `parseArgs` takes them. */
export type Flags = NonNullable<ParseArgsConfig['options']>
/** The values of flags, by name. */
type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** A command's answer: `data` for programs (`--json`), `text` for people. */
export type Output = { data: unknown; text: string }

/** Everything that a running command works with. */
export type Context = {
  client: Client
  /** The words after the command's own words. */
  words: string[]
  values: Values
  /** Shows the progress of something slow; not part of the answer. */
  progress(line: string): void
  /** Asks before something that can't be undone. Throws a `Failure` for any answer but yes. */
  confirm(question: string): Promise<void>
}

/** One command. */
export type Command = {
  /** Its words and flags, as `--help` shows them. */
  usage: string
  about: string
  flags?: Flags
  run(context: Context): Promise<Output>
}

/** Flags that every command has. */
const COMMON_FLAGS = {
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} satisfies Flags

/** The words and flags of a command line. Throws a `Failure` for an unknown flag. */
export function readArguments(args: readonly string[], flags: Flags): { words: string[]; values: Values } {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { ...COMMON_FLAGS, ...flags },
      allowPositionals: true,
      strict: true,
    })
    return { words: positionals, values: values as Values }
  } catch (error) {
    throw misused((error as Error).message.split('\n')[0] ?? 'These arguments can’t be read.')
  }
}

/** The command's words in the order of `names`. Throws a `Failure` for too few or too many. */
export function expectWords<const Names extends readonly string[]>(
  { words }: Context,
  names: Names,
): { [Place in keyof Names]: string } {
  const missing = names[words.length]
  if (missing !== undefined) throw misused(`${missing} is missing.`)
  if (words.length > names.length) throw misused(`"${words[names.length]}" is one word too many.`)
  return words as unknown as { [Place in keyof Names]: string }
}

/** A flag's text; undefined without the flag. */
export function textFlag({ values }: Context, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** The texts of a repeatable flag; undefined without the flag. */
export function textFlags({ values }: Context, name: string): string[] | undefined {
  const value = values[name]
  return Array.isArray(value) ? value.map(String) : undefined
}

/** A text as one segment of a URL's path. */
export function part(text: string): string {
  return encodeURIComponent(text)
}
