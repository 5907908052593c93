/** What a subject has here, page by page, the newest first. */
import { CURSOR_PATTERN, PAGE_SIZE } from '../../contract/limits.ts'

/** One page of ids, newest first; `cursor` asks for the next. */
export type IdPage = { ids: string[]; cursor: string | null }

export const NO_PAGE: IdPage = { ids: [], cursor: null }

const LISTS = {
  generations: 'SELECT generation AS id, at, rowid AS row FROM (SELECT rowid, * FROM claims WHERE gone = 0)',
  references: "SELECT reference AS id, at, rowid AS row FROM (SELECT rowid, * FROM uploads WHERE state != 'deleted')",
}

export function idPage(sql: SqlStorage, of: keyof typeof LISTS, subject: string, cursor: string | null): IdPage {
  // Rows of one millisecond keep their order by rowid.
  const [at, row] = CURSOR_PATTERN.test(cursor ?? '') ? (cursor as string).split('.').map(Number) : [2 ** 53, 0]
  const rows = sql
    .exec<{ id: string; at: number; row: number }>(
      `${LISTS[of]} WHERE subject = ? AND (at, rowid) < (?, ?) ORDER BY at DESC, rowid DESC LIMIT ?`,
      subject,
      at ?? 0,
      row ?? 0,
      PAGE_SIZE + 1,
    )
    .toArray()
  const last = rows.length > PAGE_SIZE ? rows[PAGE_SIZE - 1] : undefined
  return { ids: rows.slice(0, PAGE_SIZE).map(({ id }) => id), cursor: last ? `${last.at}.${last.row}` : null }
}
