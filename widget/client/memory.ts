/** What a visitor's browser keeps for one endpoint and site; where storage is refused, it lasts as long as the page. */

/** The few names that are kept, each on its own key. */
export type MemoryName = 'renewal' | 'generation' | 'uploads' | 'removals' | 'draft'

export interface Memory {
  get(name: MemoryName): string | undefined
  set(name: MemoryName, value: string | undefined): void
}

/** Storage throws in sandboxed frames and with cookies blocked: reading it is a try of its own. */
function browserStorage(which: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[which]
  } catch {
    return undefined
  }
}

/** Keys are `refreel:<endpoint>:<site>:<name>`, so that two sites on one page don't meet. */
export function createMemory(endpoint: string, site: string, storage = browserStorage('localStorage')): Memory {
  const page = new Map<MemoryName, string>()
  const key = (name: MemoryName) => `refreel:${endpoint}:${site}:${name}`
  return {
    get(name) {
      try {
        return storage?.getItem(key(name)) ?? page.get(name)
      } catch {
        return page.get(name)
      }
    },
    set(name, value) {
      if (value === undefined) page.delete(name)
      else page.set(name, value)
      try {
        if (value === undefined) storage?.removeItem(key(name))
        else storage?.setItem(key(name), value)
      } catch {
        // Full or forbidden: the page's own memory has it.
      }
    },
  }
}

/** What lasts as long as the tab, apart for each page and for each element with an id. */
export function createPageMemory(endpoint: string, site: string, element: string): Memory {
  const place = `${globalThis.location?.pathname ?? ''}#${element}`
  return createMemory(endpoint, `${site}:${place}`, browserStorage('sessionStorage'))
}
