/** Builds the gallery's two scripts from TypeScript, as any page would its own. */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

export async function buildGallery(outDir: string): Promise<void> {
  await build({
    root: here,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      target: 'es2023',
      outDir,
      emptyOutDir: true,
      modulePreload: false,
      minify: false,
      lib: { entry: { gallery: `${here}gallery-page.ts`, scene: `${here}scene-page.ts` }, formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
    },
  })
}
