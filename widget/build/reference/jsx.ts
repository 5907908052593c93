/** Makes the types for JSX, and the React wrapper, from the same facts as the manifest. */
import type { ElementFacts } from './facts.ts'

const HEAD = '// Made from the comments of the elements’ classes; not to be edited.\n'

/** React's handler of `refreel-upload-progress` is `onRefreelUploadProgress`. */
const handlerOf = (event: string): string =>
  `on${event.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}`

const comment = (text: string): string => (text ? `  /** ${text} */\n` : '')
const key = (name: string): string => (/^[\w$]+$/.test(name) ? name : `'${name}'`)

/** Attributes whose name differs from their property's. */
function attributes(facts: ElementFacts): string {
  return facts.attributes
    .filter(({ name, property }) => property && name !== property)
    .map(
      ({ name, property, description }) =>
        `${comment(description)}  ${key(name)}?: ${facts.className}['${property}'] | string | undefined\n`,
    )
    .join('')
}

function properties(facts: ElementFacts): string {
  const lines = facts.properties
    .filter(({ readonly }) => !readonly)
    .map(({ name, description }) => `${comment(description)}  ${name}?: ${facts.className}['${name}'] | undefined\n`)
  // The property `form` is read-only, and returns the form; the attribute takes the form's id.
  const form = facts.attributes.find(({ name }) => facts.formAssociated && name === 'form')
  if (form) lines.push(`${comment(form.description)}  form?: string | undefined\n`)
  return lines.join('')
}

function handlers(facts: ElementFacts, nameOf: (event: string) => string): string {
  return facts.events
    .map(
      ({ name, type, description }) =>
        `${comment(description)}  ${key(nameOf(name))}?: ((event: ${type}) => void) | undefined\n`,
    )
    .join('')
}

function imports(elements: readonly ElementFacts[], from: string): string {
  const types = new Set(elements.flatMap(({ className, events }) => [className, ...events.map(({ type }) => type)]))
  types.delete('Event')
  return `import type { ${[...types].sort().join(', ')} } from '${from}'\n`
}

/** The elements' own attributes, properties and handlers, the same for every framework. */
export function jsxTypes(elements: readonly ElementFacts[], from: string): string {
  const interfaces = elements.map(
    (facts) =>
      `export interface ${facts.className}Attributes {\n${properties(facts)}${attributes(facts)}${handlers(facts, (event) => `on${event}`)}}\n`,
  )
  return [HEAD, imports(elements, from), ...interfaces].join('\n')
}

interface Framework {
  module: string
  head: string
  /** The framework's type for the attributes of any HTML element. */
  base: (className: string) => string
  /** The framework's own names of handlers, beside `on…`. */
  handler?: (event: string) => string
}

/** The module in which each framework looks for the elements of JSX. */
export const FRAMEWORKS: Readonly<Record<'react' | 'preact' | 'solid', Framework>> = {
  react: {
    module: 'react',
    head: `import type { DetailedHTMLProps, HTMLAttributes } from 'react'\n`,
    base: (name) => `DetailedHTMLProps<HTMLAttributes<${name}>, ${name}>`,
  },
  // Preact 10 and 11 export the attributes of HTML from different places: those of a `<div>` are in the same one.
  preact: {
    module: 'preact',
    head: `import type { JSX as Base, Ref } from 'preact'\n`,
    base: (name) => `Omit<Base.IntrinsicElements['div'], 'ref'> & { ref?: Ref<${name}> | undefined }`,
  },
  solid: {
    module: 'solid-js',
    head: `import type { JSX as Base } from 'solid-js'\n`,
    base: (name) => `Base.HTMLAttributes<${name}>`,
    handler: (event) => `on:${event}`,
  },
}

/** The types that one framework's JSX needs, as the text of a declaration file. */
export function frameworkTypes(
  elements: readonly ElementFacts[],
  { module, head, base, handler }: Framework,
  from: { elements: string; attributes: string },
): string {
  const classes = elements.map(({ className }) => className)
  const lines = elements.map(({ tag, className }) => {
    const more = handler ? ` & ${className}Handlers` : ''
    return `      '${tag}': Omit<${base(className)}, keyof ${className}Attributes> & ${className}Attributes${more}\n`
  })
  const more = elements.map((facts) =>
    handler ? `interface ${facts.className}Handlers {\n${handlers(facts, handler)}}\n\n` : '',
  )
  const events = handler ? elements.flatMap((each) => each.events.map(({ type }) => type)) : []
  const types = [...new Set([...classes, ...events])].filter((name) => name !== 'Event')
  return [
    HEAD,
    head,
    `import type { ${types.join(', ')} } from '${from.elements}'\n`,
    `import type { ${classes.map((name) => `${name}Attributes`).join(', ')} } from '${from.attributes}'\n\n`,
    ...more,
    `declare module '${module}' {\n  namespace JSX {\n    interface IntrinsicElements {\n${lines.join('')}    }\n  }\n}\n`,
  ].join('')
}

/** The module that exports a React component for each element. */
export function reactCode(elements: readonly ElementFacts[], from: { elements: string; wrap: string }): string {
  const lines = elements.map(({ tag, className }) => `export const ${className} = wrap('${tag}')\n`)
  // `'use client'` keeps the wrapper out of React's server components.
  return [
    `'use client'\n`,
    HEAD,
    `import '${from.elements}'\n`,
    `import { wrap } from '${from.wrap}'\n\n`,
    ...lines,
  ].join('')
}

/** The types of the React components, as the text of a declaration file. */
export function reactTypes(elements: readonly ElementFacts[], from: string): string {
  const parts = elements.map((facts) => {
    const { className, summary } = facts
    const element = `${className}Element`
    return [
      `export interface ${className}Props extends Omit<HTMLAttributes<${element}>, ${properties(facts) ? `keyof ${className}Own` : 'never'}>, ${className}Own {}`,
      `interface ${className}Own {\n${properties(facts).replaceAll(`${className}[`, `${element}[`)}${handlers(facts, handlerOf)}}`,
      `/** ${summary} */\nexport declare const ${className}: ForwardRefExoticComponent<${className}Props & RefAttributes<${element}>>`,
    ].join('\n')
  })
  const types = new Set(elements.flatMap(({ events }) => events.map(({ type }) => type)))
  types.delete('Event')
  const names = [...elements.map(({ className }) => `${className} as ${className}Element`), ...[...types].sort()]
  return [
    HEAD,
    `import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react'`,
    `import type { ${names.join(', ')} } from '${from}'\n`,
    parts.join('\n\n'),
    '',
  ].join('\n')
}
