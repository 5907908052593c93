/** How the widget's files are made: the elements under their version, then the small loader that names them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'
import { chunkOf } from './chunks.ts'
import { shortenTemplates } from './shorten-templates.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

export { version }

/** Languages lie together, the player's few words beside them. */
const languageFolder = (file: string | null | undefined): string =>
  /\/locales\/(player\/)?\w+\.ts$/
    .exec(file ?? '')?.[0]
    .replace(/\w+\.ts$/, '')
    .slice(1) ?? ''

/** The names that the build gave to the files of both elements, below their version. */
export interface ElementFiles {
  studio: string
  player: string
}

/** Without the elements' names, the elements: they share chunks, so that Lit comes once. With them, the loader: one file. */
export function widgetConfig(outDir: string, files?: ElementFiles): InlineConfig {
  const entries = files ? ['loader'] : ['studio', 'player']
  return {
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: {
      __REFREEL_VERSION__: JSON.stringify(version),
      ...(files
        ? { __REFREEL_FILES__: JSON.stringify({ 'refreel-studio': files.studio, 'refreel-player': files.player }) }
        : {}),
    },
    // Only Lit's reactive-element.js imports a file by this name.
    resolve: {
      alias: [
        { find: /^\.\/css-tag\.js$/, replacement: fileURLToPath(new URL('../styles/css-tag.ts', import.meta.url)) },
      ],
    },
    plugins: [shortenTemplates()],
    build: {
      target: 'es2022',
      outDir: `${outDir}/refreel@${version}`,
      emptyOutDir: false,
      modulePreload: false,
      // As a library, dynamic imports stay as they are, without a helper that preloads.
      lib: { entry: Object.fromEntries(entries.map((name) => [name, `${root}${name}.ts`])), formats: ['es'] },
      rolldownOptions: {
        preserveEntrySignatures: 'allow-extension',
        output: {
          codeSplitting: files
            ? false
            : {
                groups: [{ name: (id) => chunkOf(id) ?? null, debugName: 'files' }],
                includeDependenciesRecursively: false,
              },
          minify: true,
          // What bundlers tell each other weighs as much as code.
          comments: false,
          // What the loader names may be kept for ever: another content has another name.
          entryFileNames: files ? 'refreel.js' : '[name]-[hash:6].js',
          chunkFileNames: ({ facadeModuleId }) => `${languageFolder(facadeModuleId)}[name]-[hash:6].js`,
        },
      },
    },
  }
}

export default widgetConfig(fileURLToPath(new URL('../../dist/public', import.meta.url)))
