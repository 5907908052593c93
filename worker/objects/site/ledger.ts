/** The site's money: one synchronous yes or no to each run, and each reservation settled or released once. */
import type { SiteRecord } from '../../contract/site.ts'
import { toMicros } from '../../model/price.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

export type Reservation = { generation: string; attempt: number; subject: string; micros: number }

export type Admission =
  | { ok: true }
  | { ok: false; code: 'budget-exhausted' | 'quota-exceeded'; limit: string; endsAt: number }
  | { ok: false; code: 'run-in-progress'; limit: string }

/** Reserves the amount, or says which limit forbids it. No await in here: two callers can't both take the last dollar. */
export function reserve(sql: SqlStorage, site: SiteRecord, asked: Reservation, now: number): Admission {
  if (hasEntry(sql, asked, 'reserve')) return { ok: true }
  const refusal = refusalOf(sql, site, asked, now)
  if (refusal) return refusal
  sql.exec(
    `INSERT INTO ledger (generation, attempt, kind, subject, micros, at, window_at) VALUES (?, ?, 'reserve', ?, ?, ?, ?)`,
    asked.generation,
    asked.attempt,
    asked.subject,
    asked.micros,
    now,
    now,
  )
  return { ok: true }
}

/** How an attempt ended, for the books. */
export type Closing = {
  generation: string
  attempt: number
  /** What was charged in the end; 0 gives all of it back. */
  micros: number
  /** The provider's own name of the run, for comparing invoices; null where it never had one. */
  prediction: string | null
  /** Seconds of the video that was kept; null without one. */
  seconds: number | null
}

/** Ends a reservation. Repeating it changes nothing. */
export function close(
  sql: SqlStorage,
  { generation, attempt, micros, prediction, seconds }: Closing,
  now: number,
): void {
  if (hasEntry(sql, { generation, attempt }, 'settle') || hasEntry(sql, { generation, attempt }, 'release')) return
  sql.exec(
    `INSERT INTO ledger (generation, attempt, kind, subject, micros, at, window_at, prediction, seconds)
     SELECT generation, attempt, ?, subject, ? - micros, ?, window_at, ?, ?
     FROM ledger WHERE generation = ? AND attempt = ? AND kind = 'reserve'`,
    micros > 0 ? 'settle' : 'release',
    micros,
    now,
    prediction,
    seconds,
    generation,
    attempt,
  )
}

/** Takes back a reservation whose attempt has never been, so that an attempt of that number can reserve again. */
export function forgetReservation(sql: SqlStorage, generation: string, attempt: number): void {
  const ended = { generation, attempt }
  if (hasEntry(sql, ended, 'settle') || hasEntry(sql, ended, 'release')) return
  sql.exec('DELETE FROM ledger WHERE generation = ? AND attempt = ?', generation, attempt)
}

/** Runs that this subject has started today, refunded ones not counted. */
export function runsToday(sql: SqlStorage, subject: string, now: number): number {
  const { runs } = sql
    .exec<{ runs: number }>(
      `SELECT count(*) AS runs FROM ledger AS l WHERE kind = 'reserve' AND subject = ? AND window_at >= ?
       AND NOT EXISTS (SELECT 1 FROM ledger WHERE generation = l.generation AND attempt = l.attempt AND kind = 'release')`,
      subject,
      startOfDay(now),
    )
    .one()
  return runs
}

/** The next midnight in UTC. */
export function endOfDay(now: number): number {
  return startOfDay(now) + DAY_MS
}

function refusalOf(sql: SqlStorage, site: SiteRecord, asked: Reservation, now: number): Admission | null {
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS
  const month = new Date(now)
  const windows = [
    { limit: 'budget.per_hour', cap: site.budget.per_hour, from: hour, endsAt: hour + HOUR_MS },
    { limit: 'budget.per_day', cap: site.budget.per_day, from: startOfDay(now), endsAt: endOfDay(now) },
    {
      limit: 'budget.per_month',
      cap: site.budget.per_month,
      from: Date.UTC(month.getUTCFullYear(), month.getUTCMonth()),
      endsAt: Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1),
    },
  ]
  if (running(sql, asked.subject) >= site.quota.concurrent_per_subject) {
    return { ok: false, code: 'run-in-progress', limit: 'quota.concurrent_per_subject' }
  }
  if (runsToday(sql, asked.subject, now) >= site.quota.generations_per_subject_per_day) {
    const limit = 'quota.generations_per_subject_per_day'
    return { ok: false, code: 'quota-exceeded', limit, endsAt: endOfDay(now) }
  }
  for (const { limit, cap, from, endsAt } of windows) {
    if (spentSince(sql, from) + asked.micros > toMicros(cap))
      return { ok: false, code: 'budget-exhausted', limit, endsAt }
  }
  return null
}

/** Reserved and charged since `from`, in millionths of a dollar. */
export function spentSince(sql: SqlStorage, from: number): number {
  return sql
    .exec<{ micros: number }>('SELECT coalesce(sum(micros), 0) AS micros FROM ledger WHERE window_at >= ?', from)
    .one().micros
}

function running(sql: SqlStorage, subject: string): number {
  return sql
    .exec<{ runs: number }>(
      `SELECT count(*) AS runs FROM ledger AS l WHERE kind = 'reserve' AND subject = ?
       AND NOT EXISTS (SELECT 1 FROM ledger
         WHERE generation = l.generation AND attempt = l.attempt AND kind IN ('settle', 'release'))`,
      subject,
    )
    .one().runs
}

function hasEntry(sql: SqlStorage, of: { generation: string; attempt: number }, kind: string): boolean {
  const rows = sql.exec(
    'SELECT 1 FROM ledger WHERE generation = ? AND attempt = ? AND kind = ?',
    of.generation,
    of.attempt,
    kind,
  )
  return rows.toArray().length > 0
}

/** The last midnight in UTC. */
export function startOfDay(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS
}
