/**
 * `npm run build`: builds the widget, its npm package, the OpenAPI document and the Worker's bundle, and limits its
 * size.
 */
import { exitWith, Failure } from '../../widget/build/failure.ts'
import { buildNpmPackage } from '../../widget/build/npm-package.ts'
import { bundleWorker, WORKER_GZIP_MAX_BYTES, workerSize } from './bundle.ts'
import { buildPublic } from './public-files.ts'

try {
  await buildPublic()
  await buildNpmPackage()
  await bundleWorker()
  const { raw, gzip } = workerSize()
  console.log(`Worker bundle: ${bytes(raw)}, gzip ${bytes(gzip)} of at most ${bytes(WORKER_GZIP_MAX_BYTES)}`)
  if (gzip > WORKER_GZIP_MAX_BYTES) throw new Failure('The Worker bundle is too big.')
} catch (error) {
  exitWith(error)
}

function bytes(count: number): string {
  return `${count.toLocaleString('en-US')} bytes`
}
