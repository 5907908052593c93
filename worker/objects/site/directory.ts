/**
 * The directory of sites: a marker in R2 for each. Looking into an object creates its file, and anybody can invent a
 * site id, so no Site object is called before its marker was found.
 */
import { PAGE_SIZE } from '../../contract/limits.ts'

/** The stub of a Site object. */
type SiteStub = ReturnType<Env['SITES']['getByName']>

/** Ids whose marker this isolate has seen; a marker goes only with its site. */
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

/** Writes the site's marker: before the object's first write, and again after it in case a deletion ran in between. */
export async function registerSite(env: Env, id: string): Promise<SiteStub> {
  await env.BUCKET.put(markerKey(id), '')
  return env.SITES.getByName(id)
}

/** Deletes the site's marker. */
export async function unregisterSite(env: Env, id: string): Promise<void> {
  seen.delete(id)
  await env.BUCKET.delete(markerKey(id))
}

/** One page of site ids in order, after this one; and whether more follow. */
export async function listSites(env: Env, after: string | null): Promise<{ ids: string[]; more: boolean }> {
  const startAfter = after === null ? {} : { startAfter: markerKey(after) }
  const { objects, truncated } = await env.BUCKET.list({ prefix: markerKey(''), limit: PAGE_SIZE, ...startAfter })
  return { ids: objects.map(({ key }) => key.slice(markerKey('').length)), more: truncated }
}

function markerKey(id: string): string {
  return `sites/${id}`
}
