/** An operator's own texts in place of ours: an element's `texts`, then the page's JSON. */

import { warn } from '../warn.ts'
import type { MessageKey, PlayerKey } from './catalogue.ts'
import { baseOf } from './languages.ts'
import type { Message } from './message.ts'

/** Any texts of one language. */
export type OwnTexts = { readonly [key in MessageKey | PlayerKey]?: Message }

/** Texts for every language, or below a language's tag for that one: `{ "heading": …, "de": { "heading": … } }`. */
export type Texts = OwnTexts & { readonly [tag: string]: Message | OwnTexts | undefined }

/** A page writes its texts into `<script type="application/json" data-refreel-texts>`, which no policy forbids. */
export const TEXTS_SELECTOR = 'script[data-refreel-texts]'

/** Each script is read once. */
const read = new WeakMap<Element, Texts>()

/** What the page says for all elements; what is not JSON is told on the console and left out. */
export function pageTexts(): Texts[] {
  return [...document.querySelectorAll(TEXTS_SELECTOR)].map((script) => {
    let texts = read.get(script)
    try {
      texts ??= (JSON.parse(script.textContent ?? '') ?? {}) as Texts
    } catch (error) {
      texts = {}
      warn('the texts of this page are not JSON', error)
    }
    read.set(script, texts)
    return texts
  })
}

/** The first that says it wins; within one, the tag itself goes before its base, and that before every language. */
export function ownText(all: readonly Texts[], tag: string, key: string): Message | undefined {
  for (const texts of all) {
    for (const at of [texts[tag], texts[baseOf(tag)], texts]) {
      const found = (at as Readonly<Record<string, Message>> | undefined)?.[key]
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The tag whose rules hold: a language that is not there can be brought whole. */
export function localeTag(all: readonly Texts[], tag: string, there: boolean): string {
  const brought = all.some((texts) => typeof (texts[tag] ?? texts[baseOf(tag)]) === 'object')
  return there || brought ? tag : 'en'
}
