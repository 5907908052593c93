/** Builds the gallery's two scripts into `dist/gallery` when a source has changed; run alone, it does just that. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from '../../widget/build/freshness.ts'
import { GALLERY_DIR, ROOT } from '../../widget/build/paths.ts'

const SOURCES = ['test/gallery', 'test/widget', 'widget/locales/languages.ts', 'worker/contract', 'package-lock.json']
const here = fileURLToPath(new URL('.', import.meta.url))

export async function buildGallery(): Promise<void> {
  const sources = SOURCES.map((path) => join(ROOT, path))
  await buildIfStale(join(GALLERY_DIR, 'gallery.js'), sources, async () => {
    // Loaded when needed: a start without changes can do without the bundler.
    const { build } = await import('vite')
    await build({
      root: here,
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      build: {
        target: 'es2023',
        outDir: GALLERY_DIR,
        emptyOutDir: true,
        modulePreload: false,
        minify: false,
        lib: { entry: { gallery: `${here}gallery-page.ts`, scene: `${here}scene-page.ts` }, formats: ['es'] },
        rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
      },
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildGallery()
