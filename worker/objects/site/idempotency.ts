/** Idempotency keys: each stands for one request of its subject, for a day. */
import { IDEMPOTENCY_KEY_HOURS } from '../../contract/limits.ts'

export type KeyClaim = { subject: string; key: string; fingerprint: string; generation: string }

/** Binds a key to a request; false when it stands for another one. */
export function bindKey(sql: SqlStorage, asked: KeyClaim, now: number): boolean {
  sql.exec('DELETE FROM idempotency WHERE expires_at <= ?', now)
  const [known] = sql
    .exec<{ fingerprint: string }>(
      'SELECT fingerprint FROM idempotency WHERE subject = ? AND key = ?',
      asked.subject,
      asked.key,
    )
    .toArray()
  if (known) return known.fingerprint === asked.fingerprint
  sql.exec(
    'INSERT INTO idempotency (subject, key, fingerprint, generation, expires_at) VALUES (?, ?, ?, ?, ?)',
    asked.subject,
    asked.key,
    asked.fingerprint,
    asked.generation,
    now + IDEMPOTENCY_KEY_HOURS * 3_600_000,
  )
  return true
}

/** After a refusal that spent nothing. */
export function freeKey(sql: SqlStorage, subject: string, key: string): void {
  sql.exec('DELETE FROM idempotency WHERE subject = ? AND key = ?', subject, key)
}
