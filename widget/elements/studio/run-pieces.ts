/** All that a studio needs once there is a file or a run, loaded lazily as one module: pieces, events, announcements. */
import { RefreelPlayer } from '../player/player.ts'
import { RefreelProgress } from './progress/progress.ts'
import { RefreelReference } from './reference/reference.ts'
import { RefreelResult } from './result/result.ts'
import { RefreelRun } from './run/run.ts'

export { announceReferences } from './reports/announce-references.ts'
export { announceRun } from './reports/announce-run.ts'
export { referenceEvents, runEvents } from './reports/run-events.ts'

/** The pieces by tag, in the order in which their style sheets are added. */
export const RUN_PIECES = {
  'refreel-reference': RefreelReference,
  'refreel-progress': RefreelProgress,
  'refreel-run': RefreelRun,
  'refreel-result': RefreelResult,
  'refreel-player': RefreelPlayer,
}
