/** Reads the elements and holds their comments against their code: what is made of the facts is made of checked ones. */
import { fileURLToPath } from 'node:url'
import { findings } from './check.ts'
import { PUBLIC_ELEMENTS } from './elements.ts'
import type { ElementFacts } from './facts.ts'
import { readCode } from './read-code.ts'
import { readElements } from './read-comments.ts'

const widget = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Fails with every finding at once where something public is undocumented, or documented and absent. */
export async function checkedElements(): Promise<ElementFacts[]> {
  const elements = await readElements(widget)
  const found = elements.flatMap((facts) => {
    const element = PUBLIC_ELEMENTS.find(({ tag }) => tag === facts.tag)
    return element ? findings(facts, readCode(widget, element)) : []
  })
  if (found.length > 0) throw new Error(`The elements and their comments differ:\n${found.join('\n')}`)
  return elements
}
