/** The file of a page with a studio: defines `<refreel-studio>` and the pieces it starts with. */
import { defineStudio } from './elements/studio/define.ts'

defineStudio()

export { RefreelStudio } from './elements/studio/studio.ts'
