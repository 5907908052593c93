/** A site's lists, newest first, a page at a time: a subject's generations and references, and all runs. */
import { CURSOR_PATTERN, PAGE_SIZE } from '../../contract/limits.ts'

/** One page of ids; `cursor` leads to the next page, null on the last. */
export type IdPage = { ids: string[]; cursor: string | null }

export type SiteRun = { generation: string; attempt: number; subject: string }
export type RunPage = { runs: SiteRun[]; cursor: string | null }

export const NO_PAGE: IdPage = { ids: [], cursor: null }

/** The lists of one subject; each query takes its name. */
const OF_SUBJECT = {
  generations: 'SELECT generation AS id, at, rowid AS row FROM claims WHERE gone = 0 AND subject = ?',
  references: "SELECT reference AS id, at, rowid AS row FROM uploads WHERE state != 'deleted' AND subject = ?",
}

/** One page of a subject's list; `cursor` is the one of the page before. */
export function idPage(sql: SqlStorage, of: keyof typeof OF_SUBJECT, subject: string, cursor: string | null): IdPage {
  const page = newest<{ id: string }>(sql, OF_SUBJECT[of], [subject], cursor)
  return { ids: page.rows.map(({ id }) => id), cursor: page.cursor }
}

/** One page of the runs in the ledger; `cursor` is the one of the page before. */
export function runPage(sql: SqlStorage, cursor: string | null): RunPage {
  const query = "SELECT generation, attempt, subject, at, rowid AS row FROM ledger WHERE kind = 'reserve'"
  const page = newest<SiteRun>(sql, query, [], cursor)
  const runs = page.rows.map(({ generation, attempt, subject }) => ({ generation, attempt, subject }))
  return { runs, cursor: page.cursor }
}

/** True when this site has ever reserved money for the generation. */
export function hasRun(sql: SqlStorage, generation: string): boolean {
  return sql.exec('SELECT 1 FROM ledger WHERE generation = ? LIMIT 1', generation).toArray().length > 0
}

/** The next page of a query that selects `at` and `row`. Rows of one millisecond keep their order by rowid. */
function newest<T>(sql: SqlStorage, query: string, values: SqlStorageValue[], cursor: string | null) {
  const [at, row] = CURSOR_PATTERN.test(cursor ?? '') ? (cursor as string).split('.').map(Number) : [2 ** 53, 0]
  const found = sql
    .exec<{ at: number; row: number }>(
      `${query} AND (at, rowid) < (?, ?) ORDER BY at DESC, rowid DESC LIMIT ?`,
      ...[...values, at ?? 0, row ?? 0, PAGE_SIZE + 1],
    )
    .toArray()
  const last = found.length > PAGE_SIZE ? found[PAGE_SIZE - 1] : undefined
  return { rows: found.slice(0, PAGE_SIZE) as T[], cursor: last ? `${last.at}.${last.row}` : null }
}
