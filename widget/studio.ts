/** The file of a page with a studio: defines `<refreel-studio>`, its pieces, and the player that shows its result. */
import { defineStudio } from './elements/studio/define.ts'
import './player.ts'

defineStudio()

export { RefreelStudio } from './elements/studio/studio.ts'
