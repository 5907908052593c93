/** The states of one attempt as a table; code asks the table. */
import type { Status } from '../../contract/generation.ts'

/** `reserving` is internal: the attempt is written, and the Site is being asked for its money. */
export type State = 'reserving' | Status

const NEXT: Record<State, readonly State[]> = {
  reserving: ['queued'],
  // The answer to the create may show a run that is further along, or over.
  queued: ['starting', 'processing', 'storing', 'failed', 'canceled'],
  starting: ['processing', 'storing', 'failed', 'canceled'],
  processing: ['storing', 'failed', 'canceled'],
  storing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
  canceled: [],
}

/** True when an attempt may change from one state to the other. No attempt goes back. */
export function mayGo(from: State, to: State): boolean {
  return NEXT[from].includes(to)
}

/** True for the states that no other follows. */
export function isEnd(state: State): boolean {
  return NEXT[state].length === 0
}
