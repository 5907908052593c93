/** What a visitor's browser keeps for one endpoint and site; where storage is refused, it lasts as long as the page. */

/** The few names that are kept, each on its own key. */
export type MemoryName = 'renewal' | 'generation' | 'pending' | 'uploads' | 'removals' | 'draft'

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

/** What belongs to one place on one page. */
const OF_PLACE: readonly MemoryName[] = ['generation', 'pending']

/** Keys are `refreel:<endpoint>:<site>:<name>`, so that two sites on one page don't meet; a run is kept for its place. */
export function createMemory(
  endpoint: string,
  site: string,
  storage = browserStorage('localStorage'),
  place = site,
): Memory {
  const page = new Map<MemoryName, string>()
  const key = (name: MemoryName) => `refreel:${endpoint}:${OF_PLACE.includes(name) ? place : site}:${name}`
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
        // Full or forbidden: the page's own memory has it.
        if (value !== undefined) page.set(name, value)
      }
    },
  }
}

/** What advertisements and mails add to an address says nothing of the page. */
const TRACKERS = /^(utm_|gad_|mc_|_)|(clk?id|[gw]braid)$/

/** Each page has a place of its own, also where pages differ by what they are asked with, and so has each element with an id. */
function placeOf(site: string, element: string): string {
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => !TRACKERS.test(name)).sort()
  return `${site}:${location.pathname}${asked.map((each) => `?${each}`)}#${element}`
}

/** What lasts as long as the tab, apart for each place. */
export function createPageMemory(endpoint: string, site: string, element: string): Memory {
  return createMemory(endpoint, placeOf(site, element), browserStorage('sessionStorage'))
}

/** A site's memory, but for the run: one page's video is not another's. */
export function createStudioMemory(endpoint: string, site: string, element: string): Memory {
  return createMemory(endpoint, site, undefined, placeOf(site, element))
}
