/** `refreel.css`, the optional style sheet of a page: it reserves the elements' space before their script runs. */
import { reserve } from '../styles/reserve.ts'

/** The aspect ratios of players that are not 16:9. */
const SHAPES = ['9:16', '1:1', '4:3', '3:4']

const shape = (ratio: string) => `refreel-player[aspect-ratio="${ratio}"]:not(:defined) {
  aspect-ratio: ${ratio.replace(':', ' / ')};
}`

/** The text of `refreel.css`. */
export const PAGE_SHEET = `/* Optional: reserves the space of the elements before their script runs, so that nothing on the page jumps. */
refreel-studio:not(:defined) {
  display: grid;
}
${reserve((kind) => `refreel-studio:not(:defined)${kind}`)}
refreel-player:not(:defined) {
  display: block;
  aspect-ratio: 16 / 9;
}
${SHAPES.map(shape).join('\n')}
`
