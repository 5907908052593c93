/** Reads the widget's sources for what the checks of its texts and styles look at. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import { ROOT } from '../../widget/build/paths.ts'

/** The widget's files apart from its languages, and the contract's, each with its code. */
export function sources(pattern: string): { file: string; code: string }[] {
  return globSync(pattern, { cwd: ROOT }).map((file) => ({ file, code: readFileSync(join(ROOT, file), 'utf8') }))
}

/** The tag of a template: `html`, `svg` or `css`. */
const tagName = (tag: ESTree.Expression): string => (tag.type === 'Identifier' ? tag.name : '')

export interface Said {
  /** Every string that stands in the code, as a value, a type or a name. */
  literals: Set<string>
  /** Template literals such as `missing_${…}`, with what is filled in as a group. */
  patterns: RegExp[]
}

export function said(files: readonly { file: string; code: string }[]): Said {
  const literals = new Set<string>()
  const patterns = new Map<string, RegExp>()
  for (const { file, code } of files) {
    new Visitor({
      Literal(node) {
        if (typeof node.value === 'string') literals.add(node.value)
      },
      Property(node) {
        if (node.key.type === 'Identifier') literals.add(node.key.name)
      },
      TemplateLiteral(node) {
        const parts = node.quasis.map(({ value }) => value.raw)
        if (parts.length !== 2 || !parts.every((part) => /^\w*$/.test(part)) || parts.join('') === '') return
        patterns.set(parts.join('*'), new RegExp(`^${parts[0]}([\\w-]+)${parts[1]}$`))
      },
    }).visit(parseSync(file, code).program)
  }
  return { literals, patterns: [...patterns.values()] }
}

/** Attributes whose text is seen or heard. */
const SPOKEN =
  /\s(?:aria-label|aria-description|aria-valuetext|aria-roledescription|title|placeholder|alt|label)="([^"]*)"/g
const WORD = /\p{L}{2,}/u
const SENTENCE = /\p{L}{2,}\s+\p{L}{2,}/u

/** Visible words that stand in the code itself: in templates, in spoken attributes, or as sentences in strings. */
export function hardCoded(file: string, code: string): string[] {
  const found: string[] = []
  /** Parts of the code that nobody sees: style sheets, errors and the console's lines. */
  const unseen: [number, number][] = []
  const strings: { text: string; start: number }[] = []
  new Visitor({
    TaggedTemplateExpression({ tag, quasi, start, end }) {
      const name = tagName(tag)
      if (name === 'css' || name === 'svg') unseen.push([start, end])
      if (name !== 'html') return
      const markup = quasi.quasis.map(({ value }) => value.raw).join('\u0000')
      for (const [, text = ''] of markup.matchAll(SPOKEN)) if (WORD.test(text)) found.push(text)
      for (const text of markup.replace(/<[^>]*>/g, '\u0000').split('\u0000'))
        if (WORD.test(text)) found.push(text.trim())
      for (const each of quasi.quasis) unseen.push([each.start, each.end])
    },
    NewExpression({ callee, start, end }) {
      if (callee.type === 'Identifier' && /Error$|Exception$/.test(callee.name)) unseen.push([start, end])
    },
    // Visitors don't see an event's `detail`, which is for a page's author.
    Property({ key, value: { type, start, end } }) {
      if (key.type === 'Identifier' && key.name === 'detail' && type === 'Literal') unseen.push([start, end])
    },
    CallExpression({ callee, start, end }) {
      if (callee.type === 'Identifier' && callee.name === 'warn') unseen.push([start, end])
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return
      if (callee.object.name === 'console') unseen.push([start, end])
    },
    Literal({ value, start }) {
      if (typeof value === 'string') strings.push({ text: value, start })
    },
    TemplateElement({ value, start }) {
      strings.push({ text: value.raw, start })
    },
  }).visit(parseSync(file, code).program)
  for (const { text, start } of strings) {
    // Text that begins like a selector is a selector, and isn't shown.
    const seen = !/^[.#[]/.test(text) && !unseen.some(([from, to]) => start >= from && start < to)
    if (seen && SENTENCE.test(text)) found.push(text)
  }
  return found
}

/** Declarations that say left or right where a language may run the other way. */
export function physicalSides(code: string): string[] {
  const css = [...code.matchAll(/css`([^`]*)`/g)].map(([, text]) => text).join('\n')
  return [
    ...css.matchAll(/[^;{}]*\b(?:left|right)\b[^;{}]*/g),
    ...css.replace(/\([^;]*\)/g, '()').matchAll(/\b(?:margin|padding|inset):\s*[^\s;]+(?: +[^\s;]+){3}/g),
  ].map(([text]) => text.trim())
}
