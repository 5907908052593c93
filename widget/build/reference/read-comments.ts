/** Reads the elements through TypeScript: their public members, with types and comments. */
import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isClassDeclaration } from 'typescript/unstable/ast/is'
import { API, type Checker, type Program, type Project, type Symbol as TypeSymbol } from 'typescript/unstable/sync'
import type { RefreelElement } from '../../elements/element.ts'
import { PUBLIC_ELEMENTS, type PublicElement } from './elements.ts'
import type { AttributeFacts, ElementFacts, EventFacts, MethodFacts, Named, PropertyFacts } from './facts.ts'
import { eventTypes } from './read-code.ts'

/** TypeScript's `TypeFormatFlags.NoTruncation`. */
const NO_TRUNCATION = 1
/** A longer type is given by its name in the code. */
const LONG_TYPE_CHARACTERS = 120

interface Tag {
  name: string
  text: string
}

/** `name - description`, or `name, other - description` for several. */
function named(tags: readonly Tag[], ...kinds: string[]): Named[] {
  return tags
    .filter(({ name }) => kinds.includes(name))
    .flatMap(({ text }) => {
      const [, names = '', description = ''] = /^(.+?)(?:\s+-\s+([\s\S]*))?$/.exec(text.trim()) ?? []
      return names.split(/,\s*/).map((name) => ({ name, description: oneLine(description) }))
    })
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

class Reader {
  readonly #root: string
  readonly #project: Project
  readonly #program: Program
  readonly #checker: Checker

  constructor(root: string, project: Project) {
    this.#root = root
    this.#project = project
    this.#program = project.program
    this.#checker = project.checker
  }

  /** The classes that a file declares, by name. */
  #classes(file: string): Map<string, TypeSymbol> {
    const found = new Map<string, TypeSymbol>()
    for (const statement of this.#program.getSourceFile(join(this.#root, file))?.statements ?? []) {
      if (!isClassDeclaration(statement) || !statement.name) continue
      const symbol = this.#checker.getSymbolAtLocation(statement.name)
      if (symbol) found.set(statement.name.text, symbol)
    }
    return found
  }

  /** The members that the widget declares, without Lit's and the browser's. */
  #members(symbol: TypeSymbol, declared: ReadonlyMap<PropertyKey, unknown>): TypeSymbol[] {
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol)
    const home = symbol.declarations?.[0]?.path
    // The properties that a page sets come first, then the members of the element's own class, then inherited ones.
    const place = ({ name, declarations }: TypeSymbol) => {
      const { path = '', index = 0 } = declarations?.[0] ?? {}
      return { path, index, rank: path.endsWith('-page.ts') && declared.has(name) ? 0 : path === home ? 1 : 2 }
    }
    const elements = join(this.#root, 'elements').toLowerCase()
    return this.#checker
      .getPropertiesOfType(type)
      .filter((member) => /^\w/.test(member.name) && place(member).path.toLowerCase().startsWith(elements))
      .filter(({ name }) => !name.startsWith('__'))
      .sort((a, b) => {
        const [one, other] = [place(a), place(b)]
        return one.rank - other.rank || other.path.localeCompare(one.path) || one.index - other.index
      })
  }

  #sourceOf(symbol: TypeSymbol): string {
    const node = symbol.declarations?.[0]?.resolve(this.#project)
    return node?.getText() ?? ''
  }

  #tags(symbol: TypeSymbol): readonly Tag[] {
    return this.#checker.getJsDocTagsOfSymbol(symbol).map(({ name, text }) => ({ name, text: String(text ?? '') }))
  }

  #comment(symbol: TypeSymbol): string {
    return oneLine(this.#checker.getDocumentationCommentOfSymbol(symbol))
  }

  /** A member's type: in full where that is short, else by its name in the code. */
  #typeOf(symbol: TypeSymbol): string {
    const type = this.#checker.getTypeOfSymbol(symbol)
    const full = type ? this.#checker.typeToString(type, undefined, NO_TRUNCATION) : 'unknown'
    const [line = ''] = this.#sourceOf(symbol).split('\n')
    const written = (/ as Property<(.+)>$/.exec(line) ?? /^[^=(]*?:\s*([^=]+?)\s*$/.exec(line))?.[1]
    return full.length > LONG_TYPE_CHARACTERS && written ? written : full
  }

  #method(symbol: TypeSymbol): MethodFacts {
    const [, list = '', returns = 'void'] = /\(([^)]*)\)\s*:\s*([^{]+)/.exec(this.#sourceOf(symbol)) ?? []
    const parameters = list
      .split(/,(?![^<]*>)/)
      .filter(Boolean)
      .map((each) => {
        const [name = '', type = 'unknown'] = each.split(/:(.*)/s).map((part) => part.trim())
        return { name: name.replace('?', ''), type, optional: name.endsWith('?') }
      })
    return { name: symbol.name, description: this.#comment(symbol), parameters, returns: returns.trim() }
  }

  read(element: PublicElement, implementation: typeof RefreelElement): ElementFacts {
    const { tag, className, file, folder } = element
    const symbol = this.#classes(file).get(className)
    if (!symbol) throw new Error(`${file} declares no ${className}.`)
    const pieces = globSync(`${folder}/**/*.ts`, { cwd: this.#root }).flatMap((each) => [
      ...this.#classes(each).values(),
    ])
    const tags = this.#tags(symbol)
    const inner = pieces.filter((piece) => piece.name !== className).flatMap((piece) => this.#tags(piece))
    const merged = (...kinds: string[]) => unique([...named(tags, ...kinds), ...named(inner, ...kinds)])

    // Reading `observedAttributes` makes Lit finalize the class and its properties.
    void implementation.observedAttributes
    const declared = implementation.elementProperties
    const properties: PropertyFacts[] = []
    const methods: MethodFacts[] = []
    for (const member of this.#members(symbol, declared)) {
      const source = this.#sourceOf(member)
      const hidden = /^(?:[\w\s]*\b(?:private|protected|override|static)\b)/.test(source.split(/[(:=]/)[0] ?? '')
      if (hidden || this.#tags(member).some(({ name }) => name === 'internal')) continue
      if (/^(?:async )?\w+\(/.test(source)) {
        methods.push(this.#method(member))
        continue
      }
      const setter = member.declarations?.some((each) => /^set /.test(each.resolve(this.#project)?.getText() ?? ''))
      const readonly = /^readonly /.test(source) || (/^get /.test(source) && !setter)
      const attribute = attributeOf(member.name, declared)
      const facts = { name: member.name, description: this.#comment(member), type: this.#typeOf(member), readonly }
      properties.push(attribute ? { ...facts, attribute } : facts)
    }
    const told = named(tags, 'attr', 'attribute')
    for (const property of properties) {
      if (told.some(({ name }) => name === property.name)) property.attribute ??= property.name
    }
    const attributes: AttributeFacts[] = properties.flatMap(({ attribute, name, ...rest }) =>
      attribute ? [{ name: attribute, type: rest.type, property: name, description: rest.description }] : [],
    )
    for (const { name, description } of told) {
      if (!attributes.some((each) => each.name === name)) attributes.push({ name, type: 'string', description })
    }
    return {
      tag,
      className,
      module: file,
      summary: oneLine(tags.find(({ name }) => name === 'summary')?.text ?? ''),
      formAssociated: 'formAssociated' in implementation,
      attributes,
      properties,
      methods,
      events: this.#events(named(tags, 'event', 'fires')),
      slots: merged('slot'),
      parts: merged('csspart', 'part'),
      cssProperties: merged('cssproperty', 'cssprop'),
      states: merged('cssstate'),
    }
  }

  #events(events: readonly Named[]): EventFacts[] {
    const types = [...eventTypes(this.#root)]
    return events.map((event) => {
      const [className, found] = types.find(([, { type }]) => type === event.name) ?? []
      return className && found ? { ...event, type: className, module: found.file } : { ...event, type: 'Event' }
    })
  }
}

/** Drops all but the first entry of each name. */
const unique = (list: readonly Named[]): Named[] =>
  list.filter(({ name }, at) => list.findIndex((other) => other.name === name) === at)

function attributeOf(name: string, declared: typeof RefreelElement.elementProperties): string | undefined {
  const options = declared.get(name)
  if (!options || options.state || options.attribute === false) return undefined
  return typeof options.attribute === 'string' ? options.attribute : name.toLowerCase()
}

/** Every public element; `root` is the widget's folder. */
export async function readElements(root: string): Promise<ElementFacts[]> {
  const classes = (await import('../../index.ts')) as unknown as Record<string, typeof RefreelElement>
  const api = new API({ cwd: root })
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] })
    const [project] = snapshot.getProjects()
    if (!project) throw new Error(`${relative('.', root)} has no tsconfig.json.`)
    const reader = new Reader(root, project)
    return PUBLIC_ELEMENTS.map((element) => {
      const implementation = classes[element.className]
      if (!implementation) throw new Error(`widget/index.ts exports no ${element.className}.`)
      return reader.read(element, implementation)
    })
  } finally {
    api.close()
  }
}
