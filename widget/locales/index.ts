/** The languages that are there, and which one an element speaks. */
import type { Catalogue } from './catalogue.ts'
import { en } from './en.ts'
import { translator, type Words } from './translate.ts'

export { languageOf } from './language.ts'
export type { Words }

/** A language is one file and one line here. */
const CATALOGUES: Readonly<Record<string, Catalogue>> = { en }

const made = new Map<string, Words>()

/** Regional falls back to base, base to English. */
export function wordsFor(lang: string): Words {
  const base = lang.toLowerCase().split('-')[0] ?? 'en'
  const catalogue = CATALOGUES[base]
  // Numbers follow the words: German dates in an English sentence help nobody.
  const tag = catalogue ? lang : 'en'
  let words = made.get(tag)
  if (!words) {
    try {
      words = translator(tag, catalogue ?? en)
    } catch {
      words = translator('en', en)
    }
    made.set(tag, words)
  }
  return words
}
