/** Finds an element's language: its own, an ancestor's, the page's, or else the visitor's; and watches for changes. */
import { nearest } from './languages.ts'

/** The trees around an element: its own root, and those of the shadow hosts around it. */
function* rootsOf(element: Element): Generator<Document | ShadowRoot> {
  for (let at: Element | undefined = element; at; ) {
    const root = at.getRootNode()
    if (root instanceof Document || root instanceof ShadowRoot) yield root
    at = root instanceof ShadowRoot ? root.host : undefined
  }
}

/** An element's language tag, as in `lang`. The page's language counts even if the widget doesn't have it. */
export function languageOf(element: Element): string {
  for (let at: Element | null = element; at; ) {
    const lang = at.closest('[lang]')?.getAttribute('lang')
    if (lang) return lang
    const root = at.getRootNode()
    at = root instanceof ShadowRoot ? root.host : null
  }
  return navigator.languages.find((tag) => nearest(tag)) ?? 'en'
}

/** The listeners of each tree, which has one observer however many elements listen. */
const watched = new WeakMap<Node, Set<() => void>>()

/** Calls `then` after any change of a `lang` in the trees around an element; returns what ends that. */
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
