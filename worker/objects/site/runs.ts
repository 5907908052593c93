/** The runs of a site as its ledger knows them: newest first, a page at a time. */
import { PAGE_SIZE } from '../../contract/limits.ts'

export type SiteRun = { generation: string; attempt: number; subject: string }
export type RunPage = { runs: SiteRun[]; cursor: string | null }

/** One page; `cursor` as the page before gave it. */
export function runPage(sql: SqlStorage, cursor: string | null): RunPage {
  const [at = 2 ** 53, row = 0] = cursor === null ? [] : cursor.split('.').map(Number)
  const rows = sql
    .exec<SiteRun & { at: number; row: number }>(
      `SELECT generation, attempt, subject, at, rowid AS row FROM ledger
       WHERE kind = 'reserve' AND (at, rowid) < (?, ?) ORDER BY at DESC, rowid DESC LIMIT ?`,
      at,
      row,
      PAGE_SIZE + 1,
    )
    .toArray()
  const last = rows.length > PAGE_SIZE ? rows[PAGE_SIZE - 1] : undefined
  return {
    runs: rows.slice(0, PAGE_SIZE).map(({ generation, attempt, subject }) => ({ generation, attempt, subject })),
    cursor: last ? `${last.at}.${last.row}` : null,
  }
}

/** True when this site has ever reserved money for the generation. */
export function hasRun(sql: SqlStorage, generation: string): boolean {
  return sql.exec('SELECT 1 FROM ledger WHERE generation = ? LIMIT 1', generation).toArray().length > 0
}
