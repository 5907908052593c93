/**
 * Open reservations: neither settled nor released. When one is older than any run can be, its generation is asked to
 * close its books; where the generation has no such attempt, the money goes back.
 */
import { HOUR_MS } from '../../contract/time.ts'
import type { Clock } from '../clock.ts'

/**
 * Milliseconds until the Site asks about an open reservation: 24 hours, the queue's longest wait, and two for the run.
 * Ours.
 */
const ASK_AFTER_MS = 26 * HOUR_MS
/** Milliseconds until the Site asks about the same reservation again. Ours. */
const ASK_AGAIN_MS = HOUR_MS
/** Reservations that one alarm asks about. Ours. */
const ASKED_MAX = 20

/** An attempt with a reservation that is neither settled nor released. */
export type OpenRun = { generation: string; attempt: number }

/** Notes an open reservation, or puts its question off when it is reserved again. */
export function watchRun(sql: SqlStorage, { generation, attempt }: OpenRun, { now, delay }: Clock): void {
  sql.exec(
    'INSERT OR REPLACE INTO open_runs (generation, attempt, due_at) VALUES (?, ?, ?)',
    generation,
    attempt,
    now() + delay(ASK_AFTER_MS),
  )
}

/** Strikes a reservation off that is settled or released. */
export function unwatchRun(sql: SqlStorage, { generation, attempt }: OpenRun): void {
  sql.exec('DELETE FROM open_runs WHERE generation = ? AND attempt = ?', generation, attempt)
}

/** When the oldest reservation is asked after (ms); null where none is open. */
export function openRunsDue(sql: SqlStorage): number | null {
  return sql.exec<{ due: number | null }>('SELECT min(due_at) AS due FROM open_runs').one().due
}

type AskingAfter = {
  /** Asks the generation to close the attempt's books; false where it never had the attempt. */
  close(run: OpenRun): Promise<boolean>
  /** Gives back the reservation of an attempt that never existed. */
  giveBack(run: OpenRun): void
}

/** Asks after the reservations that are due. One that was reserved again meanwhile is not given back. */
export async function askAfterRuns(
  sql: SqlStorage,
  { now, delay }: Clock,
  { close, giveBack }: AskingAfter,
): Promise<void> {
  const again = now() + delay(ASK_AGAIN_MS)
  const due = sql
    .exec<OpenRun>(
      'SELECT generation, attempt FROM open_runs WHERE due_at <= ? ORDER BY due_at LIMIT ?',
      now(),
      ASKED_MAX,
    )
    .toArray()
  // The next question is scheduled before the calls, so that a silent generation keeps no other one waiting.
  for (const { generation, attempt } of due) {
    sql.exec('UPDATE open_runs SET due_at = ? WHERE generation = ? AND attempt = ?', again, generation, attempt)
  }
  const answers = await Promise.allSettled(due.map((run) => close(run)))
  for (const [index, { generation, attempt }] of due.entries()) {
    const answer = answers[index]
    if (answer?.status !== 'fulfilled' || answer.value) continue
    const [row] = sql
      .exec<{ due_at: number }>(
        'SELECT due_at FROM open_runs WHERE generation = ? AND attempt = ?',
        generation,
        attempt,
      )
      .toArray()
    if (row?.due_at === again) giveBack({ generation, attempt })
  }
  const failed = answers.find((answer) => answer.status === 'rejected')
  if (failed) throw failed.reason
}
