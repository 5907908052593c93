/** All commands by their words, and the help made from them. */
import type { Command } from './command.ts'
import { GENERATION_COMMANDS } from './commands/generation.ts'
import { KEY_COMMANDS } from './commands/keys.ts'
import { PRESET_COMMANDS } from './commands/preset.ts'
import { PROVIDER_COMMANDS } from './commands/provider.ts'
import { REFERENCE_COMMANDS } from './commands/reference.ts'
import { SITE_COMMANDS } from './commands/site.ts'
import { SUBJECT_COMMANDS } from './commands/subject.ts'
import { USAGE_COMMANDS } from './commands/usage.ts'
import { misused } from './failure.ts'

/** Commands by their one or two words, in the order of `--help`. */
const COMMANDS: Readonly<Record<string, Command>> = {
  ...SITE_COMMANDS,
  ...KEY_COMMANDS,
  ...USAGE_COMMANDS,
  ...PRESET_COMMANDS,
  ...REFERENCE_COMMANDS,
  ...GENERATION_COMMANDS,
  ...SUBJECT_COMMANDS,
  ...PROVIDER_COMMANDS,
}

/** The command at the beginning of a command line, and the rest of the line. Throws a `Failure` for an unknown one. */
export function findCommand(args: readonly string[]): { command: Command; rest: string[] } {
  for (const words of [2, 1]) {
    const command = COMMANDS[args.slice(0, words).join(' ')]
    if (command) return { command, rest: args.slice(words) }
  }
  const known = Object.keys(COMMANDS).filter((name) => name.startsWith(`${args[0]} `))
  if (known.length > 0)
    throw misused(`After "${args[0]}" comes one of: ${known.map((name) => name.split(' ')[1]).join(', ')}.`)
  throw misused(`There is no command "${args[0]}". npm run admin -- --help lists them.`)
}

const SETTINGS = `Settings
  --url <address>   the Worker; by default REFREEL_URL (environment or .dev.vars), else the one of npm start
  ADMIN_TOKEN       the operator's token, in the environment or .dev.vars; npm start's own token is found without it
  --json            the answer as JSON, for programs (npm run -s admin -- … hides npm's own lines)

Exit codes: 0 for success, 1 when the Worker refused or couldn't be reached, 2 when the command wasn't understood.`

/** Help for all commands. */
export function helpForAll(): string {
  const lines = Object.values(COMMANDS).map(({ usage, about }) => `  ${usage}\n      ${about}`)
  return `npm run admin -- <command>\n\nCommands\n${lines.join('\n')}\n\n${SETTINGS}`
}

/** Help for one command. */
export function helpFor({ usage, about }: Command): string {
  return `npm run admin -- ${usage}\n\n${about}\n\n${SETTINGS}`
}
