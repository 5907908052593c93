/** Failures of a command: a sentence for people, an exit code for programs. */

/** Exit codes. */
export const EXIT = {
  /** The Worker refused, or couldn't be reached. */
  refused: 1,
  /** The command was not understood; nothing was sent. */
  usage: 2,
} as const

/** A failure that a person can act on. With `--json`, `data` is printed instead of the message. */
export class Failure extends Error {
  readonly exitCode: number
  readonly data: unknown

  constructor(message: string, exitCode: number, data?: unknown) {
    super(message)
    this.exitCode = exitCode
    this.data = data ?? { error: message }
  }
}

/** The failure of a command line that makes no sense; nothing was sent. */
export function misused(message: string): Failure {
  return new Failure(message, EXIT.usage)
}
