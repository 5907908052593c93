/** What a step of a run works with, and the one map from a state to the step that leads out of it. */
import type { Config } from '../../config.ts'
import type { Clock } from '../clock.ts'
import { copyOutput } from './copy.ts'
import { createOrFind } from './create.ts'
import { closeBooks, retain } from './end.ts'
import { follow } from './follow.ts'
import type { State } from './states.ts'
import type { GenerationStore } from './store.ts'

export type Run = { env: Env; config: Config; clock: Clock; store: GenerationStore }

/** Milliseconds until the next step; null when there is nothing more to do. */
export type Wait = number | null

/** `reserving` isn't here: the object admits one at a time, whether a caller or the alarm asks. */
const STEPS: Record<Exclude<State, 'reserving'>, (run: Run) => Promise<Wait>> = {
  queued: createOrFind,
  starting: follow,
  processing: follow,
  storing: copyOutput,
  succeeded: ended,
  failed: ended,
  canceled: ended,
}

/** Does what the newest attempt's state asks for. */
export function step(run: Run): Promise<Wait> {
  const { state } = run.store.attempt()
  return state === 'reserving' ? Promise.resolve(null) : STEPS[state](run)
}

/** After the end: the books first, then retention. */
function ended(run: Run): Promise<Wait> {
  return run.store.attempt().closed ? retain(run) : closeBooks(run)
}
