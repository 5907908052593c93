/** A site's secret keys: told once, kept as digests, two at a time so that they can be changed without a gap. */
import { toHex } from '../../contract/digest.ts'
import { SITE_KEYS_MAX } from '../../contract/limits.ts'
import type { SiteKey } from '../../contract/site.ts'
import { MINUTE_MS } from '../../contract/time.ts'
import { toBase64Url } from '../../signing/base64url.ts'

/** Random bytes of a secret key: too many to need a slow hash. Ours. */
const SECRET_BYTES = 32
/** Random bytes of a key's id, which is no secret. Ours. */
const ID_BYTES = 8
/** The prefix of every secret, which scanners of code and logs recognise. Ours. */
const SECRET_PREFIX = 'refreel_sk_'
/** Milliseconds between two notes of a key's use: `last_used_at` is exact to the minute. Ours. */
const USE_NOTED_MS = MINUTE_MS

type Row = { id: string; digest: ArrayBuffer; created_at: number; used_at: number | null }

/** A new key that is not stored yet. */
type NewKey = { id: string; secret: string; digest: ArrayBuffer }

/** Makes up a key; nothing is stored. */
export async function inventKey(): Promise<NewKey> {
  const secret = SECRET_PREFIX + toBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).buffer)
  const id = toHex(crypto.getRandomValues(new Uint8Array(ID_BYTES)))
  return { id: `key_${id}`, secret, digest: await digestOf(secret) }
}

/** Stores a key; false where SITE_KEYS_MAX live already. No await in here: two callers can't both make the last one. */
export function keepKey(sql: SqlStorage, { id, digest }: NewKey, now: number): boolean {
  const { keys } = sql.exec<{ keys: number }>('SELECT count(*) AS keys FROM keys').one()
  if (keys >= SITE_KEYS_MAX) return false
  sql.exec('INSERT INTO keys (id, digest, created_at) VALUES (?, ?, ?)', id, digest, now)
  return true
}

/** The site's keys without their secrets, oldest first. */
export function listKeys(sql: SqlStorage): SiteKey[] {
  return rows(sql).map(({ id, created_at, used_at }) => ({
    id,
    created_at: new Date(created_at).toISOString(),
    ...(used_at === null ? {} : { last_used_at: new Date(used_at).toISOString() }),
  }))
}

/** False where the site has no such key. */
export function deleteKey(sql: SqlStorage, id: string): boolean {
  return sql.exec('DELETE FROM keys WHERE id = ?', id).rowsWritten > 0
}

/** The id of the key with this digest, null without one. Every key is compared, in constant time. */
export function findKey(sql: SqlStorage, digest: ArrayBuffer, now: number): string | null {
  let found: Row | null = null
  for (const row of rows(sql)) if (crypto.subtle.timingSafeEqual(row.digest, digest)) found = row
  if (!found) return null
  if (now - (found.used_at ?? 0) > USE_NOTED_MS) sql.exec('UPDATE keys SET used_at = ? WHERE id = ?', now, found.id)
  return found.id
}

/** The SHA-256 of a secret, which is all that is stored. */
export function digestOf(secret: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
}

function rows(sql: SqlStorage): Row[] {
  return sql.exec<Row>('SELECT id, digest, created_at, used_at FROM keys ORDER BY created_at, id').toArray()
}
