/** The stage: what a studio needs once something runs, loaded apart so that the page's first load is small. */
import '../../player.ts'
import { define } from '../element.ts'
import { resultStyles } from './result/result.styles.ts'
import { RefreelResult } from './result/result.ts'
import { runStyles } from './run/run.styles.ts'
import { RefreelRun } from './run/run.ts'

/** Defines the stage's pieces and lends their styles to a studio's tree. */
export function setStage(root: ShadowRoot): void {
  define('refreel-run', RefreelRun)
  define('refreel-result', RefreelResult)
  const sheets = [runStyles, resultStyles].flatMap(({ styleSheet }) => styleSheet ?? [])
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets]
}
