/** The widget's languages, by the names of their files, and the type of their texts. */

/** English first: the language that others fall back to. */
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'pt', 'ja', 'zh', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

/** The base of a tag: `pt` for `pt-BR`. */
export const baseOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** The widget's language for a tag: `pt-BR` falls back to `pt`. Undefined for a language that the widget lacks. */
export const nearest = (tag: string): Language | undefined => LANGUAGES.find((each) => each === baseOf(tag))

/** The direction of a language's script. Knows more languages than the widget has, for operators' own texts. */
export const directionOf = (tag: string): 'ltr' | 'rtl' =>
  ['ar', 'fa', 'he', 'ps', 'ur'].includes(baseOf(tag)) ? 'rtl' : 'ltr'

/** A text whose `{name}`s are filled in. A message that counts has a form for each plural category of its language. */
export type Message = string | ({ readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string })
