/** The site's money: one synchronous yes or no to each run; each reservation is settled or released once. */

import type { SessionLimits } from '../../contract/session.ts'
import type { SiteRecord } from '../../contract/site.ts'
import { DAY_MS, HOUR_MS } from '../../contract/time.ts'
import { toMicros } from '../../model/price.ts'
import { type Cap, type QuotaStanding, quotaFor, type RemainingToday } from './session-limits.ts'

export type Reservation = {
  generation: string
  attempt: number
  subject: string
  micros: number
  /** The session's own limits, tighter than the site's; null where it has none. */
  limits: SessionLimits | null
}

export type Admission =
  | { ok: true }
  | { ok: false; code: 'budget-exhausted'; limit: string; endsAt: number }
  | ({ ok: false; code: 'quota-exceeded' } & QuotaStanding)
  | ({ ok: false; code: 'run-in-progress' } & Cap)

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
  /** The final charge in millionths of a dollar; 0 releases the reservation. */
  micros: number
  /** The provider's id of the run, to compare invoices; null where it never had one. */
  prediction: string | null
  /** Seconds of the stored video; null without one. */
  seconds: number | null
}

/** Settles or releases a reservation. A second call changes nothing. */
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

/** Deletes the reservation of an attempt that never existed, so that an attempt of this number can reserve again. */
export function forgetReservation(sql: SqlStorage, generation: string, attempt: number): void {
  const ended = { generation, attempt }
  if (hasEntry(sql, ended, 'settle') || hasEntry(sql, ended, 'release')) return
  sql.exec('DELETE FROM ledger WHERE generation = ? AND attempt = ?', generation, attempt)
}

/** Runs that this subject has started today, without those that were released. */
function runsToday(sql: SqlStorage, subject: string, now: number): number {
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
    { name: 'per_hour' as const, from: hour, endsAt: hour + HOUR_MS },
    { name: 'per_day' as const, from: startOfDay(now), endsAt: endOfDay(now) },
    {
      name: 'per_month' as const,
      from: Date.UTC(month.getUTCFullYear(), month.getUTCMonth()),
      endsAt: Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1),
    },
  ]
  const atOnce = quotaFor(site, asked.limits, 'concurrent_per_subject')
  if (running(sql, asked.subject) >= atOnce.cap) return { ok: false, code: 'run-in-progress', ...atOnce }
  const daily = dailyStanding(sql, site, asked.limits, asked.subject, now)
  if (daily.remaining < 1) return { ok: false, code: 'quota-exceeded', ...daily }
  for (const { name, from, endsAt } of windows) {
    const own = asked.limits?.budget?.[name]
    if (own !== undefined && spentSince(sql, from, asked.subject) + asked.micros > toMicros(own)) {
      return { ok: false, code: 'budget-exhausted', limit: `limits.budget.${name}`, endsAt }
    }
    if (spentSince(sql, from) + asked.micros > toMicros(site.budget[name])) {
      return { ok: false, code: 'budget-exhausted', limit: `budget.${name}`, endsAt }
    }
  }
  return null
}

/** Money reserved and charged since `from`, in millionths of a dollar: for all subjects, or for one. */
function spentSince(sql: SqlStorage, from: number, subject?: string): number {
  const spent = 'SELECT coalesce(sum(micros), 0) AS micros FROM ledger WHERE window_at >= ?'
  const rows =
    subject === undefined
      ? sql.exec<{ micros: number }>(spent, from)
      : sql.exec<{ micros: number }>(`${spent} AND subject = ?`, from, subject)
  return rows.one().micros
}

/** The subject's quota of runs for today and what is left of it. */
export function dailyStanding(
  sql: SqlStorage,
  site: Pick<SiteRecord, 'quota'>,
  limits: SessionLimits | null,
  subject: string,
  now: number,
): QuotaStanding {
  const daily = quotaFor(site, limits, 'generations_per_subject_per_day')
  return { ...daily, remaining: Math.max(0, daily.cap - runsToday(sql, subject, now)), resetsAt: endOfDay(now) }
}

/** The subject's rest of today in the form that sessions tell it. */
export function remainingToday(...of: Parameters<typeof dailyStanding>): RemainingToday {
  const { remaining, resetsAt } = dailyStanding(...of)
  return { generations: remaining, resetsAt }
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
