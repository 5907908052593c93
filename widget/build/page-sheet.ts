/** The optional style sheet of a page: it reserves the elements' space before their script runs, so that nothing jumps. */
import { reserve } from '../styles/reserve.ts'

/** Shapes that a player can be given; the build writes `refreel.css` from this. */
const SHAPES = ['9:16', '1:1', '4:3', '3:4']

const shape = (ratio: string) => `refreel-player[aspect-ratio="${ratio}"]:not(:defined) {
  aspect-ratio: ${ratio.replace(':', ' / ')};
}`

/** `refreel.css` as a page loads it. */
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
