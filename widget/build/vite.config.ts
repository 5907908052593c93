/** Vite's configuration: first the elements below their version, then the loader, which names their files. */
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

/** The folder of a language's file: `locales/` or `locales/player/`. */
const languageFolder = (file: string | null | undefined): string =>
  /\/locales\/(player\/)?\w+\.ts$/
    .exec(file ?? '')?.[0]
    .replace(/\w+\.ts$/, '')
    .slice(1) ?? ''

/** Each element's file, relative to the version's folder, as the build named the file. */
export interface ElementFiles {
  studio: string
  player: string
}

/** Without `files`, the configuration of the elements, which share chunks, so that Lit is loaded once. With `files`, the one of the loader. */
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
      // A library's dynamic imports get no helper that preloads.
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
          // Annotations for other bundlers weigh as much as code.
          comments: false,
          // Browsers may cache these files for ever: their names change with their content.
          entryFileNames: files ? 'refreel.js' : '[name]-[hash:6].js',
          chunkFileNames: ({ facadeModuleId }) => `${languageFolder(facadeModuleId)}[name]-[hash:6].js`,
        },
      },
    },
  }
}

export default widgetConfig(fileURLToPath(new URL('../../dist/public', import.meta.url)))
