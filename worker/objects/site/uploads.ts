/** The uploads of a site's subjects: limits of storage, and which subject has stored which bytes. */

import type { SessionLimits } from '../../contract/session.ts'
import type { SiteRecord } from '../../contract/site.ts'
import { HOUR_MS } from '../../contract/time.ts'
import { holdBytes, keyOf, letGoOfBytes, type StoredBytes, storeBytes } from './bytes.ts'
import { throwAway } from './garbage.ts'
import { endOfDay, startOfDay } from './ledger.ts'
import { type QuotaStanding, quotaFor } from './session-limits.ts'

/** Milliseconds that room stays reserved: twice the life of an unfinished upload. Ours. */
const RESERVED_MAX_MS = 48 * HOUR_MS

export type UploadRequest = {
  reference: string
  subject: string
  length: number
  /** The SHA-256 that the visitor announced; null without one. */
  sha256: string | null
  /** The session's own limits, tighter than the site's; null where it has none. */
  limits: SessionLimits | null
}

export type UploadAdmission =
  /** `twin`: a reference of the same subject with the same bytes; null without one. */
  | { ok: true; twin: string | null; bytesToday: QuotaStanding }
  | ({ ok: false; code: 'quota-exceeded' } & QuotaStanding)
  | { ok: false; code: 'storage-exhausted'; limit: string }

/** Reserves room for an upload, or says which limit forbids it. No await in here: two callers can't take the same room. */
export function reserveUpload(sql: SqlStorage, site: SiteRecord, asked: UploadRequest, now: number): UploadAdmission {
  const today = startOfDay(now)
  sql.exec(`DELETE FROM uploads WHERE state = 'deleted' AND at < ?`, today)
  // No upload lives that long: its object was lost before it could give the room back.
  sql.exec(`DELETE FROM uploads WHERE state = 'reserved' AND at < ?`, now - RESERVED_MAX_MS)
  // An upload that asks again, after a crash, replaces its first request.
  sql.exec(`DELETE FROM uploads WHERE reference = ? AND state = 'reserved'`, asked.reference)
  const twin = twinOf(sql, asked)
  // Bytes that are stored already take no room and are not sent again.
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
 * Notes the bytes of an upload that became a reference: they count as stored from now on. Answers their R2 key, null
 * where the site doesn't know the upload any more. `lost`: an older key of equal bytes that R2 turned out not to have.
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

/** Notes an upload that became a reference with bytes stored under `key`; null where bytes or upload are gone. */
export function keepTwin(sql: SqlStorage, sha256: string, key: string, reference: string): string | null {
  if (keyOf(sql, sha256) !== key || !hasUpload(sql, reference)) return null
  noteReady(sql, reference, sha256)
  holdBytes(sql, sha256, reference)
  return key
}

/**
 * Deletes the bytes under `key` and gives back the upload's room, which then doesn't count against the subject's day.
 */
export function discardUpload(sql: SqlStorage, reference: string, key: string, now: number): void {
  sql.exec(`UPDATE uploads SET length = 0 WHERE reference = ? AND state = 'reserved'`, reference)
  throwAway(sql, [key], now)
}

/**
 * Deletes a reference: off the list, out of the subject's known digests, and its bytes unless another holder needs
 * them. `own`: the key of an upload that never became a reference.
 */
export function dropUpload(sql: SqlStorage, reference: string, own: string | null, now: number): void {
  sql.exec(`DELETE FROM uploads WHERE reference = ? AND state = 'reserved'`, reference)
  sql.exec(`UPDATE uploads SET state = 'deleted', sha256 = NULL WHERE reference = ?`, reference)
  throwAway(sql, letGoOfBytes(sql, reference), now)
  if (own !== null) throwAway(sql, [own], now)
}

/** Bytes that the site stores, and room that is reserved. */
function storedBytes(sql: SqlStorage): number {
  const stored = sum(sql, 'SELECT sum(size) AS bytes FROM bytes')
  return stored + sum(sql, `SELECT sum(length) AS bytes FROM uploads WHERE state = 'reserved'`)
}

function hasUpload(sql: SqlStorage, reference: string): boolean {
  return sql.exec(`SELECT 1 FROM uploads WHERE reference = ? AND state != 'deleted'`, reference).toArray().length > 0
}

/** Counts the upload as stored, with its real length where the visitor had announced more. */
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
