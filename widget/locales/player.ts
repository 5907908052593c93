/** The player's few words in a language; their files are small, so that a page with players alone loads no studio's words. */
import type { PlayerCatalogue, PlayerKey } from './catalogue.ts'
import { directionOf, nearest } from './languages.ts'
import { catalogueLoader } from './load.ts'
import { localeTag, ownText, type Texts } from './texts.ts'

/** A player's words in one language. */
export interface PlayerWords {
  /** The words' language, as a `lang` attribute. */
  readonly lang: string
  /** The words' direction. */
  readonly dir: 'ltr' | 'rtl'
  (key: PlayerKey): string
}

const catalogueOf = catalogueLoader<PlayerCatalogue>({
  en: () => import('./player/en.ts'),
  de: () => import('./player/de.ts'),
  es: () => import('./player/es.ts'),
  fr: () => import('./player/fr.ts'),
  it: () => import('./player/it.ts'),
  pt: () => import('./player/pt.ts'),
  ja: () => import('./player/ja.ts'),
  zh: () => import('./player/zh.ts'),
  ar: () => import('./player/ar.ts'),
})

/** The words for a language tag: `pt-BR` falls back to `pt`, an unknown language to English. */
export function playerWords(tag: string, texts: readonly Texts[]): PlayerWords | Promise<PlayerWords> {
  const language = nearest(tag)
  const lang = localeTag(texts, tag, language !== undefined)
  const toWords = (catalogue: PlayerCatalogue): PlayerWords =>
    Object.assign((key: PlayerKey) => String(ownText(texts, lang, key) ?? catalogue[key]), {
      lang,
      dir: directionOf(lang),
    })
  const catalogue = catalogueOf(language ?? 'en')
  return catalogue instanceof Promise ? catalogue.then(toWords) : toWords(catalogue)
}
