/** Bundles the Worker with wrangler as a deployment would, and measures the bundle. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Failure } from '../../widget/build/failure.ts'
import { buildIfStale } from '../../widget/build/freshness.ts'
import { ROOT, WORKER_BUNDLE, WORKER_DIR } from '../../widget/build/paths.ts'

/** Bytes of the bundle as gzip; kB = 1000 bytes. Ours: small bundles start fast at the edge. */
export const WORKER_GZIP_MAX_BYTES = 160_000

const SOURCES = ['worker', 'wrangler.toml', 'package.json', 'package-lock.json'].map((path) => join(ROOT, path))

/** Bundles unless nothing changed. wrangler reads the public files too, so these have to be built first. */
export async function bundleWorker(): Promise<void> {
  await buildIfStale(WORKER_BUNDLE, SOURCES, () => {
    const wrangler = join(ROOT, 'node_modules/wrangler/wrangler-dist/cli.js')
    const run = spawnSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', WORKER_DIR], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: '1' },
    })
    if (run.status === 0) return
    throw new Failure(`The Worker can't be bundled.\n${(run.stderr || run.stdout).trim()}`)
  })
}

/** Bytes of all modules of the bundle, plain and as gzip. */
export function workerSize(): { raw: number; gzip: number } {
  const modules = readdirSync(WORKER_DIR).filter((name) => /\.(js|mjs|wasm|bin|txt)$/.test(name))
  const files = modules.map((name) => readFileSync(join(WORKER_DIR, name)))
  return {
    raw: files.reduce((sum, file) => sum + file.byteLength, 0),
    gzip: files.reduce((sum, file) => sum + gzipSync(file).byteLength, 0),
  }
}
