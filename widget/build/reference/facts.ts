/** The facts about a public element, as read from its comments and from its code. */

export interface Named {
  name: string
  description: string
}

export interface AttributeFacts extends Named {
  /** The type in TypeScript. */
  type: string
  /** The property that the attribute sets; undefined for the browser's own attributes. */
  property?: string
}

export interface PropertyFacts extends Named {
  type: string
  readonly: boolean
  attribute?: string
}

export interface MethodFacts extends Named {
  parameters: { name: string; type: string; optional: boolean }[]
  returns: string
}

export interface EventFacts extends Named {
  /** The class of the event. */
  type: string
  /** The module of that class; undefined for the browser's own events. */
  module?: string
}

/** Everything that a page can use of one element. */
export interface ElementFacts {
  tag: string
  className: string
  /** The element's file, below `widget/`. */
  module: string
  summary: string
  formAssociated: boolean
  attributes: AttributeFacts[]
  properties: PropertyFacts[]
  methods: MethodFacts[]
  events: EventFacts[]
  slots: Named[]
  parts: Named[]
  cssProperties: Named[]
  states: Named[]
}

/** The names that an element's code has, independent of its comments. */
export interface CodeNames {
  events: Set<string>
  slots: Set<string>
  parts: Set<string>
  cssProperties: Set<string>
  states: Set<string>
}
