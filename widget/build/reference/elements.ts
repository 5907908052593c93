/** Which elements are public, and where their code is. */
import { PHASES } from '../../store/snapshot.ts'

export interface PublicElement {
  tag: string
  className: string
  /** Below `widget/`. */
  file: string
  /** Its pieces draw into its own tree: their parts and slots are the element's. */
  folder: string
  /** Style sheets that it shares with others, beside the tokens. */
  styles: readonly string[]
  /** What its `:state(…)` can be. */
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
