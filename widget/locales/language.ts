/** Which language an element speaks: its own, an ancestor's, the page's, or else the visitor's; and when that changes. */
import { nearest } from './languages.ts'

/** Where the next ancestor is looked for: the tree around, across shadow roots. */
function* rootsOf(element: Element): Generator<Document | ShadowRoot> {
  for (let at: Element | undefined = element; at; ) {
    const root = at.getRootNode()
    if (root instanceof Document || root instanceof ShadowRoot) yield root
    at = root instanceof ShadowRoot ? root.host : undefined
  }
}

/** A tag as in `lang`; what the page says counts, also where it is a language that is not there. */
export function languageOf(element: Element): string {
  for (let at: Element | null = element; at; ) {
    const lang = at.closest('[lang]')?.getAttribute('lang')
    if (lang) return lang
    const root = at.getRootNode()
    at = root instanceof ShadowRoot ? root.host : null
  }
  return navigator.languages.find((tag) => nearest(tag)) ?? 'en'
}

/** One observer a tree, however many elements listen. */
const watched = new WeakMap<Node, Set<() => void>>()

/** Calls `then` after any `lang` around the element has changed; the answer stops that. */
export function watchLanguage(element: Element, then: () => void): () => void {
  const sets = [...rootsOf(element)].map((root) => {
    let listeners = watched.get(root)
    if (!listeners) {
      const fresh = new Set<() => void>()
      listeners = fresh
      watched.set(root, fresh)
      new MutationObserver(() => {
        for (const each of [...fresh]) each()
      }).observe(root, { attributes: true, attributeFilter: ['lang'], subtree: true })
    }
    listeners.add(then)
    return listeners
  })
  return () => {
    for (const listeners of sets) listeners.delete(then)
  }
}
