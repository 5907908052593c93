/** What a command is made of, and how its words are read. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Client } from './client.ts'
import { misused } from './failure.ts'

export type Flags = NonNullable<ParseArgsConfig['options']>
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** What a command has to say: as data for programs, as text for people. */
export type Output = { data: unknown; text: string }

export type Context = {
  client: Client
  /** The words after the command's own. */
  words: string[]
  values: Values
  /** Tells how far something is that takes longer; not part of the answer. */
  progress(line: string): void
  /** Asks before something that can't be undone; throws where the answer is no. */
  confirm(question: string): Promise<void>
}

export type Command = {
  /** Its words and flags, as `--help` shows them. */
  usage: string
  about: string
  flags?: Flags
  run(context: Context): Promise<Output>
}

/** Flags that every command has. */
export const COMMON_FLAGS = {
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} satisfies Flags

/** The words and flags of a command line, or a clear no. */
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

/** The command's words by their names; too few or too many are refused. */
export function expectWords<const Names extends readonly string[]>(
  { words }: Context,
  names: Names,
): { [Place in keyof Names]: string } {
  const missing = names[words.length]
  if (missing !== undefined) throw misused(`${missing} is missing.`)
  if (words.length > names.length) throw misused(`"${words[names.length]}" is one word too many.`)
  return words as unknown as { [Place in keyof Names]: string }
}

/** A flag's text; undefined where it isn't given. */
export function textFlag({ values }: Context, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** The texts of a flag that may be given several times; undefined where it isn't given. */
export function textFlags({ values }: Context, name: string): string[] | undefined {
  const value = values[name]
  return Array.isArray(value) ? value.map(String) : undefined
}

/** A part of an address, safe whatever is in it. */
export function part(text: string): string {
  return encodeURIComponent(text)
}
