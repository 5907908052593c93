/**
 * Which sites there are: a marker in R2 for each. An object's storage can't be looked at without leaving a file, and a
 * site id is a public name that anybody may invent, so nobody's object is woken before its marker was seen.
 */
import { PAGE_SIZE } from '../../contract/limits.ts'

/** A call away: one site's object. */
export type SiteStub = ReturnType<Env['SITES']['getByName']>

/** Ids seen by this isolate; a site's marker is written once and only goes with the whole site. */
const seen = new Set<string>()
/** Ids that an isolate remembers at most. Ours. */
const SEEN_MAX = 10_000

/** The site's object, or null where there is no such site. */
export async function findSite(env: Env, id: string): Promise<SiteStub | null> {
  if (!seen.has(id)) {
    if (!(await env.BUCKET.head(markerKey(id)))) return null
    if (seen.size >= SEEN_MAX) seen.clear()
    seen.add(id)
  }
  return env.SITES.getByName(id)
}

/** Notes that the site is there: before its object is written, and once more after that, should it just have been deleted. */
export async function registerSite(env: Env, id: string): Promise<SiteStub> {
  await env.BUCKET.put(markerKey(id), '')
  return env.SITES.getByName(id)
}

/** The site is there no longer. */
export async function unregisterSite(env: Env, id: string): Promise<void> {
  seen.delete(id)
  await env.BUCKET.delete(markerKey(id))
}

/** Ids of sites in their order, after this one; as many as one page takes, and whether there are more. */
export async function listSites(env: Env, after: string | null): Promise<{ ids: string[]; more: boolean }> {
  const startAfter = after === null ? {} : { startAfter: markerKey(after) }
  const { objects, truncated } = await env.BUCKET.list({ prefix: markerKey(''), limit: PAGE_SIZE, ...startAfter })
  return { ids: objects.map(({ key }) => key.slice(markerKey('').length)), more: truncated }
}

function markerKey(id: string): string {
  return `sites/${id}`
}
