/** Builds the widget's files into a folder, prints what they weigh, and fails over the budgets. */
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { BUDGETS } from './budgets.ts'
import { version, widgetConfig } from './vite.config.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The files that a module brings with it: its static imports, and theirs. */
async function closure(folder: string, name: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(name)) return found
  found.add(name)
  const code = await readFile(join(folder, name), 'utf8')
  for (const [, file] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) {
    if (file) await closure(folder, file, found)
  }
  return found
}

/** Bytes after gzip, file by file: each travels on its own. */
async function weigh(folder: string, names: Iterable<string>): Promise<number> {
  let bytes = 0
  for (const name of names) bytes += gzipSync(await readFile(join(folder, name)), { level: 9 }).length
  return bytes
}

/** The heaviest file of a folder. */
async function heaviest(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  return Math.max(...(await Promise.all(names.map((name) => weigh(folder, [name])))))
}

/** Everything of the widget that the Worker serves: `refreel.js`, `refreel@<version>/`, `refreel.css`, `_headers`. */
export async function buildWidget(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true })
  for (const name of await readdir(outDir)) {
    if (name.startsWith('refreel')) await rm(join(outDir, name), { recursive: true })
  }
  await build(widgetConfig(outDir, 'loader'))
  await build(widgetConfig(outDir, 'elements'))
  await copyFile(join(here, 'refreel.css'), join(outDir, 'refreel.css'))
  await copyFile(join(here, '_headers'), join(outDir, '_headers'))
  // A page rendered on a server imports the elements too.
  await import('./index.ts')

  const folder = join(outDir, `refreel@${version}`)
  const names = await readdir(folder)
  const chunk = (name: string) => names.find((file) => file.startsWith(`${name}-`)) ?? ''
  const tus = await closure(folder, chunk('browser'))
  let whole = await closure(folder, 'studio.js')
  for (const name of ['stage', 'uploads', 'uploading']) whole = await closure(folder, chunk(name), whole)
  const loader = await weigh(outDir, ['refreel.js'])
  const sizes = {
    loader,
    player: loader + (await weigh(folder, await closure(folder, 'player.js'))),
    studio: loader + (await weigh(folder, await closure(folder, 'studio.js'))),
    whole:
      loader +
      (await weigh(
        folder,
        [...whole].filter((name) => !tus.has(name)),
      )),
    language: await heaviest(join(folder, 'locales')),
    playerLanguage: await heaviest(join(folder, 'locales/player')),
    converter: await weigh(folder, [chunk('convert')]),
    tus: await weigh(folder, tus),
  }
  const over: string[] = []
  for (const [name, bytes] of Object.entries(sizes)) {
    const budget = BUDGETS[name as keyof typeof BUDGETS]
    console.log(`widget: ${name} ${bytes} of ${budget} bytes gzip`)
    if (bytes > budget) over.push(name)
  }
  if (over.length > 0) throw new Error(`Over the budget in widget/budgets.ts: ${over.join(', ')}`)
}
