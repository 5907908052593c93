/** The one map from an attempt's state to the step that leads out of it. */
import { copyOutput } from './copy.ts'
import { createOrFind } from './create.ts'
import { closeBooks, retain } from './end.ts'
import { follow } from './follow.ts'
import type { State } from './states.ts'
import type { StepContext, Wait } from './walk.ts'

/** `reserving` isn't in the table: Admission runs one reservation at a time, for callers and for the alarm. */
const STEPS: Record<Exclude<State, 'reserving'>, (context: StepContext) => Promise<Wait>> = {
  queued: createOrFind,
  starting: follow,
  processing: follow,
  storing: copyOutput,
  succeeded: ended,
  failed: ended,
  canceled: ended,
}

/** Takes the step that leads out of the newest attempt's state. */
export function step(context: StepContext): Promise<Wait> {
  const { state } = context.store.attempt()
  return state === 'reserving' ? Promise.resolve(null) : STEPS[state](context)
}

/** Steps after an attempt's end: the books are closed first, then retention runs. */
function ended(context: StepContext): Promise<Wait> {
  return context.store.attempt().closed ? retain(context) : closeBooks(context)
}
