/** The entry file of a page with players only: defines `<refreel-player>`. */
import { define } from './elements/element.ts'
import { RefreelPlayer } from './elements/player/player.ts'

define('refreel-player', RefreelPlayer)

export { RefreelPlayer }
