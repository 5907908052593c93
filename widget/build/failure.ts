/** An error with a message for the person at the terminal: programs print its one line without a stack, and exit with 1. */
/** An error whose message tells a person what to do. */
export class Failure extends Error {}

/** Ends the process with 1: prints one line for a `Failure`, and the stack of any other error. */
export function exitWith(error: unknown): never {
  console.error(error instanceof Failure ? error.message : error)
  process.exit(1)
}
