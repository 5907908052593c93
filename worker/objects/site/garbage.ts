/**
 * R2 keys to delete. A key is noted in the step that removes its last holder and struck off when R2 has deleted it;
 * where R2 fails, it is retried.
 */
import { growingPauseMs, HOUR_MS } from '../../contract/time.ts'
import { REDACTIONS_PREFIX } from '../../media/redaction/stored.ts'
import { type Clock, clockOf } from '../clock.ts'
import type { AlarmJob } from './alarm-jobs.ts'

/** Keys of one R2 call at most: R2 takes 1,000, and each key has its redactions beside it. */
const SWEEP_MAX = 500
/** Milliseconds until R2 is asked again; doubled each time, up to the last. Ours. */
const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = HOUR_MS

/** Notes keys to delete at once. */
export function throwAway(sql: SqlStorage, keys: readonly string[], now: number): void {
  for (const key of keys) sql.exec('INSERT INTO garbage (key, due_at) VALUES (?, ?) ON CONFLICT DO NOTHING', key, now)
}

/** The job that deletes noted keys from R2. */
export function garbageJob({ sql }: DurableObjectStorage, env: Env): AlarmJob {
  return {
    name: 'garbage',
    due: () => garbageDue(sql),
    work: async () => sweep(sql, env.BUCKET, await clockOf(env)),
  }
}

/** When the first key is due (ms); null without keys. */
function garbageDue(sql: SqlStorage): number | null {
  return sql.exec<{ due: number | null }>('SELECT min(due_at) AS due FROM garbage').one().due
}

/** Deletes the keys that are due. Throws where R2 fails; the next try is noted by then. */
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
  // The next try is scheduled before R2 is called, so that a concurrent sweep takes other keys, and a crash costs one
  // pause.
  for (const { key, tries } of rows) {
    const wait = delay(growingPauseMs(FIRST_RETRY_MS, LAST_RETRY_MS, tries))
    sql.exec('UPDATE garbage SET tries = tries + 1, due_at = ? WHERE key = ?', began + wait, key)
  }
  await bucket.delete(rows.flatMap(({ key }) => [key, REDACTIONS_PREFIX + key]))
  for (const { key } of rows) sql.exec('DELETE FROM garbage WHERE key = ?', key)
}
