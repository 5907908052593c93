/** An element is defined when its words are there: until then the page's own rules reserve its space, and nothing jumps. */
import { languageOf } from '../locales/language.ts'

/** Waits for the words of the elements that stand on the page already; without them, later is better than never. */
export async function firstWords(tag: string, wordsFor: (lang: string, texts: readonly []) => unknown): Promise<void> {
  if (typeof document === 'undefined') return
  const spoken = new Set([...document.querySelectorAll(tag)].map(languageOf))
  await Promise.allSettled([...spoken].map((lang) => wordsFor(lang, [])))
}
