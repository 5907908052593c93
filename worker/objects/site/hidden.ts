/** Videos that the operator has made private: played at signed addresses only, also where the site's others are public. */

/** Videos of one site: so many that every isolate can keep the list. Who hides more has the site's playback signed. */
export const HIDDEN_MAX = 1_000

/** False where as many as may be are hidden already. */
export function hideVideo(sql: SqlStorage, video: string, generation: string): boolean {
  const { others } = sql.exec<{ others: number }>('SELECT count(*) AS others FROM hidden WHERE video != ?', video).one()
  if (others >= HIDDEN_MAX) return false
  sql.exec('INSERT INTO hidden (video, generation) VALUES (?, ?) ON CONFLICT DO NOTHING', video, generation)
  return true
}

/** What this generation had hidden isn't any more. */
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
