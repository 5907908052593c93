/** Draws lines of the sources by lot, as places for new sabotages: `node test/sabotage/draw.ts SEED COUNT`. */
import { globSync, readFileSync } from 'node:fs'
import { inRoot } from '../../widget/build/paths.ts'

const [seed = 1, count = 20] = process.argv.slice(2).map(Number)

/** Files that decide no behaviour of the product: words, styles, tools of the build. */
const LEFT_OUT = /\/(build|locales|openapi|styles)\/|\.styles\.ts$|\.d\.ts$/
const lines = globSync('{worker,widget}/**/*.ts', { cwd: inRoot('') })
  .filter((file) => !LEFT_OUT.test(file))
  .sort()
  .flatMap((file) =>
    readFileSync(inRoot(file), 'utf8')
      .split('\n')
      .map((text, index) => ({ place: `${file}:${index + 1}`, text: text.trim() })),
  )
  .filter(
    ({ text }) => /\w/.test(text) && !/^(\/?\*|\/\/|import |export type|export interface|type |interface )/.test(text),
  )

/** Numbers from 0 to 1 that the seed alone decides (mulberry32). */
let state = seed
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

for (let drawn = 0; drawn < count; drawn++) {
  const [line] = lines.splice(Math.floor(random() * lines.length), 1)
  if (line) console.log(`${line.place}  ${line.text}`)
}
