/** Texts of the page's own in place of the widget's: an element's `texts` first, then the page's JSON. */
import { warn } from '../warn.ts'
import type { MessageKey, PlayerKey } from './catalogue.ts'
import type { Message } from './languages.ts'
import { baseOf } from './languages.ts'

/** Texts of one language, by their keys. */
type OwnTexts = { readonly [key in MessageKey | PlayerKey]?: Message }

/** Texts for every language, and below a tag those for one language: `{ "heading": …, "de": { "heading": … } }`. */
export type Texts = OwnTexts & { readonly [tag: string]: Message | OwnTexts | undefined }

/** The page's texts: `<script type="application/json" data-refreel-texts>`, which no content security policy forbids. */
export const TEXTS_SELECTOR = 'script[data-refreel-texts]'

/** The parsed texts of each script. */
const parsed = new WeakMap<Element, Texts>()

/** The page's texts for all elements. A script that is not JSON is left out, with a warning on the console. */
export function pageTexts(): Texts[] {
  return [...document.querySelectorAll(TEXTS_SELECTOR)].map((script) => {
    let texts = parsed.get(script)
    try {
      texts ??= (JSON.parse(script.textContent ?? '') ?? {}) as Texts
    } catch (error) {
      texts = {}
      warn('the texts of this page are not JSON', error)
    }
    parsed.set(script, texts)
    return texts
  })
}

/** The own text for a key: the first of `all` that has one. In each, the tag precedes its base, and the base precedes all languages. */
export function ownText(all: readonly Texts[], tag: string, key: string): Message | undefined {
  for (const texts of all) {
    for (const at of [texts[tag], texts[baseOf(tag)], texts]) {
      const found = (at as Readonly<Record<string, Message>> | undefined)?.[key]
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The tag for plurals and numbers: `tag` if the widget (`known`) or an own text has that language, else English. */
export function localeTag(all: readonly Texts[], tag: string, known: boolean): string {
  const own = all.some((texts) => typeof (texts[tag] ?? texts[baseOf(tag)]) === 'object')
  return known || own ? tag : 'en'
}
