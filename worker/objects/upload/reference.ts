/** Makes the reference of the wire from an upload's row, and says when it expires. */
import type { Reference } from '../../contract/reference.ts'
import { DAY_MS } from '../../contract/time.ts'
import type { Row } from './store.ts'

/** Milliseconds until an unfinished or rejected upload expires. The contract's retention rule. */
const UNFINISHED_MS = DAY_MS

/**
 * When an upload expires, in milliseconds since 1970: after its site's retention days, or a day where it never got
 * ready.
 */
export function endOf(row: Row, delay: (ms: number) => number = (ms) => ms): number {
  return row.status === 'ready' ? row.expires_at : Math.min(row.expires_at, row.created_at + delay(UNFINISHED_MS))
}

/** The reference of the wire, from an upload's row; a file's facts are told once it is ready. */
export function toReference(row: Row): Reference {
  const ready = row.status === 'ready'
  return {
    id: row.id,
    status: row.status,
    ...(ready && row.kind && row.media_type ? { kind: row.kind, media_type: row.media_type } : {}),
    bytes: row.length,
    ...(ready && row.width && row.height ? { width: row.width, height: row.height } : {}),
    ...(ready && row.kind === 'video' && row.duration ? { duration: row.duration } : {}),
    ...(row.sha256 ? { sha256: row.sha256 } : {}),
    ...(row.filename ? { filename: row.filename } : {}),
    created_at: new Date(row.created_at).toISOString(),
    expires_at: new Date(endOf(row)).toISOString(),
    ...(row.problem ? { problem: JSON.parse(row.problem) } : {}),
  }
}
