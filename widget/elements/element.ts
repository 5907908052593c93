/** What all elements share: a version to be recognised by, and a define that never throws. */
import { LitElement } from 'lit'
import { VERSION } from '../version.ts'

export class RefreelElement extends LitElement {
  static readonly version: string = VERSION
}

/** Defines an element once: silent for the same version, a warning with both versions otherwise, nothing in Node. */
export function define(tag: string, element: typeof RefreelElement): void {
  if (typeof customElements === 'undefined') return
  const present = customElements.get(tag) as Partial<typeof RefreelElement> | undefined
  if (!present) customElements.define(tag, element)
  else if (present.version !== element.version) {
    console.warn(
      `<${tag}> is defined already, by version ${present.version ?? 'unknown'}; ${element.version} steps aside.`,
    )
  }
}
