/** How long past runs took, to estimate a new one of the same size where the provider tells no progress. */

/** What a run's duration depends on. */
export type RunSize = {
  resolution: string
  /** Seconds of output. */
  duration: number
  /** Seconds of reference clips together; counted as whole ones. */
  clipSeconds: number
}

/** Remembered runs of one size. Ours: enough for a median that one odd run doesn't move. */
const RUNS_OF_A_SIZE = 20
/** Remembered runs in all. Ours: fifty sizes. */
const RUNS_MAX = 1_000

/** Remembers the seconds of a run that succeeded, and deletes the oldest beyond the limits. */
export function noteDuration(sql: SqlStorage, size: RunSize, seconds: number): void {
  if (!(Number.isFinite(seconds) && seconds >= 0)) return
  const key = keyOf(size)
  sql.exec('INSERT INTO durations (size, seconds) VALUES (?, ?)', key, seconds)
  sql.exec(
    `DELETE FROM durations WHERE size = ? AND id NOT IN
       (SELECT id FROM durations WHERE size = ? ORDER BY id DESC LIMIT ${RUNS_OF_A_SIZE})`,
    key,
    key,
  )
  sql.exec(`DELETE FROM durations WHERE id <= (SELECT max(id) FROM durations) - ${RUNS_MAX}`)
}

/** The median of the last runs of this size, in seconds; null where there was none. */
export function medianDuration(sql: SqlStorage, size: RunSize): number | null {
  const rows = sql.exec<{ seconds: number }>('SELECT seconds FROM durations WHERE size = ?', keyOf(size)).toArray()
  const sorted = rows.map(({ seconds }) => seconds).sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

function keyOf({ resolution, duration, clipSeconds }: RunSize): string {
  return `${resolution}/${duration}/${Math.ceil(clipSeconds)}`
}
