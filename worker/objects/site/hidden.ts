/** Videos that the operator has made private: they play at signed addresses only, whatever the site's playback is. */

/**
 * Private videos of one site at most: every isolate keeps the list. Beyond that, the site's playback can be signed as a
 * whole.
 */
const HIDDEN_MAX = 1_000

/** Makes a video private; false where HIDDEN_MAX others are. */
export function hideVideo(sql: SqlStorage, video: string, generation: string): boolean {
  const { others } = sql.exec<{ others: number }>('SELECT count(*) AS others FROM hidden WHERE video != ?', video).one()
  if (others >= HIDDEN_MAX) return false
  sql.exec('INSERT INTO hidden (video, generation) VALUES (?, ?) ON CONFLICT DO NOTHING', video, generation)
  return true
}

/** Makes the generation's videos as public as the site's others. */
export function unhideVideos(sql: SqlStorage, generation: string): void {
  sql.exec('DELETE FROM hidden WHERE generation = ?', generation)
}

/** The ids of all private videos. */
export function hiddenVideos(sql: SqlStorage): string[] {
  return sql
    .exec<{ video: string }>('SELECT video FROM hidden')
    .toArray()
    .map(({ video }) => video)
}
