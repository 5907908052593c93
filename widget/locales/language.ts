/** Which language an element speaks: its own, an ancestor's, or the page's; across shadow roots. */

export function languageOf(element: Element): string {
  for (let at: Element | null = element; at; ) {
    const lang = at.closest('[lang]')?.getAttribute('lang')
    if (lang) return lang
    const root = at.getRootNode()
    at = root instanceof ShadowRoot ? root.host : null
  }
  return 'en'
}
