/** Brings languages: each is a file of its own, loaded when somebody speaks it, and kept. */
import type { Language } from './languages.ts'

/** Milliseconds before a file is asked for again, twice as long each time, up to six times. */
const AGAIN_MS = 400

/** The file of each language, which holds the words under the language's name. */
export type Files<T> = { readonly [L in Language]: () => Promise<{ readonly [K in L]: T }> }

/** Answers at once for what is there, else when it has come. A file that doesn't come is asked for again, by turns with English. */
export function catalogueLoader<T>(files: Files<T>): (language: Language) => T | Promise<T> {
  const kept = new Map<Language, T | Promise<T>>()
  async function bring(language: Language): Promise<T> {
    for (let tried = 0; ; tried += 1) {
      try {
        const from = tried % 2 ? 'en' : language
        const catalogue = ((await files[from]()) as Record<Language, T>)[from]
        kept.set(language, catalogue)
        return catalogue
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS * 2 ** Math.min(tried, 6)))
      }
    }
  }
  return (language) => {
    const present = kept.get(language) ?? bring(language)
    kept.set(language, present)
    return present
  }
}
