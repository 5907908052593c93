/** Migrates an object's tables. A table counts the steps: the platform refuses `PRAGMA user_version`. */

/** The SQL of each step, in order. A released step is never edited. */
export type Migrations = readonly string[]

/** True once this object was written to: reading an unknown id creates no tables. */
export function hasTables(sql: SqlStorage): boolean {
  return sql.exec(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`).toArray().length > 0
}

/** Runs the steps that are missing, in one transaction. */
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
