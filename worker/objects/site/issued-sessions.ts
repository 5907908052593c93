/**
 * Counts the sessions that each address got in this hour of the clock, exactly. The Site counts them because each
 * session reads its record anyway: one call, one synchronous step.
 */
import { HOUR_MS } from '../../contract/time.ts'

/** What is left of the address's hour; `resetsAt` (ms) is when the next hour begins. */
export type SessionCount = { ok: boolean; cap: number; remaining: number; resetsAt: number }

/** Hours since 1970. Part of the hash of an address, so that hashes change with the hour. */
export function hourOf(now: number): number {
  return Math.floor(now / HOUR_MS)
}

/** Counts a session for this address; `ok` is false where the hour's are used up. Older counts are deleted. */
export function countSession(sql: SqlStorage, address: string, cap: number, now: number): SessionCount {
  const hour = hourOf(now)
  const resetsAt = (hour + 1) * HOUR_MS
  // Requests that were hashed in the hour before may still be on their way.
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
