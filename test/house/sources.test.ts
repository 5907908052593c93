/** Every file keeps the house rules of CONTRIBUTING.md that a program can check. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { namelessLimits, sourcesOf, undocumented, unusedExports } from './sources.ts'

/** Lines of a file at most. */
const MAX_LINES = 350
/** A file with this many lines or fewer says why it is a file. */
const SHORT_LINES = 20

/** Why short files are files of their own. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  'declares what a platform has': ['worker/*.d.ts'],
  'an entry that a page or workerd loads': ['widget/{index,player,studio}.ts', 'worker/index.ts'],
  'a command, or shared by commands': ['{worker,widget}/build/**/*.ts'],
  'one event a file: each is loaded with the chunk that dispatches it': ['widget/events/*.ts'],
  'one language a file, and their types': ['widget/locales/**/*.ts'],
  'one icon set a chunk': ['widget/styles/{icons,lazy-icons}.ts'],
  'in the first file, in the player, or both: it must bring nothing else': [
    'widget/{trusted-types,version,warn}.ts',
    'widget/client/{endpoint,videos}.ts',
    'widget/elements/near.ts',
    'widget/elements/player/{motion,shape}.ts',
    'widget/files/kind.ts',
    'widget/shell/make.ts',
  ],
  'names what a lazy chunk holds': ['widget/elements/studio/run-pieces.ts'],
  'a type, a table or a rule that several files share': [
    'widget/elements/studio/{call-name,ratio}.ts',
    'widget/store/pick.ts',
    'worker/contract/{codecs,digest,time}.ts',
    'worker/http/{cursor,stored-object}.ts',
    'worker/media/media-error.ts',
    'worker/media/formats/byte-range.ts',
    'worker/objects/{clock,who}.ts',
    'worker/signing/base64url.ts',
  ],
  'bytes are read differently on each side of one table': ['{widget/files,worker/media}/sniff.ts'],
  'one format, one resource or one part of an API a file': [
    'worker/media/redaction/bmp.ts',
    'worker/replicate/{account,files}.ts',
    'worker/routes/openapi.ts',
    'worker/routes/admin/provider.ts',
  ],
}

/** Exports for pages that import the npm package, and those of the module of Lit whose place `css-tag.ts` takes. */
const PUBLIC = ['widget/client/index.ts', 'widget/events/', 'widget/styles/css-tag.ts']

const product = sourcesOf('{worker,widget}/**/*.ts')
const all = [...product, ...sourcesOf('test/**/*.{ts,tsx,mts,mjs,js}')]

describe('every file', () => {
  it('opens with a sentence that says what it is for', () => {
    const silent = all.filter(({ code }) => !/^(?:#!.*\n)?\/\*\*\s[^@]*?\w[\s\S]*?\*\//.test(code))
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  it(`of the product has ${MAX_LINES} lines at most`, () => {
    const long = product.filter(({ lines }) => lines > MAX_LINES)
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  it(`of the product with ${SHORT_LINES} lines or fewer is on the list, with its reason`, () => {
    const short = product.filter(({ lines }) => lines <= SHORT_LINES).map(({ path }) => path)
    const patterns = Object.values(SHORT).flat()
    expect(short.filter((path) => !patterns.some((pattern) => matchesGlob(path, pattern)))).toEqual([])
    expect(patterns.filter((pattern) => !short.some((path) => matchesGlob(path, pattern)))).toEqual([])
  })

  it('has no name that says nothing', () => {
    expect(all.map(({ path }) => path).filter((path) => /\/(utils?|helpers?|misc|common)\.\w+$/.test(path))).toEqual([])
  })
})

describe('the code of the product', () => {
  it('has a doc comment at every exported function and class', () => {
    const bare = product.flatMap((source) => undocumented(source).map((name) => `${source.path}: ${name}`))
    expect(bare).toEqual([])
  })

  it('exports nothing that no other file imports', () => {
    const unused = unusedExports(product, all)
    expect(unused.filter((name) => !PUBLIC.some((pattern) => name.startsWith(pattern)))).toEqual([])
  })

  it('gives every limit a name', () => {
    expect(product.flatMap(namelessLimits)).toEqual([])
  })

  it('names a day and an hour in milliseconds once', () => {
    const spelled = product.filter(({ code }) => /86_?400_?000|3_?600_?000/.test(code))
    expect(spelled.map(({ path }) => path)).toEqual([])
  })
})

describe('the documents', () => {
  const read = (path: string) => readFileSync(inRoot(path), 'utf8')
  const files = globSync('{worker,widget,test,docs}/**/*', { cwd: inRoot('') })

  it('map folders and files that exist', () => {
    const [, map = ''] = /```\n(worker\/[\s\S]*?)```/.exec(read('CONTRIBUTING.md')) ?? []
    let top = ''
    const named = map.split('\n').flatMap((line) => {
      top = /^\w+\//.exec(line)?.[0] ?? top
      return [...line.matchAll(/(?<= {2})[\w-]+(?:\/|\.ts)(?= |$)/g)].map(([name]) => ({ top, name }))
    })
    expect(named.length).toBeGreaterThan(30)
    const missing = named.filter(
      ({ top, name }) =>
        !files.some((path) => `${path}/`.startsWith(top) && `/${path}/`.includes(`/${name.replace(/\/?$/, '/')}`)),
    )
    expect(missing).toEqual([])
  })

  it.each(['CONTRIBUTING.md', 'README.md', ...globSync('docs/*.md', { cwd: inRoot('') })])(
    '%s names files that exist',
    (document) => {
      const named = [...read(document).matchAll(/`([\w./-]+\.(?:ts|mjs|md|toml))`/g)].map(([, name = '']) => name)
      expect(
        named.filter((name) => !existsSync(inRoot(name)) && !files.some((path) => `/${path}`.endsWith(`/${name}`))),
      ).toEqual([])
    },
  )

  it('say of every table what it holds and when it goes', () => {
    const tables = sourcesOf('worker/objects/*/schema.ts').flatMap(({ code }) =>
      [...code.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name),
    )
    expect(tables.length).toBeGreaterThan(20)
    const rows = read('docs/storage.md')
      .split('\n')
      .filter((line) => line.startsWith('|'))
    expect(tables.filter((name) => !rows.some((row) => row.includes(`\`${name}\``)))).toEqual([])
  })

  it('give the first file the size that docs/performance.md measured', () => {
    const [, bytes = ''] = /`refreel\.js`[^|]*\|\s*([\d,]+)/.exec(read('docs/performance.md')) ?? []
    const size = `${(Number(bytes.replace(',', '')) / 1000).toFixed(1)} kB`
    expect(read('README.md')).toContain(`first file has ${size}`)
    expect(read('docs/embedding.md')).toContain(`first file (${size})`)
  })
})
