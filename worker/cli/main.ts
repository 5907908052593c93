/** `npm run admin -- …`: the operator's API from a terminal. */
import { createInterface } from 'node:readline/promises'
import { Client } from './client.ts'
import { type Context, readArguments } from './command.ts'
import { findCommand, helpFor, helpForAll } from './commands.ts'
import { Failure, misused } from './failure.ts'
import { readSettings } from './settings.ts'

const args = process.argv.slice(2)

try {
  await main()
} catch (error) {
  if (!(error instanceof Failure)) throw error
  console.error(args.includes('--json') ? JSON.stringify(error.data, null, 2) : error.message)
  process.exitCode = error.exitCode
}

async function main(): Promise<void> {
  const asksHelp = args.includes('--help') || args.includes('-h')
  if (args.length === 0 || args[0] === 'help' || args[0]?.startsWith('-')) {
    if (args.length > 0 && !asksHelp && args[0] !== 'help') throw misused('The command comes first, then its flags.')
    return console.log(helpForAll())
  }
  const { command, rest } = findCommand(args)
  if (asksHelp) return console.log(helpFor(command))
  const { words, values } = readArguments(rest, command.flags ?? {})
  const url = typeof values.url === 'string' ? values.url : undefined
  const client = new Client(readSettings(url, process.env))
  const { data, text } = await command.run({
    client,
    words,
    values,
    progress,
    confirm: (question) => confirm(question, values),
  })
  console.log(values.json ? JSON.stringify(data, null, 2) : text)
}

/** Shows progress in a terminal only, so that programs get nothing but the answer. */
function progress(line: string): void {
  if (process.stderr.isTTY) console.error(line)
}

async function confirm(question: string, values: Context['values']): Promise<void> {
  if (values.yes) return
  if (!process.stdin.isTTY) throw misused('This can’t be undone: add --yes.')
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asking.question(`${question} (yes/no) `)
  asking.close()
  if (answer.trim().toLowerCase() !== 'yes') throw misused('Nothing was done.')
}
