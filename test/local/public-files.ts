/** Builds what the Worker serves as static files: the widget and the OpenAPI document. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './freshness.ts'
import { PUBLIC_DIR, ROOT } from './paths.ts'

const SOURCES = ['widget', 'worker/contract', 'package.json', 'package-lock.json'].map((path) => join(ROOT, path))

export async function buildPublic(): Promise<void> {
  await buildIfStale(join(PUBLIC_DIR, 'refreel.js'), SOURCES, async () => {
    // Loaded when needed: both bring tools that a start without changes can do without.
    const { buildWidget } = await import('../../widget/build.ts')
    const { openapiDocument } = await import('../../worker/contract/openapi.ts')
    await buildWidget(PUBLIC_DIR)
    mkdirSync(PUBLIC_DIR, { recursive: true })
    writeFileSync(join(PUBLIC_DIR, 'openapi.json'), `${JSON.stringify(openapiDocument(), null, 2)}\n`)
  })
}
