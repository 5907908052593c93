/** What a site's rows know of one subject, and how they forget it. */

/** Some of what a subject left, and whether that is all. */
export type Left = { generations: string[]; references: string[]; complete: boolean }

/** Generations (also those whose time is over) and references of the subject, `max` of each at most. */
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

/** Forgets these things of the subject; with the last of them, its name in the books and its keys too. */
export function eraseSubject(sql: SqlStorage, subject: string, { generations, references, complete }: Left): void {
  for (const id of generations) sql.exec('DELETE FROM claims WHERE subject = ? AND generation = ?', subject, id)
  for (const id of references) sql.exec('DELETE FROM uploads WHERE subject = ? AND reference = ?', subject, id)
  sql.exec('DELETE FROM idempotency WHERE subject = ?', subject)
  // The money stays in the books, and is nobody's any more.
  if (complete) sql.exec(`UPDATE ledger SET subject = '' WHERE subject = ?`, subject)
}
