/** Idempotency keys of a site's subjects: each stands for one request, for a day. */
import { IDEMPOTENCY_KEY_HOURS } from '../../contract/limits.ts'
import { HOUR_MS } from '../../contract/time.ts'

/** A caller's key and the fingerprint of the request that carried it. */
export type IdempotencyKey = { key: string; fingerprint: string }

/** What this subject's key stands for: nothing, this very request, or another one. */
export function lookUpKey(
  sql: SqlStorage,
  subject: string,
  { key, fingerprint }: IdempotencyKey,
  now: number,
): 'free' | 'same' | 'other' {
  sql.exec('DELETE FROM idempotency WHERE expires_at <= ?', now)
  const [bound] = sql
    .exec<{ fingerprint: string }>('SELECT fingerprint FROM idempotency WHERE subject = ? AND key = ?', subject, key)
    .toArray()
  if (!bound) return 'free'
  return bound.fingerprint === fingerprint ? 'same' : 'other'
}

/** Binds a free key to a generation for a day; a bound key stays as it is. */
export function bindKey(
  sql: SqlStorage,
  { subject, generation }: { subject: string; generation: string },
  { key, fingerprint }: IdempotencyKey,
  now: number,
): void {
  sql.exec(
    `INSERT INTO idempotency (subject, key, fingerprint, generation, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    subject,
    key,
    fingerprint,
    generation,
    now + IDEMPOTENCY_KEY_HOURS * HOUR_MS,
  )
}
