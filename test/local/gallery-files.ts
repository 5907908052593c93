/** Builds the gallery's scripts, which the shop serves beside its own pages. */
import { join } from 'node:path'
import { buildIfStale } from './freshness.ts'
import { GALLERY_DIR, ROOT } from './paths.ts'

const SOURCES = ['test/gallery', 'test/widget', 'widget/locales/languages.ts', 'worker/contract', 'package-lock.json']

export async function buildGalleryFiles(): Promise<void> {
  const sources = SOURCES.map((path) => join(ROOT, path))
  await buildIfStale(join(GALLERY_DIR, 'gallery.js'), sources, async () => {
    const { buildGallery } = await import('../gallery/build.ts')
    await buildGallery(GALLERY_DIR)
  })
}
