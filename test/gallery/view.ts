/** How a state is looked at: language, direction, colours, size and brand; said in an address, worn by a page. */
import { directionOf, LANGUAGES } from '../../widget/locales/languages.ts'

/** The choices that an address can make; the first value of each is the default. */
export const CHOICES = {
  lang: LANGUAGES,
  dir: ['auto', 'ltr', 'rtl'],
  scheme: ['light', 'dark'],
  width: ['375', '320', '768', '1280', '1600', 'fluid'],
  text: ['100', '200'],
  brand: ['none', 'portfolio', 'ember', 'violet'],
} as const

export type View = { [name in keyof typeof CHOICES]: (typeof CHOICES)[name][number] }

/** Reads an address's query; what it doesn't know it leaves as it is by default. */
export function readView(search: string): View {
  const query = new URLSearchParams(search)
  return Object.fromEntries(
    Object.entries(CHOICES).map(([name, values]: [string, readonly string[]]) => [
      name,
      values.find((value) => value === query.get(name)) ?? values[0],
    ]),
  ) as View
}

/** The query that `readView` reads, without the choices that are defaults. */
export function writeView(view: View): URLSearchParams {
  const chosen = Object.entries(view).filter(([name, value]) => value !== CHOICES[name as keyof View][0])
  return new URLSearchParams(chosen)
}

/** A page wears a view; style sheets do the rest. */
export function dress(root: HTMLElement, { lang, dir, scheme, text, brand }: View): void {
  root.lang = lang
  root.dir = dir === 'auto' ? directionOf(lang) : dir
  Object.assign(root.dataset, { scheme, text, brand })
}
