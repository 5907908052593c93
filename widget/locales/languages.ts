/** The languages that are there, by the names of their files. */

export const LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'pt', 'ja', 'zh', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

/** `pt-BR` as `pt`. */
export const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** Regional falls back to base. Undefined where there is none. */
export const nearest = (tag: string): Language | undefined => LANGUAGES.find((each) => each === baseOf(tag))

/** How a language is written. Operators may bring languages of their own, so more are known than are there. */
export const directionOf = (tag: string): 'ltr' | 'rtl' =>
  ['ar', 'fa', 'he', 'ps', 'ur'].includes(baseOf(tag)) ? 'rtl' : 'ltr'
