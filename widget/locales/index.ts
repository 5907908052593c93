/** The studio's words in the language that is asked for, loaded when it is not there yet. */
import type { Catalogue } from './catalogue.ts'
import { nearest } from './languages.ts'
import { keeper } from './load.ts'
import { spokenTag, type Texts } from './texts.ts'
import { translator, type Words } from './translate.ts'

export type { Words }

/** A language is one file, one line here, and its name in `languages.ts`. */
const catalogueOf = keeper<Catalogue>({
  en: () => import('./en.ts').then(({ en }) => en),
  de: () => import('./de.ts').then(({ de }) => de),
  es: () => import('./es.ts').then(({ es }) => es),
  fr: () => import('./fr.ts').then(({ fr }) => fr),
  it: () => import('./it.ts').then(({ it }) => it),
  pt: () => import('./pt.ts').then(({ pt }) => pt),
  ja: () => import('./ja.ts').then(({ ja }) => ja),
  zh: () => import('./zh.ts').then(({ zh }) => zh),
  ar: () => import('./ar.ts').then(({ ar }) => ar),
})

/** Regional falls back to base, base to English. Numbers follow the words, so that a sentence is of one piece. */
export function wordsFor(lang: string, texts: readonly Texts[]): Words | Promise<Words> {
  const language = nearest(lang)
  const speak = (catalogue: Catalogue) => {
    try {
      return translator(spokenTag(texts, lang, language !== undefined), catalogue, texts)
    } catch {
      // Not a tag after all.
      return translator(language ?? 'en', catalogue, texts)
    }
  }
  const catalogue = catalogueOf(language ?? 'en')
  return catalogue instanceof Promise ? catalogue.then(speak) : speak(catalogue)
}
