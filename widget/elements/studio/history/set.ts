/** Brings the list of earlier videos to a studio. */
import { iconButtonStyles } from '../../../styles/icon-button.ts'
import { define } from '../../element.ts'
import { lend } from '../lend.ts'
import { historyStyles } from './history.styles.ts'
import { RefreelHistory } from './history.ts'

/** Defines the piece and lends its styles to a studio's tree. */
export function setHistory(root: ShadowRoot): void {
  define('refreel-history', RefreelHistory)
  lend(root, [iconButtonStyles, historyStyles])
}
