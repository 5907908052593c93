/** Builds the widget's files into a folder, with their digests; prints their sizes, and fails above the budgets. */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { BUDGETS } from './budgets.ts'
import { PAGE_SHEET } from './page-sheet.ts'
import { sizesOf } from './sizes.ts'
import { type ElementFiles, version, widgetConfig } from './vite.config.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The part of the bundler's output that is used here. */
interface Chunk {
  type: string
  fileName: string
  isEntry: boolean
  moduleIds: readonly string[]
}

/** The paths of all files below a folder, relative to it and sorted. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((each) => each.isFile())
    .map((each) => relative(folder, join(each.parentPath, each.name)).replaceAll('\\', '/'))
    .sort()
}

/** `sha384-…` of every file, as the `integrity` attribute and import maps take it. */
async function integrity(folder: string): Promise<Record<string, string>> {
  const digests = (await filesIn(folder)).map(async (name) => {
    const bytes = await readFile(join(folder, name))
    return [name, `sha384-${createHash('sha384').update(bytes).digest('base64')}`] as const
  })
  return Object.fromEntries(await Promise.all(digests))
}

/** Builds the elements, and tells which files hold them. The bundler's own entry files only re-export those, so they are deleted: each would be a request for nothing. */
async function buildElements(outDir: string, folder: string): Promise<ElementFiles> {
  const built = (await build(widgetConfig(outDir))) as { output: readonly Chunk[] }[]
  const chunks = built.flatMap(({ output }) => output).filter(({ type }) => type === 'chunk')
  for (const { isEntry, fileName, moduleIds } of chunks) {
    if (isEntry && moduleIds.length === 0) await rm(join(folder, fileName))
  }
  const holding = (name: string) =>
    chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/widget/${name}.ts`)))?.fileName ?? ''
  return { studio: holding('studio'), player: holding('player') }
}

/** Everything of the widget that the Worker serves: `refreel.js`, `refreel.css`, `refreel@<version>/`, `_headers`. */
export async function buildWidget(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true })
  for (const name of await readdir(outDir)) {
    if (name.startsWith('refreel')) await rm(join(outDir, name), { recursive: true })
  }
  const folder = join(outDir, `refreel@${version}`)
  const files = await buildElements(outDir, folder)
  await build(widgetConfig(outDir, files))
  await writeFile(join(folder, 'refreel.css'), PAGE_SHEET)
  await writeFile(join(folder, 'integrity.json'), `${JSON.stringify(await integrity(folder), null, 2)}\n`)
  // Copies without a version in their address; a page may pin the versioned ones.
  for (const name of ['refreel.js', 'refreel.css']) await copyFile(join(folder, name), join(outDir, name))
  await copyFile(join(here, '_headers'), join(outDir, '_headers'))
  // Fails where the elements can't be imported in Node, as servers that render a page do.
  await import('../index.ts')

  const over: string[] = []
  for (const [name, bytes] of Object.entries(await sizesOf(folder, files))) {
    const budget = BUDGETS[name as keyof typeof BUDGETS]
    console.log(`widget: ${name} ${bytes} of ${budget} bytes gzip`)
    if (bytes > budget) over.push(name)
  }
  if (over.length > 0) throw new Error(`Over the budget in widget/build/budgets.ts: ${over.join(', ')}`)
}
