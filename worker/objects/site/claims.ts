/**
 * The lists of a site's subjects: which generations each has asked for. Rows outlive their generations, so that a
 * subject can be erased.
 */
import { unhideVideos } from './hidden.ts'

/** Puts a generation on a subject's list; one that had expired returns to it. */
export function claim(sql: SqlStorage, subject: string, generation: string, now: number): void {
  sql.exec(
    'INSERT INTO claims (subject, generation, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET gone = 0',
    subject,
    generation,
    now,
  )
}

/** Takes a generation off a subject's list; false where the list didn't have it. */
export function unclaim(sql: SqlStorage, subject: string, generation: string): boolean {
  return sql.exec('DELETE FROM claims WHERE subject = ? AND generation = ?', subject, generation).rowsWritten > 0
}

/** Takes a generation off every list, and its video off the private ones. */
export function forgetGeneration(sql: SqlStorage, generation: string): void {
  sql.exec('UPDATE claims SET gone = 1 WHERE generation = ?', generation)
  unhideVideos(sql, generation)
}

/** True while a subject's list has the generation. */
export function isClaimed(sql: SqlStorage, generation: string): boolean {
  return sql.exec('SELECT 1 FROM claims WHERE generation = ? AND gone = 0', generation).toArray().length > 0
}
