/** The stage: what a studio needs once there is a file or a run, loaded apart so that the page's first load is small. */
import '../../player.ts'
import { iconButtonStyles } from '../../styles/icon-button.ts'
import { define } from '../element.ts'
import { announceReferences } from './announce-references.ts'
import { announceRun } from './announce-run.ts'
import { lend } from './lend.ts'
import { progressStyles } from './progress/progress.styles.ts'
import { RefreelProgress } from './progress/progress.ts'
import { referenceStyles } from './reference/reference.styles.ts'
import { RefreelReference } from './reference/reference.ts'
import { resultStyles } from './result/result.styles.ts'
import { RefreelResult } from './result/result.ts'
import { runStyles } from './run/run.styles.ts'
import { RefreelRun } from './run/run.ts'

export { referenceEvents, runEvents } from './stage-events.ts'
export { announceReferences, announceRun }

/** Defines the stage's pieces and lends their styles to a studio's tree. */
export function setStage(root: ShadowRoot): void {
  define('refreel-progress', RefreelProgress)
  define('refreel-reference', RefreelReference)
  define('refreel-run', RefreelRun)
  define('refreel-result', RefreelResult)
  lend(root, [iconButtonStyles, referenceStyles, progressStyles, runStyles, resultStyles])
}
