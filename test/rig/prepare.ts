/** Builds what is missing or stale, quietly, in processes of their own, because builders read the environment. */
import { spawnSync } from 'node:child_process'
import { Failure } from '../../widget/build/failure.ts'
import { inRoot, ROOT } from '../../widget/build/paths.ts'

const BUILDERS = ['worker/build/main.ts', 'test/gallery/build.ts', 'test/rig/worker-options.ts'].map(inRoot)

/** `REFREEL_BUILT` says that all is built and no source changes meanwhile, as within one run of `npm test`. */
export function prepare(): void {
  if (process.env.REFREEL_BUILT) return
  const environment = { ...process.env, NODE_ENV: 'production' }
  for (const builder of BUILDERS) {
    const build = spawnSync(process.execPath, [builder], { cwd: ROOT, encoding: 'utf8', env: environment })
    if (build.status !== 0) throw new Failure(`The build failed.\n${`${build.stdout}${build.stderr}`.trim()}`)
  }
}
