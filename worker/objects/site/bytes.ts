/** Bytes of references in R2: stored once by digest within a site, with a list of who needs them. */

export type StoredBytes = { sha256: string; key: string; size: number }

/**
 * Notes the bytes and their holder. Answers the key of equal bytes that were stored before, or `key`, which also
 * replaces `lost`: a key that R2 turned out not to have.
 */
export function storeBytes(
  sql: SqlStorage,
  { sha256, key, size }: StoredBytes,
  holder: string,
  lost: string | null,
): string {
  if (lost !== null) sql.exec('UPDATE bytes SET key = ? WHERE sha256 = ? AND key = ?', key, sha256, lost)
  sql.exec('INSERT INTO bytes (sha256, key, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', sha256, key, size)
  holdBytes(sql, sha256, holder)
  return keyOf(sql, sha256) ?? key
}

/** The R2 key of these bytes; null where they are not kept. */
export function keyOf(sql: SqlStorage, sha256: string): string | null {
  return sql.exec<{ key: string }>('SELECT key FROM bytes WHERE sha256 = ?', sha256).toArray()[0]?.key ?? null
}

/** The R2 key of each digest; null where one of them is not kept any more. */
export function keysOf(sql: SqlStorage, digests: readonly string[]): Record<string, string> | null {
  const keys: Record<string, string> = {}
  for (const sha256 of digests) {
    const key = keyOf(sql, sha256)
    if (key === null) return null
    keys[sha256] = key
  }
  return keys
}

/** Adds a holder of these bytes. */
export function holdBytes(sql: SqlStorage, sha256: string, holder: string): void {
  sql.exec('INSERT INTO holders (sha256, holder) VALUES (?, ?) ON CONFLICT DO NOTHING', sha256, holder)
}

/** Removes a holder; answers the R2 keys that no holder needs now. */
export function letGoOfBytes(sql: SqlStorage, holder: string): string[] {
  sql.exec('DELETE FROM holders WHERE holder = ?', holder)
  return sql
    .exec<{ key: string }>('DELETE FROM bytes WHERE sha256 NOT IN (SELECT sha256 FROM holders) RETURNING key')
    .toArray()
    .map(({ key }) => key)
}
