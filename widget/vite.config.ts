/** How the widget's files are made: a small loader, and beside it the elements under their version. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { InlineConfig, Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

export { version }

/** Style sheets as short as they can be said; what `css` templates hold is no module that a minifier would see. */
const shortCss = (css: string): string =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;\}/g, '}')
    .trim()

/** Indentation inside templates is weight without meaning; after minifying, lines break nowhere else. */
function trimTemplates(): Plugin {
  return {
    name: 'trim-templates',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/widget/') || !code.includes('css`')) return null
      return { code: code.replace(/css`([^`]*)`/g, (_, css: string) => `css\`${shortCss(css)}\``), map: null }
    },
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replace(/\n\s+/g, '\n')
      }
    },
  }
}

/** Languages lie together, the player's few words beside them. */
const languageFolder = (file: string | null | undefined): string =>
  /\/locales\/(player\/)?\w+\.ts$/
    .exec(file ?? '')?.[0]
    .replace(/\w+\.ts$/, '')
    .slice(1) ?? ''

/** The loader stands alone, so that it is one file; the elements share chunks, so that Lit comes once. */
export function widgetConfig(outDir: string, part: 'loader' | 'elements'): InlineConfig {
  const loader = part === 'loader'
  const entries = loader ? ['loader'] : ['index', 'studio', 'player']
  return {
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { __REFREEL_VERSION__: JSON.stringify(version) },
    plugins: [trimTemplates()],
    build: {
      target: 'es2022',
      outDir: loader ? outDir : `${outDir}/refreel@${version}`,
      emptyOutDir: false,
      modulePreload: false,
      // As a library, dynamic imports stay as they are, without a helper that preloads.
      lib: { entry: Object.fromEntries(entries.map((name) => [name, `${root}${name}.ts`])), formats: ['es'] },
      rolldownOptions: {
        output: {
          minify: true,
          entryFileNames: loader ? 'refreel.js' : '[name].js',
          chunkFileNames: ({ facadeModuleId }) => `${languageFolder(facadeModuleId)}[name]-[hash].js`,
        },
      },
    },
  }
}

export default widgetConfig(fileURLToPath(new URL('../dist/public', import.meta.url)), 'elements')
