/** What a visitor's browser remembers of one endpoint and site. Where storage is refused, it lasts as long as the page. */

/** The names that are remembered, each under a storage key of its own. */
type MemoryName = 'renewal' | 'generation' | 'pending' | 'uploads' | 'removals' | 'draft'

/** A small storage of texts. */
export interface Memory {
  /** Undefined if nothing is remembered under this name. */
  get(name: MemoryName): string | undefined
  /** Never throws. `undefined` removes the value. */
  set(name: MemoryName, value: string | undefined): void
}

/** Undefined where the browser refuses storage: in sandboxed frames, and with cookies blocked. */
function browserStorage(which: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[which]
  } catch {
    return undefined
  }
}

/** Names that belong to one studio of one page. */
const PER_PLACE: readonly MemoryName[] = ['generation', 'pending']

/**
 * Keys are `refreel:<endpoint>:<site>:<name>`, so that two sites on one page stay apart. For the names of one studio
 * `place` replaces the site.
 */
export function createMemory(
  endpoint: string,
  site: string,
  storage = browserStorage('localStorage'),
  place = site,
): Memory {
  const page = new Map<MemoryName, string>()
  const key = (name: MemoryName) => `refreel:${endpoint}:${PER_PLACE.includes(name) ? place : site}:${name}`
  return {
    get(name) {
      try {
        return page.get(name) ?? storage?.getItem(key(name)) ?? undefined
      } catch {
        return undefined
      }
    },
    set(name, value) {
      page.delete(name)
      try {
        if (value === undefined) storage?.removeItem(key(name))
        else if (storage) storage.setItem(key(name), value)
        else page.set(name, value)
      } catch {
        // The storage is full or forbidden: the page's own memory takes the value.
        if (value !== undefined) page.set(name, value)
      }
    },
  }
}

/** Query parameters that advertisements and mails add: they don't make another page. */
const TRACKERS = /^(utm_|gad_|mc_|_)|(clk?id|[gw]braid)$/

/** The place of one studio: its page with the query, and the studio's name on that page. */
function placeOf(site: string, element: string): string {
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => !TRACKERS.test(name)).sort()
  return `${site}:${location.pathname}${asked.map((each) => `?${each}`)}#${element}`
}

/** A memory that lasts as long as the tab, of one studio. */
export function createPageMemory(endpoint: string, site: string, element: string): Memory {
  return createMemory(endpoint, placeOf(site, element), browserStorage('sessionStorage'))
}

/** A site's memory in which each studio has its own run: a page must not show another page's video. */
export function createStudioMemory(endpoint: string, site: string, element: string): Memory {
  return createMemory(endpoint, site, undefined, placeOf(site, element))
}
