/** Weighs the built files in bytes after gzip, file by file, since each is compressed on its own. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BUDGETS } from './budgets.ts'
import type { ElementFiles } from './vite.config.ts'

/** A file and all that it imports statically, directly or not. */
async function closure(folder: string, name: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(name)) return found
  found.add(name)
  const code = await readFile(join(folder, name), 'utf8')
  for (const [, file] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) {
    if (file) await closure(folder, file, found)
  }
  return found
}

async function weigh(folder: string, names: Iterable<string>): Promise<number> {
  let bytes = 0
  for (const name of names) bytes += gzipSync(await readFile(join(folder, name)), { level: 9 }).length
  return bytes
}

/** The size of a folder's heaviest file. */
async function heaviest(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  return Math.max(...(await Promise.all(names.map((name) => weigh(folder, [name])))))
}

/** The sizes that have a budget. */
export async function sizesOf(folder: string, files: ElementFiles): Promise<Record<keyof typeof BUDGETS, number>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js') && name !== 'refreel.js')
  const chunk = (name: string) => names.find((file) => file.startsWith(`${name}-`)) ?? ''
  const tus = await closure(folder, chunk('browser'))
  const converter = chunk('convert')
  const loader = await weigh(folder, ['refreel.js'])
  return {
    loader,
    player: loader + (await weigh(folder, await closure(folder, files.player))),
    studio: loader + (await weigh(folder, await closure(folder, files.studio))),
    whole:
      loader +
      (await weigh(
        folder,
        names.filter((name) => !tus.has(name) && name !== converter),
      )),
    language: await heaviest(join(folder, 'locales')),
    playerLanguage: await heaviest(join(folder, 'locales/player')),
    converter: await weigh(folder, [converter]),
    tus: await weigh(folder, tus),
  }
}
