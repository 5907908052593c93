/** The few words of the shells, in every language; the build takes only these from the language files. */
import * as ar from '../locales/ar.ts'
import * as de from '../locales/de.ts'
import * as en from '../locales/en.ts'
import * as es from '../locales/es.ts'
import * as fr from '../locales/fr.ts'
import * as it from '../locales/it.ts'
import * as ja from '../locales/ja.ts'
import { directionOf, type Language, nearest } from '../locales/languages.ts'
import * as arPlayer from '../locales/player/ar.ts'
import * as dePlayer from '../locales/player/de.ts'
import * as enPlayer from '../locales/player/en.ts'
import * as esPlayer from '../locales/player/es.ts'
import * as frPlayer from '../locales/player/fr.ts'
import * as itPlayer from '../locales/player/it.ts'
import * as jaPlayer from '../locales/player/ja.ts'
import * as ptPlayer from '../locales/player/pt.ts'
import * as zhPlayer from '../locales/player/zh.ts'
import * as pt from '../locales/pt.ts'
import * as zh from '../locales/zh.ts'

const WORDS: { readonly [language in Language]: readonly string[] } = {
  en: [en.heading, en.choose, enPlayer.play],
  de: [de.heading, de.choose, dePlayer.play],
  es: [es.heading, es.choose, esPlayer.play],
  fr: [fr.heading, fr.choose, frPlayer.play],
  it: [it.heading, it.choose, itPlayer.play],
  pt: [pt.heading, pt.choose, ptPlayer.play],
  ja: [ja.heading, ja.choose, jaPlayer.play],
  zh: [zh.heading, zh.choose, zhPlayer.play],
  ar: [ar.heading, ar.choose, arPlayer.play],
}

export interface ShellWords {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly heading: string
  readonly choose: string
  readonly play: string
}

/** A regional language falls back to its base language, then to English, as in the elements. */
export function shellWords(tag: string): ShellWords {
  const language = nearest(tag) ?? 'en'
  const [heading = '', choose = '', play = ''] = WORDS[language]
  return { lang: language, dir: directionOf(language), heading, choose, play }
}
