/** What is known of a public element: the shape that its comment and its code are both read into. */

export interface Named {
  name: string
  description: string
}

export interface AttributeFacts extends Named {
  /** As TypeScript writes it. */
  type: string
  /** The property that it sets; absent for what the browser itself keeps. */
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
  /** Where that class comes from; absent for the browser's own. */
  module?: string
}

/** One element, as a page may use it. */
export interface ElementFacts {
  tag: string
  className: string
  /** Its file below `widget/`. */
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

/** The names that stand in the code, whatever the comments say. */
export interface CodeNames {
  events: Set<string>
  slots: Set<string>
  parts: Set<string>
  cssProperties: Set<string>
  states: Set<string>
}
