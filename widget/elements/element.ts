/** What all elements share: a version to be recognised by, attributes called like their properties, and a define that never throws. */
import { LitElement, type PropertyDeclaration } from 'lit'
import { VERSION } from '../version.ts'

const YES_OR_NO = { fromAttribute: (text: string | null) => text !== null && text !== 'false' }

/** The base of every element. */
export class RefreelElement extends LitElement {
  static readonly version: string = VERSION

  /** `aspectRatio` is `aspect-ratio` as an attribute; what is there or not is not there as `false` either, which Vue writes. */
  static override createProperty(name: string, options: PropertyDeclaration): void {
    super.createProperty(name, {
      attribute: name.replace(/[A-Z]/g, '-$&').toLowerCase(),
      ...(options.type === Boolean ? { converter: YES_OR_NO } : {}),
      ...options,
    })
  }

  /** What is there or not is not, until somebody says so. */
  constructor() {
    super()
    for (const [name, { type }] of (this.constructor as typeof RefreelElement).elementProperties) {
      if (type === Boolean) Object.assign(this, { [name]: false })
    }
  }
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
