/** The base class of all elements: its version, the names of attributes, and a `define` that never throws. */
import { LitElement, type PropertyDeclaration } from 'lit'
import { VERSION } from '../version.ts'

declare const VALUE: unique symbol

/** A property's declaration for Lit, together with its type: `{ type: String } as Property<string>`. */
export interface Property<T> extends PropertyDeclaration {
  readonly [VALUE]?: T
}

/** The properties that such declarations stand for, as an interface that a class can be merged with. */
export type PropertiesOf<D> = { -readonly [name in keyof D]: D[name] extends Property<infer T> ? T : never }

/** `attr="false"` counts as absent: Vue writes it. */
const BOOLEAN = { fromAttribute: (text: string | null) => text !== null && text !== 'false' }

/** The base of every element. */
export class RefreelElement extends LitElement {
  static readonly version: string = VERSION

  /** The attribute of `aspectRatio` is `aspect-ratio`. */
  static override createProperty(name: string, options: PropertyDeclaration): void {
    super.createProperty(name, {
      attribute: name.replace(/[A-Z]/g, '-$&').toLowerCase(),
      ...(options.type === Boolean ? { converter: BOOLEAN } : {}),
      ...options,
    })
  }

  /** Boolean properties default to false. */
  constructor() {
    super()
    for (const [name, { type }] of (this.constructor as typeof RefreelElement).elementProperties) {
      if (type === Boolean) Object.assign(this, { [name]: false })
    }
  }
}

/** Defines an element unless its tag is taken: silently by the same version, with a warning by another one. Does nothing in Node. */
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
