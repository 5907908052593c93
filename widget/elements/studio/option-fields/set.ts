/** Brings the fields of the options to a studio. */
import { segmentStyles } from '../../../styles/segments.ts'
import { define } from '../../element.ts'
import { lend } from '../lend.ts'
import { optionFieldsStyles } from './option-fields.styles.ts'
import { RefreelOptionFields } from './option-fields.ts'

/** Defines the piece and lends its styles to a studio's tree. */
export function setOptionFields(root: ShadowRoot): void {
  define('refreel-option-fields', RefreelOptionFields)
  lend(root, [segmentStyles, optionFieldsStyles])
}
