/** Builds the static files that the Worker serves: the widget, the OpenAPI document and its page. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { buildIfStale } from '../../widget/build/freshness.ts'
import { PUBLIC_DIR, ROOT } from '../../widget/build/paths.ts'

const SOURCES = ['widget', 'worker/contract', 'package.json', 'package-lock.json'].map((path) => join(ROOT, path))

/** Writes the static files unless nothing changed. */
export async function buildPublic(): Promise<void> {
  await buildIfStale(join(PUBLIC_DIR, 'refreel.js'), SOURCES, async () => {
    // Imported here, because these modules load build tools that a start without changes doesn't need.
    const { buildWidget } = await import('../../widget/build/build-widget.ts')
    const { openapiDocument } = await import('../contract/openapi/document.ts')
    await buildWidget(PUBLIC_DIR)
    const document = openapiDocument(packageJson.version)
    const { docsPage } = await import('../contract/openapi/docs-page.ts')
    writeFileSync(join(PUBLIC_DIR, 'docs.html'), docsPage(packageJson.version))
    writeFileSync(join(PUBLIC_DIR, 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`)
  })
}
