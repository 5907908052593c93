/** Why the program stops, for people; and with which code, for programs. */

/** What a shell sees. */
export const EXIT = {
  /** The Worker refused, or couldn't be reached. */
  refused: 1,
  /** The command was not understood; nothing was sent. */
  usage: 2,
} as const

/** A reason to stop that a person can act on. `data` goes out in its place with `--json`. */
export class Failure extends Error {
  readonly exitCode: number
  readonly data: unknown

  constructor(message: string, exitCode: number, data?: unknown) {
    super(message)
    this.exitCode = exitCode
    this.data = data ?? { error: message }
  }
}

/** The command was not understood. */
export function misused(message: string): Failure {
  return new Failure(message, EXIT.usage)
}
