/**
 * R2 keys that nobody needs any more. They are written down in the step that forgets who needed them, and struck off
 * when R2 has deleted them: where it can't just then, it is asked again.
 */
import { growingPauseMs, HOUR_MS } from '../../contract/time.ts'
import { REDACTIONS_PREFIX } from '../../media/redaction/stored.ts'
import { type Clock, clockOf } from '../clock.ts'
import type { AlarmJob } from './alarm-jobs.ts'

/** Keys in one call at most: R2 takes 1,000, and each has its redactions beside it. */
const SWEEP_MAX = 500
/** Milliseconds until R2 is asked again, doubled each time up to the longest. Ours. */
const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = HOUR_MS

/** Notes keys to be deleted, due at once. */
export function throwAway(sql: SqlStorage, keys: readonly string[], now: number): void {
  for (const key of keys) sql.exec('INSERT INTO garbage (key, due_at) VALUES (?, ?) ON CONFLICT DO NOTHING', key, now)
}

/** Deletes at R2 what was thrown away. */
export function garbageJob({ sql }: DurableObjectStorage, env: Env): AlarmJob {
  return {
    name: 'garbage',
    due: () => garbageDue(sql),
    work: async () => sweep(sql, env.BUCKET, await clockOf(env)),
  }
}

/** When the first key is due; null where there is none. */
function garbageDue(sql: SqlStorage): number | null {
  return sql.exec<{ due: number | null }>('SELECT min(due_at) AS due FROM garbage').one().due
}

/** Deletes what is due. Throws where R2 can't; by then the next try is written down. */
async function sweep(sql: SqlStorage, bucket: R2Bucket, { now, delay }: Clock): Promise<void> {
  const began = now()
  const rows = sql
    .exec<{ key: string; tries: number }>(
      'SELECT key, tries FROM garbage WHERE due_at <= ? ORDER BY due_at LIMIT ?',
      began,
      SWEEP_MAX,
    )
    .toArray()
  if (rows.length === 0) return
  // Before R2 is asked, so that whoever comes meanwhile asks for other keys, and a crash costs a delay and nothing else.
  for (const { key, tries } of rows) {
    const wait = delay(growingPauseMs(FIRST_RETRY_MS, LAST_RETRY_MS, tries))
    sql.exec('UPDATE garbage SET tries = tries + 1, due_at = ? WHERE key = ?', began + wait, key)
  }
  await bucket.delete(rows.flatMap(({ key }) => [key, REDACTIONS_PREFIX + key]))
  for (const { key } of rows) sql.exec('DELETE FROM garbage WHERE key = ?', key)
}
