/** Loads languages: each has a file of its own, which is loaded once, when an element first needs it. */
import type { Language } from './languages.ts'

/**
 * Milliseconds before the first retry; each retry waits twice as long, until the seventh. Ours. `client/back-off.ts` is no
 * part of the player's files, and its jitter is of no use for a few kilobytes from a cache.
 */
const FIRST_PAUSE_MS = 400
/** The retry after which pauses stop growing. */
const LONGEST_PAUSE_AT = 6

/** Imports the file of each language, which exports the words under the language's name. */
type Files<T> = { readonly [L in Language]: () => Promise<{ readonly [K in L]: T }> }

/**
 * Makes a loader that returns a loaded language at once, and else a promise. It retries for ever, and by turns with the
 * English file, since words in the wrong language are better than none.
 */
export function catalogueLoader<T>(files: Files<T>): (language: Language) => T | Promise<T> {
  const catalogues = new Map<Language, T | Promise<T>>()
  async function load(language: Language): Promise<T> {
    for (let tried = 0; ; tried += 1) {
      try {
        const from = tried % 2 ? 'en' : language
        const catalogue = ((await files[from]()) as Record<Language, T>)[from]
        catalogues.set(language, catalogue)
        return catalogue
      } catch {
        await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** Math.min(tried, LONGEST_PAUSE_AT)))
      }
    }
  }
  return (language) => {
    const present = catalogues.get(language) ?? load(language)
    catalogues.set(language, present)
    return present
  }
}
