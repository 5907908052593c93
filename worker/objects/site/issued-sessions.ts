/**
 * How many sessions each address got in this hour of the clock, exactly. In the Site's own tables, because its record
 * says how many there may be and is read for each session anyway: one call, one synchronous step, nothing in between.
 */
import { HOUR_MS } from '../../contract/time.ts'

/** What is left of the hour's sessions, and when the next hour begins (ms). */
export type SessionCount = { ok: boolean; cap: number; remaining: number; resetsAt: number }

/** The hour of the clock, counted from 1970: part of what an address is hashed with, so that hashes change with it. */
export function hourOf(now: number): number {
  return Math.floor(now / HOUR_MS)
}

/** Counts a session for this address, or says that the hour's are used up. Counts of hours before the last go. */
export function countSession(sql: SqlStorage, address: string, cap: number, now: number): SessionCount {
  const hour = hourOf(now)
  const resetsAt = (hour + 1) * HOUR_MS
  // The hour before stays: a request that was hashed in it may still be on its way here.
  sql.exec('DELETE FROM issued_sessions WHERE hour < ?', hour - 1)
  const [row] = sql
    .exec<{ count: number }>('SELECT count FROM issued_sessions WHERE hour = ? AND address = ?', hour, address)
    .toArray()
  const count = row?.count ?? 0
  if (count >= cap) return { ok: false, cap, remaining: 0, resetsAt }
  sql.exec(
    `INSERT INTO issued_sessions (hour, address, count) VALUES (?, ?, 1)
     ON CONFLICT (hour, address) DO UPDATE SET count = count + 1`,
    hour,
    address,
  )
  return { ok: true, cap, remaining: cap - count - 1, resetsAt }
}
