/** The parts of a run: each a Node program that leads a process group, writes a log, and says when it is ready. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../widget/build/failure.ts'
import { ROOT } from '../../widget/build/paths.ts'

/** Seconds that a part gets to say it is ready, and to end by itself once asked to. Ours. */
const READY_SECONDS = 60
const STOP_SECONDS = 5
/** The last error lines of a part that are shown when it ends unasked, unless `onError` showed them already. */
const LAST_WORDS_LINES = 8

const LEASH = fileURLToPath(new URL('leash.ts', import.meta.url))

export type PartOptions = {
  /** The name for people, and of the log. */
  name: string
  /** The program and its arguments; no secrets here, for everybody on the machine can read them. */
  program: string
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  /** A message that is sent over a private channel as soon as the program runs. */
  message?: unknown
  logs: string
  /** Each line that the part writes to its standard error. */
  onError?: (line: string) => void
}

export type Part = {
  name: string
  /** The address that it said it is ready at. */
  url: string
  /** Resolves when the part has ended, with the reason for people. */
  ended: Promise<string>
  /** Asks the program to end, waits, and makes sure that no process of its group is left. */
  stop(): Promise<void>
  /** Ends the whole group at once, as a power cut would. */
  kill(): Promise<void>
}

/** Starts a part and waits until it writes `… ready at <address>`. */
export async function startPart(options: PartOptions): Promise<Part> {
  const child = spawn(process.execPath, ['--import', LEASH, options.program, ...options.args], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lastWords: string[] = []
  const exited = once(child, 'close').then(([code, signal]) => signal ?? `exit code ${code}`)
  const ended = exited.then((how) => [`${options.name} ended (${how}).`, ...lastWords].join('\n'))
  const url = record(child, options, lastWords)
  // A part that ends at once closes the channel before this message; `ended` tells of it.
  if (options.message !== undefined) child.send(options.message as object, () => {})

  /** Ends leftovers of the group too, because a group outlives its leader. */
  const kill = async () => {
    signalGroup(child, 'SIGKILL')
    await exited
  }
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await Promise.race([exited, delay(STOP_SECONDS * 1000, undefined, { ref: false })])
    }
    await kill()
  }
  const late = delay(READY_SECONDS * 1000, undefined, { ref: false }).then(() => {
    throw new Failure(`${options.name} was not ready within ${READY_SECONDS} s; see ${logOf(options)}.`)
  })
  const gone = ended.then((why) => {
    throw new Failure(`${why}\nIts log: ${logOf(options)}`)
  })
  late.catch(() => {})
  gone.catch(() => {})
  try {
    return { name: options.name, url: await Promise.race([url, gone, late]), ended, stop, kill }
  } catch (error) {
    await kill()
    throw error
  }
}

/** Writes what the part says to its log, and tells the address at which it says it is ready. */
function record(child: ChildProcess, options: PartOptions, lastWords: string[]): Promise<string> {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('A part is started with pipes.')
  const log = createWriteStream(logOf(options), { flags: 'a', mode: 0o600 })
  child.once('close', () => log.end())
  createInterface({ input: stderr }).on('line', (line) => {
    log.write(`${line}\n`)
    if (options.onError) options.onError(line)
    else if (lastWords.push(line) > LAST_WORDS_LINES) lastWords.shift()
  })
  return new Promise((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      log.write(`${line}\n`)
      const ready = /\bready at (https?:\/\/\S+)/.exec(line)
      if (ready?.[1]) resolve(ready[1].replace(/\/$/, ''))
    })
  })
}

function logOf(options: PartOptions): string {
  return join(options.logs, `${options.name.toLowerCase().replaceAll(' ', '-')}.log`)
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // Nothing of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
