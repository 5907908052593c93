/** The states of one attempt as a table that can be read aloud; code asks the table. */
import type { Status } from '../../contract/generation.ts'

/** `reserving` is inside only: written down, money asked for, not yet admitted. */
export type State = 'reserving' | Status

const NEXT: Record<State, readonly State[]> = {
  reserving: ['queued'],
  // An answer to the create may tell of a run that is further along, or over.
  queued: ['starting', 'processing', 'storing', 'failed', 'canceled'],
  starting: ['processing', 'storing', 'failed', 'canceled'],
  processing: ['storing', 'failed', 'canceled'],
  storing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
  canceled: [],
}

/** True when an attempt may go from one state to the other. Nothing ever goes back. */
export function mayGo(from: State, to: State): boolean {
  return NEXT[from].includes(to)
}

/** True at an attempt's end. */
export function isEnd(state: State): boolean {
  return NEXT[state].length === 0
}
