/** The studio's words in a language, whose file is loaded when it is first needed. */
import type { Catalogue } from './catalogue.ts'
import { nearest } from './languages.ts'
import { catalogueLoader } from './load.ts'
import { localeTag, type Texts } from './texts.ts'
import { translator, type Words } from './translate.ts'

export type { Words }

/** A new language needs its file, a line here and in `player.ts`, and its name in `languages.ts`. */
const catalogueOf = catalogueLoader<Catalogue>({
  en: () => import('./en.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  it: () => import('./it.ts'),
  pt: () => import('./pt.ts'),
  ja: () => import('./ja.ts'),
  zh: () => import('./zh.ts'),
  ar: () => import('./ar.ts'),
})

/**
 * The words for a language tag: `pt-BR` falls back to `pt`, and an unknown language to English. Numbers are formatted for
 * the language of the words, so that no sentence mixes two. `texts` replace words, the first ones first.
 */
export function wordsFor(lang: string, texts: readonly Texts[]): Words | Promise<Words> {
  const language = nearest(lang)
  const toWords = (catalogue: Catalogue) => {
    try {
      return translator(localeTag(texts, lang, language !== undefined), catalogue, texts)
    } catch {
      // `Intl` threw, because the page's `lang` is no valid tag.
      return translator(language ?? 'en', catalogue, texts)
    }
  }
  const catalogue = catalogueOf(language ?? 'en')
  return catalogue instanceof Promise ? catalogue.then(toWords) : toWords(catalogue)
}
