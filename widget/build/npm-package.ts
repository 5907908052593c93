/** Builds the npm package: an ES module for each source, types, the manifest, JSX types and the React wrapper. */
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { buildIfStale } from './freshness.ts'
import { PAGE_SHEET } from './page-sheet.ts'
import { NPM_DIR, ROOT } from './paths.ts'
import type { ElementFacts } from './reference/facts.ts'
import { FRAMEWORKS, frameworkTypes, jsxTypes, reactCode, reactTypes } from './reference/jsx.ts'
import { manifest } from './reference/manifest.ts'
import { checkedElements } from './reference/reference.ts'

const { version, license, description, dependencies } = packageJson

/** The modules of the contract that browsers run; of the others the package has the types alone. */
const CONTRACT_CODE = ['limits.js', 'codecs.js', 'file-limits.js', 'magic-bytes.js']

/** The package's entry points, and the module that each leads to. */
const EXPORTS = {
  '.': './widget/index',
  './studio': './widget/studio',
  './player': './widget/player',
  './client': './widget/client/index',
  './react': './react',
} as const

const entry = (path: string) => ({ types: `${path}.d.ts`, default: `${path}.js` })

function packageFile(): object {
  return {
    name: 'refreel',
    version,
    description,
    license,
    type: 'module',
    keywords: ['video', 'ai', 'web-components', 'custom-elements', 'cloudflare-workers', 'replicate'],
    exports: {
      ...Object.fromEntries(Object.entries(EXPORTS).map(([name, path]) => [name, entry(path)])),
      ...Object.fromEntries(
        Object.keys(FRAMEWORKS).map((name) => [
          `./jsx/${name}`,
          { types: `./jsx/${name}.d.ts`, default: './jsx/none.js' },
        ]),
      ),
      './refreel.css': { types: './refreel.css.d.ts', default: './refreel.css' },
      './custom-elements.json': './custom-elements.json',
      './package.json': './package.json',
    },
    types: './widget/index.d.ts',
    customElements: 'custom-elements.json',
    // Importing these modules defines elements; bundlers may drop any other one that is unused.
    sideEffects: ['./widget/index.js', './widget/studio.js', './widget/player.js', './react.js', '*.css'],
    files: [
      'widget',
      'worker',
      'jsx',
      'react.js',
      'react.d.ts',
      'refreel.css',
      'refreel.css.d.ts',
      'custom-elements.json',
    ],
    engines: { node: '>=20' },
    // The contract's types are made with valibot; none of its code is loaded.
    dependencies: pick(dependencies, ['lit', 'tus-js-client', 'valibot']),
    peerDependencies: { react: '>=18', '@types/react': '>=18' },
    peerDependenciesMeta: { react: { optional: true }, '@types/react': { optional: true } },
  }
}

const pick = <T extends Record<string, string>>(all: T, names: (keyof T)[]) =>
  Object.fromEntries(names.map((name) => [name, all[name]]))

/** The paths of all files below a folder. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
}

/** Declarations import sources with `.ts`, which the package doesn't have, and lit's types from its inner package. */
const rewriteTypes = (code: string): string =>
  code.replace(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, '$1$2.js$1').replaceAll('import("lit-html")', 'import("lit")')

async function buildPackage(outDir: string, elements: readonly ElementFacts[]): Promise<void> {
  await rm(outDir, { recursive: true, force: true })
  const tsc = join(ROOT, 'node_modules/.bin/tsc')
  execFileSync(tsc, ['-p', join(ROOT, 'widget/build/tsconfig.package.json'), '--outDir', outDir], { stdio: 'inherit' })
  for (const file of await filesIn(outDir)) {
    const contract = file.includes(join('worker', 'contract'))
    if (contract && file.endsWith('.js') && !CONTRACT_CODE.some((name) => file.endsWith(name))) await rm(file)
    else if (file.endsWith('.d.ts')) await writeFile(file, rewriteTypes(await readFile(file, 'utf8')))
  }
  const comment = '/** The version of this package. */'
  await writeFile(join(outDir, 'widget/version.js'), `${comment}\nexport const VERSION = '${version}'\n`)

  await mkdir(join(outDir, 'jsx'))
  const files: Record<string, string> = {
    'package.json': `${JSON.stringify(packageFile(), null, 2)}\n`,
    'custom-elements.json': `${JSON.stringify(
      manifest(elements, (file) => `widget/${file.replace(/\.ts$/, '.js')}`),
      null,
      2,
    )}\n`,
    'react.js': reactCode(elements, { elements: './widget/index.js', wrap: './widget/react/wrap.js' }),
    'react.d.ts': reactTypes(elements, './widget/index.js'),
    'jsx/elements.d.ts': jsxTypes(elements, '../widget/index.js'),
    'jsx/none.js': 'export {}\n',
    'refreel.css.d.ts': 'export {}\n',
  }
  for (const [name, framework] of Object.entries(FRAMEWORKS)) {
    const from = { elements: '../widget/index.js', attributes: './elements.js' }
    files[`jsx/${name}.d.ts`] = frameworkTypes(elements, framework, from)
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(outDir, name), text)
  await writeFile(join(outDir, 'refreel.css'), PAGE_SHEET)
  await copyFile(join(ROOT, 'LICENSE'), join(outDir, 'LICENSE'))
  await copyFile(join(ROOT, 'docs/embedding.md'), join(outDir, 'README.md'))
}

const SOURCES = ['widget', 'worker/contract', 'docs/embedding.md', 'package.json', 'package-lock.json']

/** Writes the package to `dist/npm` when one of its sources has changed. */
export async function buildNpmPackage(): Promise<void> {
  const sources = SOURCES.map((path) => join(ROOT, path))
  await buildIfStale(join(NPM_DIR, 'package.json'), sources, async () => {
    await buildPackage(NPM_DIR, await checkedElements())
  })
}
