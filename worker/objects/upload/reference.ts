/** The upload as its owner sees it on the wire. */
import type { Reference } from '../../contract/reference.ts'
import type { Row } from './store.ts'

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
    expires_at: new Date(row.expires_at).toISOString(),
    ...(row.problem ? { problem: JSON.parse(row.problem) } : {}),
  }
}
