/** The file of a page with a studio: defines `<refreel-studio>` and the pieces it starts with. */
import { firstWords } from './elements/first-words.ts'
import { defineStudio } from './elements/studio/define.ts'
import { wordsFor } from './locales/index.ts'

await firstWords('refreel-studio', wordsFor)
defineStudio()

export { RefreelStudio } from './elements/studio/studio.ts'
