/** Builds what a run needs and what has changed, quietly, in a process of its own: builders read the environment. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Failure } from './failure.ts'
import { ROOT } from './paths.ts'

const BUILD = fileURLToPath(new URL('build.ts', import.meta.url))

export function prepare(): void {
  const environment = { ...process.env, NODE_ENV: 'production' }
  const build = spawnSync(process.execPath, [BUILD], { cwd: ROOT, encoding: 'utf8', env: environment })
  if (build.status !== 0) throw new Failure(`The build failed.\n${`${build.stdout}${build.stderr}`.trim()}`)
}
