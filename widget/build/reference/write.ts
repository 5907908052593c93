/** `npm run reference`: writes the tables of `docs/embedding.md` anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { checkedElements } from './reference.ts'
import { withReference } from './tables.ts'

const path = new URL('../../../docs/embedding.md', import.meta.url)
const document = withReference(readFileSync(path, 'utf8'), await checkedElements())
if (document === undefined) throw new Error('docs/embedding.md has no place for the reference.')
writeFileSync(path, document)
