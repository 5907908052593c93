/** The file of a page with players only: defines `<refreel-player>`. */
import { define } from './elements/element.ts'
import { firstWords } from './elements/first-words.ts'
import { RefreelPlayer } from './elements/player/player.ts'
import { playerWords } from './locales/player.ts'

await firstWords('refreel-player', playerWords)
define('refreel-player', RefreelPlayer)

export { RefreelPlayer }
