/** A reason to stop that a person can act on: programs print its one line, without a stack, and exit with 1. */
export class Failure extends Error {}

/** Ends the process with one line for a `Failure`, and with the whole error for anything that nobody foresaw. */
export function exitWith(error: unknown): never {
  console.error(error instanceof Failure ? error.message : error)
  process.exit(1)
}
