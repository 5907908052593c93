/** The public elements, and where their code is. */
import { PHASES } from '../../store/snapshot.ts'

export interface PublicElement {
  tag: string
  className: string
  /** The file of its class, below `widget/`. */
  file: string
  /** The folder of its pieces; they draw into its tree, so their parts and slots are its own. */
  folder: string
  /** Shared style sheets that it uses, beside the tokens. */
  styles: readonly string[]
  /** The names of its `:state(…)`. */
  states: readonly string[]
}

export const PUBLIC_ELEMENTS: readonly PublicElement[] = [
  {
    tag: 'refreel-studio',
    className: 'RefreelStudio',
    file: 'elements/studio/studio.ts',
    folder: 'elements/studio',
    styles: ['styles/base.ts'],
    states: PHASES,
  },
  {
    tag: 'refreel-player',
    className: 'RefreelPlayer',
    file: 'elements/player/player.ts',
    folder: 'elements/player',
    styles: [],
    states: [],
  },
]
