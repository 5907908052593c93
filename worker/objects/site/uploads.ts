/** What a site's visitors upload: the limits of storage, and who has stored which bytes before. */

import type { SessionLimits } from '../../contract/session.ts'
import type { SiteRecord } from '../../contract/site.ts'
import { HOUR_MS } from '../../contract/time.ts'
import { holdBytes, keyOf, letGoOfBytes, type StoredBytes, storeBytes } from './bytes.ts'
import { throwAway } from './garbage.ts'
import { endOfDay, startOfDay } from './ledger.ts'
import { type QuotaStanding, quotaFor } from './session-limits.ts'

/** Milliseconds that room may be reserved: twice the life of an unfinished upload. */
const RESERVED_MAX_MS = 48 * HOUR_MS

export type UploadRequest = {
  reference: string
  subject: string
  length: number
  /** What the visitor says that the bytes are. */
  sha256: string | null
  /** The asker's own, tighter than the site's. */
  limits: SessionLimits | null
}

export type UploadAdmission =
  /** `twin`: a reference of this subject that has these very bytes. */
  | { ok: true; twin: string | null; bytesToday: QuotaStanding }
  | ({ ok: false; code: 'quota-exceeded' } & QuotaStanding)
  | { ok: false; code: 'storage-exhausted'; limit: string }

/** Reserves room for an upload, or says which limit forbids it. No await in here: two callers can't take the same room. */
export function reserveUpload(sql: SqlStorage, site: SiteRecord, asked: UploadRequest, now: number): UploadAdmission {
  const today = startOfDay(now)
  sql.exec(`DELETE FROM uploads WHERE state = 'deleted' AND at < ?`, today)
  // No upload lives that long: its object was lost before it could give its room back.
  sql.exec(`DELETE FROM uploads WHERE state = 'reserved' AND at < ?`, now - RESERVED_MAX_MS)
  // Asked again, as after a crash, it takes the place of its first asking.
  sql.exec(`DELETE FROM uploads WHERE reference = ? AND state = 'reserved'`, asked.reference)
  const twin = twinOf(sql, asked)
  // Bytes that are there already take no room and are not sent again.
  const length = twin === null ? asked.length : 0
  const uploaded = sum(
    sql,
    'SELECT sum(length) AS bytes FROM uploads WHERE subject = ? AND at >= ?',
    asked.subject,
    today,
  )
  const daily = quotaFor(site, asked.limits, 'upload_bytes_per_subject_per_day')
  const left: QuotaStanding = { ...daily, remaining: Math.max(0, daily.cap - uploaded), resetsAt: endOfDay(now) }
  if (length > left.remaining) return { ok: false, code: 'quota-exceeded', ...left }
  if (storedBytes(sql) + length > site.budget.storage_bytes) {
    return { ok: false, code: 'storage-exhausted', limit: 'budget.storage_bytes' }
  }
  sql.exec(
    `INSERT INTO uploads (reference, subject, at, length, state) VALUES (?, ?, ?, ?, 'reserved')`,
    asked.reference,
    asked.subject,
    now,
    length,
  )
  return { ok: true, twin, bytesToday: { ...left, remaining: left.remaining - length } }
}

/**
 * The upload became a reference: notes its bytes, which from now on count as stored, and answers the key under which they
 * are kept. `lost`: an older key of equal bytes that R2 turned out not to have. Null where the site doesn't know of the
 * upload any more.
 */
export function keepUpload(
  sql: SqlStorage,
  bytes: StoredBytes,
  reference: string,
  lost: string | null,
  now: number,
): string | null {
  if (!hasUpload(sql, reference)) return null
  const key = storeBytes(sql, bytes, reference, lost)
  noteReady(sql, reference, bytes.sha256)
  // Redactions may be left of what was lost.
  if (lost !== null && key === bytes.key) throwAway(sql, [lost], now)
  return key
}

/** The upload became a reference with bytes that are kept under `key`; null where they or the upload went meanwhile. */
export function keepTwin(sql: SqlStorage, sha256: string, key: string, reference: string): string | null {
  if (keyOf(sql, sha256) !== key || !hasUpload(sql, reference)) return null
  noteReady(sql, reference, sha256)
  holdBytes(sql, sha256, reference)
  return key
}

/** The bytes under `key` are nothing to keep; the upload's room is given back, and doesn't count against the subject's day. */
export function discardUpload(sql: SqlStorage, reference: string, key: string, now: number): void {
  sql.exec(`UPDATE uploads SET length = 0 WHERE reference = ? AND state = 'reserved'`, reference)
  throwAway(sql, [key], now)
}

/**
 * The reference is deleted: off the lists, out of the digests that need not be sent again, and its bytes go unless
 * somebody else needs them. `own`: the key of an upload that never became a reference.
 */
export function dropUpload(sql: SqlStorage, reference: string, own: string | null, now: number): void {
  sql.exec(`DELETE FROM uploads WHERE reference = ? AND state = 'reserved'`, reference)
  sql.exec(`UPDATE uploads SET state = 'deleted', sha256 = NULL WHERE reference = ?`, reference)
  throwAway(sql, letGoOfBytes(sql, reference), now)
  if (own !== null) throwAway(sql, [own], now)
}

/** Bytes that the site holds, and those on their way. */
export function storedBytes(sql: SqlStorage): number {
  const stored = sum(sql, 'SELECT sum(size) AS bytes FROM bytes')
  return stored + sum(sql, `SELECT sum(length) AS bytes FROM uploads WHERE state = 'reserved'`)
}

function hasUpload(sql: SqlStorage, reference: string): boolean {
  return sql.exec(`SELECT 1 FROM uploads WHERE reference = ? AND state != 'deleted'`, reference).toArray().length > 0
}

/** From now on the upload counts with what its bytes are, where the visitor had announced more. */
function noteReady(sql: SqlStorage, reference: string, sha256: string): void {
  sql.exec(
    `UPDATE uploads SET state = 'ready', sha256 = ?1, length = min(length, (SELECT size FROM bytes WHERE sha256 = ?1))
     WHERE reference = ?2`,
    sha256,
    reference,
  )
}

function twinOf(sql: SqlStorage, { subject, sha256, length }: UploadRequest): string | null {
  if (sha256 === null) return null
  const [row] = sql
    .exec<{ reference: string }>(
      `SELECT reference FROM uploads JOIN bytes USING (sha256)
       WHERE subject = ? AND sha256 = ? AND state = 'ready' AND size = ? LIMIT 1`,
      subject,
      sha256,
      length,
    )
    .toArray()
  return row?.reference ?? null
}

function sum(sql: SqlStorage, query: string, ...values: SqlStorageValue[]): number {
  return sql.exec<{ bytes: number | null }>(query, ...values).one().bytes ?? 0
}
