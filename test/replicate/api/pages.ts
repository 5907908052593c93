/** Pages of a list, newest first, with cursors in the form of the API's `next` and `previous`. */

const PAGE_SIZE = 100

export type Page<Item> = { next: string | null; previous: string | null; results: Item[] }

/**
 * The page that the address asks for. Its neighbours' addresses point at Replicate, as real ones do.
 * A cursor names the sequence number that the page lies before (older) or after (newer).
 */
export function pageOf<Item extends { sequence: number }>(newestFirst: Item[], url: URL, size = PAGE_SIZE): Page<Item> {
  const [direction, limit] = readCursor(url)
  let results: Item[]
  if (direction === 'newer') {
    results = newestFirst.filter(({ sequence }) => sequence > limit).slice(-size)
  } else {
    results = newestFirst.filter(({ sequence }) => sequence < limit).slice(0, size)
  }
  const first = results[0]?.sequence ?? 0
  const last = results.at(-1)?.sequence ?? 0
  const newest = newestFirst[0]?.sequence ?? 0
  const oldest = newestFirst.at(-1)?.sequence ?? 0
  return {
    next: last > oldest ? pageUrl(url, `older:${last}`) : null,
    previous: first > 0 && first < newest ? pageUrl(url, `newer:${first}`) : null,
    results,
  }
}

function readCursor(url: URL): ['older' | 'newer', number] {
  const text = Buffer.from(url.searchParams.get('cursor') ?? '', 'base64url').toString()
  const [, direction, sequence] = /^(older|newer):(\d+)$/.exec(text) ?? []
  return direction === 'newer' ? ['newer', Number(sequence)] : ['older', sequence ? Number(sequence) : Infinity]
}

function pageUrl(url: URL, cursor: string): string {
  const page = new URL(url.pathname + url.search, 'https://api.replicate.com')
  page.searchParams.set('cursor', Buffer.from(cursor).toString('base64url'))
  return page.href
}
