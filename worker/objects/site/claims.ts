/** Whose generation it is: the lists of a site's subjects, which outlive what is on them. */

/** Puts it on a subject's list; again for the same one brings it back to life. */
export function claim(sql: SqlStorage, subject: string, generation: string, now: number): void {
  sql.exec(
    'INSERT INTO claims (subject, generation, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET gone = 0',
    subject,
    generation,
    now,
  )
}

/** Takes it off a subject's list; false where it wasn't on it. */
export function unclaim(sql: SqlStorage, subject: string, generation: string): boolean {
  return sql.exec('DELETE FROM claims WHERE subject = ? AND generation = ?', subject, generation).rowsWritten > 0
}

/** Takes it off every list. */
export function forgetClaims(sql: SqlStorage, generation: string): void {
  sql.exec('UPDATE claims SET gone = 1 WHERE generation = ?', generation)
}

/** True when somebody has asked for it. */
export function isClaimed(sql: SqlStorage, generation: string): boolean {
  return sql.exec('SELECT 1 FROM claims WHERE generation = ? AND gone = 0', generation).toArray().length > 0
}
