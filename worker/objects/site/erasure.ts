/** The erasure of one subject from a site's rows. */

/** Things that a subject left; `complete` where that is all of them. */
export type Left = { generations: string[]; references: string[]; complete: boolean }

/** The subject's generations, expired ones included, and references: `max` of each at most. */
export function leftBy(sql: SqlStorage, subject: string, max: number): Left {
  const ids = (query: string) =>
    sql
      .exec<{ id: string }>(query, subject, max + 1)
      .toArray()
      .map(({ id }) => id)
  const generations = ids('SELECT generation AS id FROM claims WHERE subject = ? LIMIT ?')
  const references = ids('SELECT reference AS id FROM uploads WHERE subject = ? LIMIT ?')
  return {
    generations: generations.slice(0, max),
    references: references.slice(0, max),
    complete: generations.length <= max && references.length <= max,
  }
}

/** Deletes these things of the subject; with the last of them its name goes from the ledger too. */
export function eraseSubject(sql: SqlStorage, subject: string, { generations, references, complete }: Left): void {
  for (const id of generations) sql.exec('DELETE FROM claims WHERE subject = ? AND generation = ?', subject, id)
  for (const id of references) sql.exec('DELETE FROM uploads WHERE subject = ? AND reference = ?', subject, id)
  sql.exec('DELETE FROM idempotency WHERE subject = ?', subject)
  // The ledger keeps the money and forgets whose it was.
  if (complete) sql.exec(`UPDATE ledger SET subject = '' WHERE subject = ?`, subject)
}
