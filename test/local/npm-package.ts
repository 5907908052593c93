/** Builds the npm package into `dist/npm`, from elements whose comments and code agree. */
import { join } from 'node:path'
import { buildIfStale } from './freshness.ts'
import { NPM_DIR, ROOT } from './paths.ts'

const SOURCES = ['widget', 'worker/contract', 'docs/embedding.md', 'package.json', 'package-lock.json']

export async function buildNpmPackage(): Promise<void> {
  const sources = SOURCES.map((path) => join(ROOT, path))
  await buildIfStale(join(NPM_DIR, 'package.json'), sources, async () => {
    const { checkedElements } = await import('../../widget/reference/reference.ts')
    const { buildPackage } = await import('../../widget/npm.ts')
    await buildPackage(NPM_DIR, await checkedElements())
  })
}
