/** Reads the project's sources for the checks of the house's rules. */
import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync, Visitor } from 'vite'
import { inRoot } from '../../widget/build/paths.ts'

/** A file of the project. `path` begins at the project's root. */
export interface Source {
  path: string
  code: string
  lines: number
}

/** The files that `pattern` names, apart from those that a tool wrote. */
export function sourcesOf(pattern: string): Source[] {
  return globSync(pattern, { cwd: inRoot('') })
    .filter((path) => path !== 'worker/bindings.d.ts')
    .sort()
    .map((path) => {
      const code = readFileSync(inRoot(path), 'utf8')
      return { path, code, lines: code.split('\n').length - 1 }
    })
}

/**
 * Names of exported functions and classes without a doc comment. The only one that a file exports is told of by the
 * file's opening sentence, and lines without an empty one between them share the comment above the first.
 */
export function undocumented({ path, code }: Source): string[] {
  const { program, comments } = parseSync(path, code)
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
  const exported: { name: string; documented: boolean }[] = []
  let shared = { end: 0, documented: false }
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) continue
    const { declaration, start, end } = statement
    const before = code.slice(0, start).trimEnd().length
    const adjoins = shared.end === before && !code.slice(before, start).includes('\n\n')
    const documented = docs.some((doc) => doc.end === before) || (adjoins && shared.documented)
    shared = { end, documented }
    const declared = declaration.type === 'VariableDeclaration' ? declaration.declarations : [declaration]
    for (const each of declared) {
      const callable =
        each.type === 'FunctionDeclaration' ||
        each.type === 'ClassDeclaration' ||
        (each.type === 'VariableDeclarator' && /FunctionExpression$/.test(each.init?.type ?? ''))
      if (callable && each.id?.type === 'Identifier') exported.push({ name: each.id.name, documented })
    }
  }
  return exported.length === 1 ? [] : exported.filter((each) => !each.documented).map(({ name }) => name)
}

/** Exported names of `product` that no other file of `all` imports, each with its file. */
export function unusedExports(product: readonly Source[], all: readonly Source[]): string[] {
  const imported = new Set(all.flatMap((source) => importsOf(source)))
  return product.flatMap(({ path, code }) => {
    const names = parseSync(path, code).program.body.flatMap((statement) => {
      if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) return []
      const { declaration } = statement
      const declared = declaration.type === 'VariableDeclaration' ? declaration.declarations : [declaration]
      return declared.flatMap((each) => ('id' in each && each.id?.type === 'Identifier' ? [each.id.name] : []))
    })
    return names
      .filter((name) => !imported.has(`${path}: ${name}`) && !imported.has(`${path}: *`))
      .map((name) => `${path}: ${name}`)
  })
}

/** What a file imports from others of the project, such as `worker/log.ts: log`; `*` where it imports a whole module. */
function importsOf({ path, code }: Source): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, code).module
  const target = (specifier: string) => posix.join(posix.dirname(path), specifier)
  const names = [
    ...staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.map(({ importName }) => `${target(moduleRequest.value)}: ${importName.name ?? '*'}`),
    ),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, importName }) =>
        moduleRequest ? [`${target(moduleRequest.value)}: ${importName.name ?? '*'}`] : [],
      ),
    ),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => `${target(code.slice(start + 1, end - 1))}: *`),
  ]
  // Types are imported by `import('./file.ts')` too, which is no import statement.
  return [...names, ...[...code.matchAll(/import\('(\.[^']+)'\)/g)].map(([, file = '']) => `${target(file)}: *`)]
}

/** Thousands and millions turn one unit into another: milliseconds, micros, megabytes. */
const CONVERSIONS = [1000, 1_000_000]

/** Numbers above a thousand, and delays, that stand in the code without a constant's name; with their lines. */
export function namelessLimits({ path, code }: Source): string[] {
  const { program } = parseSync(path, code)
  const found: number[] = []
  /** Constants such as `PAUSE_MS`, whose numbers have that name. */
  const named: [number, number][] = []
  new Visitor({
    VariableDeclarator({ id, start, end }) {
      if (id.type === 'Identifier' && /^[A-Z][A-Z\d_]+$/.test(id.name)) named.push([start, end])
    },
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      if (callee.property.name === 'delay' && first?.type === 'Literal') found.push(first.start)
    },
    Literal({ value, raw, start }) {
      if (typeof value !== 'number' || raw?.startsWith('0x')) return
      if (value >= 1000 && !CONVERSIONS.includes(value)) found.push(start)
    },
  }).visit(program)
  return found
    .filter((start) => !named.some(([from, to]) => from <= start && start < to))
    .map((start) => {
      const line = code.slice(0, start).split('\n').length
      return `${path}:${line}: ${code.split('\n')[line - 1]?.trim()}`
    })
}
