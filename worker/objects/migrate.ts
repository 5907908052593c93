/** Brings an object's tables to their newest form; `PRAGMA user_version` is refused on the platform, so a table counts. */

/** Each step's statements, in order; a step that has been released is never edited. */
export type Migrations = readonly string[]

/** True when this object has ever been written to: an id that is only asked for gets no tables. */
export function hasTables(sql: SqlStorage): boolean {
  return sql.exec(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`).toArray().length > 0
}

/** Runs what is missing, in one go. */
export function migrate(storage: DurableObjectStorage, migrations: Migrations): void {
  storage.transactionSync(() => {
    const { sql } = storage
    sql.exec('CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY)')
    const { done } = sql.exec<{ done: number }>('SELECT count(*) AS done FROM migrations').one()
    for (const [index, statements] of migrations.entries()) {
      if (index < done) continue
      sql.exec(statements)
      sql.exec('INSERT INTO migrations (step) VALUES (?)', index)
    }
  })
}
