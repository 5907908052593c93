/** Shortens style sheets and markup inside template literals, which no minifier of JavaScript touches. */
import type { Plugin } from 'vite'

/**
 * Drops comments and all whitespace that CSS doesn't need. The expressions know no CSS: quoted strings lose their spaces
 * around punctuation too, and `a * b` as a selector would become `a*b`. Ours have neither; a test holds every template.
 */
export const shortCss = (css: string): string =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/ ([>*/]) /g, '$1')
    .replace(/(?<=[ (,:])0\./g, '.')
    .replace(/: /g, ':')
    .replace(/;\}/g, '}')
    .trim()

/** Finds the templates; the backtick before the tag in a comment, such as the one on `shortCss`, rules comments out. */
export const CSS_TEMPLATE = /(?<![`\w])css`([^`]*)`/g

/** Drops the indentation of templates. The minifier puts no line breaks into code, so that every one left stands in a template. */
export const trimLines = (code: string): string => code.replace(/\n\s+/g, '\n')

/** The plugin of the build: short style sheets in every module, short markup in every file. */
export function shortenTemplates(): Plugin {
  return {
    name: 'shorten-templates',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/widget/') || !code.includes('css`')) return null
      return { code: code.replace(CSS_TEMPLATE, (_, css: string) => `css\`${shortCss(css)}\``), map: null }
    },
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = trimLines(file.code)
      }
    },
  }
}
