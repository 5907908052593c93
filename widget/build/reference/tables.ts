/** Makes the reference in `docs/embedding.md`: one table for each kind of thing that an element offers. */
import type { ElementFacts, Named } from './facts.ts'

const BEGIN = '<!-- made by `npm run reference` from the comments of the classes -->'
const END = '<!-- end of what is made -->'

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``
const cell = (text: string): string => text.replaceAll('|', '\\|') || ' '

/** A type without what only TypeScript needs. */
const plain = (type: string): string => type.replace(/ \| undefined$/, '').replaceAll('"', "'")

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const list = (title: string, named: readonly Named[]): string =>
  named.length === 0
    ? ''
    : `**${title}**\n\n${table(
        ['name', 'meaning'],
        named.map(({ name, description }) => [code(name), cell(description)]),
      )}`

/** Events with the same description share a row. */
function events({ events }: ElementFacts): string {
  const rows = new Map<string, { names: string[]; type: string; description: string }>()
  for (const { name, type, description } of events) {
    const row = rows.get(description) ?? { names: [], type, description }
    row.names.push(code(name))
    rows.set(description, row)
  }
  const cells = [...rows.values()].map(({ names, type, description }) => [
    names.join(' '),
    code(type),
    cell(description),
  ])
  return cells.length === 0 ? '' : `**Events**\n\n${table(['name', 'class', 'meaning'], cells)}`
}

function element(facts: ElementFacts): string {
  const { tag, summary, attributes, properties, methods, slots, parts, cssProperties, states } = facts
  const byProperty = new Map(attributes.map((each) => [each.property, each]))
  const rows = properties.map(({ name, type, readonly, description }) => [
    byProperty.has(name) ? code(byProperty.get(name)?.name ?? '') : ' ',
    code(name) + (readonly ? ' (read only)' : ''),
    code(plain(type)),
    cell(description),
  ])
  const alone = attributes
    .filter(({ property }) => !property)
    .map(({ name, description }) => [code(name), ' ', code('string'), cell(description)])
  const calls = methods.map(({ name, parameters, returns, description }) => [
    code(`${name}(${parameters.map((each) => `${each.name}: ${each.type}`).join(', ')})`),
    code(returns),
    cell(description),
  ])
  return [
    `### \`<${tag}>\``,
    summary,
    `**Attributes and properties**\n\n${table(['attribute', 'property', 'type', 'meaning'], [...rows, ...alone])}`,
    `**Methods**\n\n${table(['call', 'answer', 'meaning'], calls)}`,
    events(facts),
    list('Slots', slots),
    list('States, as `:state(…)`', states),
    list('Parts, as `::part(…)`', parts),
    list('Custom properties', cssProperties),
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** Returns the document with a new reference; undefined where the markers are missing. */
export function withReference(document: string, elements: readonly ElementFacts[]): string | undefined {
  const [before, rest] = document.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) return undefined
  return `${before}${BEGIN}\n${elements.map(element).join('\n\n')}\n${END}${after}`
}
