/** Writes the linter's import rules from the table of layers; `npm run format` runs this. */
import { writeFileSync } from 'node:fs'
import { layersJson } from './layers.ts'

writeFileSync(new URL('layers.json', import.meta.url), layersJson())
