/**
 * Reservations that are neither settled nor released. One that is older than any run can be is asked after: its
 * generation closes its books, or has no such attempt, and then the money goes back.
 */
import { HOUR_MS } from '../../contract/time.ts'
import type { Clock } from '../clock.ts'

/** Milliseconds until a reservation is asked after: the queue's longest wait of 24 hours, and room for the run. */
const ASK_AFTER_MS = 26 * HOUR_MS
/** Milliseconds until it is asked after again. Ours. */
const ASK_AGAIN_MS = HOUR_MS
/** Reservations that are asked after in one alarm. Ours. */
const ASKED_MAX = 20

/** An attempt with a reservation that is neither settled nor released. */
export type OpenRun = { generation: string; attempt: number }

/** A reservation was made, or asked for again. */
export function watchRun(sql: SqlStorage, { generation, attempt }: OpenRun, { now, delay }: Clock): void {
  sql.exec(
    'INSERT OR REPLACE INTO open_runs (generation, attempt, due_at) VALUES (?, ?, ?)',
    generation,
    attempt,
    now() + delay(ASK_AFTER_MS),
  )
}

/** The reservation is settled or released. */
export function unwatchRun(sql: SqlStorage, { generation, attempt }: OpenRun): void {
  sql.exec('DELETE FROM open_runs WHERE generation = ? AND attempt = ?', generation, attempt)
}

/** When the oldest reservation is asked after; null where all are closed. */
export function openRunsDue(sql: SqlStorage): number | null {
  return sql.exec<{ due: number | null }>('SELECT min(due_at) AS due FROM open_runs').one().due
}

export type AskingAfter = {
  /** Has the generation close the books of one; false where it has never had such an attempt. */
  close(run: OpenRun): Promise<boolean>
  /** Takes back the reservation of an attempt that has never been. */
  giveBack(run: OpenRun): void
}

/** Asks after those that are due. One whose reservation was asked for again meanwhile is not given back. */
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
  // Before anybody is asked: one that doesn't answer must not keep the others waiting.
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
