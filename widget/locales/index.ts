/** The studio's words in the language that is asked for, loaded when it is not there yet. */
import type { Catalogue } from './catalogue.ts'
import { nearest } from './languages.ts'
import { catalogueLoader } from './load.ts'
import { localeTag, type Texts } from './texts.ts'
import { translator, type Words } from './translate.ts'

export type { Words }

/** A language is one file, one line here, and its name in `languages.ts`. */
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

/** Regional falls back to base, base to English. Numbers follow the words, so that a sentence is of one piece. */
export function wordsFor(lang: string, texts: readonly Texts[]): Words | Promise<Words> {
  const language = nearest(lang)
  const toWords = (catalogue: Catalogue) => {
    try {
      return translator(localeTag(texts, lang, language !== undefined), catalogue, texts)
    } catch {
      // Not a tag after all.
      return translator(language ?? 'en', catalogue, texts)
    }
  }
  const catalogue = catalogueOf(language ?? 'en')
  return catalogue instanceof Promise ? catalogue.then(toWords) : toWords(catalogue)
}
