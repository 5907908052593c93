/** Reads the elements, and fails where their comments and their code differ. */
import { fileURLToPath } from 'node:url'
import { findings } from './check.ts'
import { PUBLIC_ELEMENTS } from './elements.ts'
import type { ElementFacts } from './facts.ts'
import { readCode } from './read-code.ts'
import { readElements } from './read-comments.ts'

const widget = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Returns the facts of all public elements; throws one error with every finding. */
export async function checkedElements(): Promise<ElementFacts[]> {
  const elements = await readElements(widget)
  const found = elements.flatMap((facts) => {
    const element = PUBLIC_ELEMENTS.find(({ tag }) => tag === facts.tag)
    return element ? findings(facts, readCode(widget, element)) : []
  })
  if (found.length > 0) throw new Error(`The elements and their comments differ:\n${found.join('\n')}`)
  return elements
}
