/** Compares an element's comments with its code: everything public has a comment, and no comment names something that is gone. */
import type { CodeNames, ElementFacts, Named } from './facts.ts'

/** Attributes without a property of ours: the browser handles them. */
const KEPT_BY_THE_BROWSER = ['lang']

function compare(what: string, told: readonly Named[], there: ReadonlySet<string>): string[] {
  const names = new Set(told.map(({ name }) => name))
  return [
    ...[...there]
      .filter((name) => !names.has(name))
      .map((name) => `${what} ${name} is in the code and not in a comment`),
    ...[...names]
      .filter((name) => !there.has(name))
      .map((name) => `${what} ${name} is in a comment and not in the code`),
  ]
}

const wordless = (what: string, list: readonly Named[]): string[] =>
  list.filter(({ description }) => !description).map(({ name }) => `${what} ${name} has no description`)

/** Returns one line for each difference. */
export function findings(facts: ElementFacts, code: CodeNames): string[] {
  const { attributes, properties, methods, events, slots, parts, cssProperties, states } = facts
  const invented = attributes.filter(({ name, property }) => !property && !KEPT_BY_THE_BROWSER.includes(name))
  return [
    ...(facts.summary ? [] : ['has no summary']),
    ...invented.map(({ name }) => `attribute ${name} is in a comment and not in the code`),
    ...wordless(
      'attribute',
      attributes.filter(({ property }) => !property),
    ),
    ...wordless('property', properties),
    ...wordless('method', methods),
    ...Object.entries({
      event: events,
      slot: slots,
      part: parts,
      'custom property': cssProperties,
      state: states,
    }).flatMap(([what, list]) => wordless(what, list)),
    ...compare('event', events, code.events),
    ...compare('slot', slots, code.slots),
    ...compare('part', parts, code.parts),
    ...compare('custom property', cssProperties, code.cssProperties),
    ...compare('state', states, code.states),
  ].map((finding) => `<${facts.tag}>: ${finding}`)
}
