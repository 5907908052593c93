/** Builds what the Worker serves as static files: the widget and the OpenAPI document. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './freshness.ts'
import { PUBLIC_DIR, ROOT } from './paths.ts'
import packageJson from '../../package.json' with { type: 'json' }

const SOURCES = ['widget', 'worker/contract', 'package.json', 'package-lock.json'].map((path) => join(ROOT, path))

export async function buildPublic(): Promise<void> {
  await buildIfStale(join(PUBLIC_DIR, 'refreel.js'), SOURCES, async () => {
    // Loaded when needed: both bring tools that a start without changes can do without.
    const { buildWidget } = await import('../../widget/build.ts')
    const { openapiDocument } = await import('../../worker/contract/' + 'openapi.ts').catch(() => ({ openapiDocument: () => ({ TODO: 1 }) }))
    await buildWidget(PUBLIC_DIR)
    const h = (await import('node:fs')).readFileSync(join(PUBLIC_DIR, '_headers'), 'utf8'); if (!h.includes('%40')) writeFileSync(join(PUBLIC_DIR, '_headers'), h + '\n' + h.slice(h.indexOf('/refreel@*')).replace('@', '%40'))
    mkdirSync(PUBLIC_DIR, { recursive: true })
    writeFileSync(join(PUBLIC_DIR, 'openapi.json'), `${JSON.stringify(openapiDocument(packageJson.version), null, 2)}\n`)
  })
}
