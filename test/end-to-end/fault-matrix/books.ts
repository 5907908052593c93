/** Reads the site's ledger from the disk, while the Worker is dead and holds no lock. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type LedgerRow = { generation: string; attempt: number; kind: 'reserve' | 'settle' | 'release'; micros: number }

/** All rows of one site's ledger, in the order in which they were written. */
export function readLedger(stateDir: string, site: string): LedgerRow[] {
  const isOurs = (database: DatabaseSync) => {
    const row = database.prepare('SELECT record FROM site').get()
    return row !== undefined && JSON.parse(String(row.record)).id === site
  }
  const query = 'SELECT generation, attempt, kind, micros FROM ledger ORDER BY at, rowid'
  return find(stateDir, 'ledger', isOurs, (database) => database.prepare(query).all() as unknown as LedgerRow[]) ?? []
}

/** A Generation object's row of its newest attempt, to look into a run that went wrong. */
export function readAttempt(stateDir: string, generation: string): Record<string, unknown> | undefined {
  const isOurs = (database: DatabaseSync) => database.prepare('SELECT id FROM request').get()?.id === generation
  return find(stateDir, 'attempts', isOurs, (database) =>
    database.prepare('SELECT * FROM attempts ORDER BY number DESC').get(),
  )
}

/** Finds the database that is meant among those of all objects with this table. */
function find<Found>(
  stateDir: string,
  table: string,
  isOurs: (database: DatabaseSync) => boolean,
  read: (database: DatabaseSync) => Found,
): Found | undefined {
  const folder = join(stateDir, 'worker', 'do')
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.sqlite') || path.endsWith('metadata.sqlite')) continue
    const database = new DatabaseSync(join(folder, path), { readOnly: true })
    try {
      const hasTable = database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table)
      if (hasTable && isOurs(database)) return read(database)
    } finally {
      database.close()
    }
  }
  return undefined
}

/** The highest sum of reserved and charged money at any time. */
export function highestSpent(rows: readonly LedgerRow[]): number {
  let spent = 0
  return rows.reduce((highest, { micros }) => {
    spent += micros
    return Math.max(highest, spent)
  }, 0)
}
