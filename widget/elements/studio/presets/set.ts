/** Brings the presets to a studio whose site has some. */
import { segmentStyles } from '../../../styles/segments.ts'
import { define } from '../../element.ts'
import { lend } from '../lend.ts'
import { presetsStyles } from './presets.styles.ts'
import { RefreelPresets } from './presets.ts'

/** Defines the piece and lends its styles to a studio's tree. */
export function setPresets(root: ShadowRoot): void {
  define('refreel-presets', RefreelPresets)
  lend(root, [segmentStyles, presetsStyles])
}
