/** The Upload object: one file on its way from a visitor to a reference that the model can use. */
import { DurableObject } from 'cloudflare:workers'
import type { Reference } from '../../contract/reference.ts'
import { r2Source } from '../../media/source.ts'
import { verify } from '../../media/verify.ts'
import type { ReferenceBytes } from '../../model/request.ts'
import { clockOf } from '../clock.ts'
import { hasTables, migrate } from '../migrate.ts'
import { receive } from './receive.ts'
import { UPLOAD_MIGRATIONS } from './schema.ts'

/** Hours that an unfinished upload is kept. The contract's retention rule. */
const UNFINISHED_HOURS = 24

export type UploadStart = {
  id: string
  site: string
  subject: string
  length: number
  /** The header as it came, to be told again. */
  metadata: string
  filename: string | null
  sha256: string | null
  retentionDays: number
}

/** Where tus stands. */
export type UploadState = { offset: number; length: number; metadata: string; expiresAt: number }

export type PatchResult =
  | { ok: true; state: UploadState }
  | { ok: false; why: 'unknown' | 'locked' | 'offset-mismatch' | 'cut' | 'too-long' }

/** A reference as a generation uses it. */
export type Described =
  | { ok: true; kind: 'image' | 'video'; reference: ReferenceBytes }
  | { ok: false; why: 'unknown' | 'not-ready' | 'rejected' }

type Row = {
  id: string
  site: string
  subject: string
  length: number
  metadata: string
  filename: string | null
  expected_sha256: string | null
  status: Reference['status']
  offset: number
  key: string | null
  sha256: string | null
  kind: 'image' | 'video' | null
  media_type: NonNullable<Reference['media_type']> | null
  width: number | null
  height: number | null
  duration: number | null
  problem: string | null
  created_at: number
  expires_at: number
}

export class Upload extends DurableObject<Env> {
  #writing = false

  /** Writes the upload down before its first byte comes. */
  async begin(start: UploadStart): Promise<UploadState> {
    migrate(this.ctx.storage, UPLOAD_MIGRATIONS)
    const now = Date.now()
    this.ctx.storage.sql.exec(
      `INSERT INTO upload (id, site, subject, length, metadata, filename, expected_sha256, status, offset, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'uploading', 0, ?, ?)`,
      start.id,
      start.site,
      start.subject,
      start.length,
      start.metadata,
      start.filename,
      start.sha256,
      now,
      now + start.retentionDays * 86_400_000,
    )
    const clock = await clockOf(this.env)
    await this.ctx.storage.setAlarm(now + clock.delay(UNFINISHED_HOURS * 3_600_000))
    await this.#site(start.site).addReference(start.subject, start.id)
    return this.#state(this.#row() as Row)
  }

  /** Where this subject's upload stands; null for anybody else's. */
  async state(subject: string): Promise<UploadState | null> {
    const row = this.#row(subject)
    return row ? this.#state(row) : null
  }

  /** Takes the rest of the file at `x-offset`; the body is a stream, so this is `fetch` and not a method. */
  override async fetch(request: Request): Promise<Response> {
    const subject = request.headers.get('x-subject') ?? ''
    const offset = Number(request.headers.get('x-offset'))
    const result = await this.#patch(subject, offset, request.body)
    return Response.json(result)
  }

  /** The record as its owner sees it; null for anybody else. */
  async record(subject: string): Promise<Reference | null> {
    const row = await this.#checkedRow(subject)
    return row ? toReference(row) : null
  }

  /** What a generation of this subject needs to know of the reference. */
  async describe(subject: string): Promise<Described> {
    const row = await this.#checkedRow(subject)
    if (!row) return { ok: false, why: 'unknown' }
    if (row.status === 'rejected') return { ok: false, why: 'rejected' }
    if (row.status !== 'ready' || !row.kind || !row.key || !row.sha256 || !row.media_type)
      return { ok: false, why: 'not-ready' }
    const { kind, key, sha256, media_type, length, duration } = row
    return { ok: true, kind, reference: { key, sha256, media_type, bytes: length, duration: duration ?? 0 } }
  }

  /** Deletes the reference, its bytes and this object's tables; false for anybody else's. */
  async remove(subject: string): Promise<boolean> {
    const row = this.#row(subject)
    if (!row) return false
    await this.#erase(row)
    return true
  }

  override async alarm(): Promise<void> {
    const row = this.#row()
    if (row) await this.#erase(row)
  }

  async #patch(subject: string, offset: number, body: ReadableStream<Uint8Array> | null): Promise<PatchResult> {
    const row = this.#row(subject)
    if (!row) return { ok: false, why: 'unknown' }
    if (this.#writing) return { ok: false, why: 'locked' }
    if (offset !== row.offset) return { ok: false, why: 'offset-mismatch' }
    if (row.offset === row.length || !body) return { ok: true, state: this.#state(row) }
    this.#writing = true
    try {
      const key = `references/${row.site}/${row.id}`
      const received = await receive(this.env.BUCKET, key, body, row.length)
      if (!received.ok) return { ok: false, why: received.why }
      this.#update({ status: 'checking', offset: row.length, sha256: received.sha256, key })
      await this.#check()
      return { ok: true, state: this.#state(this.#row() as Row) }
    } finally {
      this.#writing = false
    }
  }

  /** The row, with the check finished that a restart may have cut off. */
  async #checkedRow(subject: string): Promise<Row | null> {
    const row = this.#row(subject)
    if (row?.status !== 'checking' || this.#writing) return row
    await this.#check()
    return this.#row(subject)
  }

  /** Reads what has come, and makes it a reference or says why not. */
  async #check(): Promise<void> {
    const row = this.#row()
    if (!row?.key || !row.sha256) return
    const source = await r2Source(this.env.BUCKET, row.key)
    if (row.expected_sha256 !== null && row.expected_sha256 !== row.sha256) {
      const detail = 'What arrived is not the file that was announced: its SHA-256 is another one.'
      return this.#reject(row, { code: 'digest-mismatch', detail })
    }
    const result = source ? await verify(source) : null
    if (!result) return this.#reject(row, { code: 'corrupt', detail: 'The file could not be read back.' })
    if (!result.ok) return this.#reject(row, result.problem)
    const key = await this.#site(row.site).keepBytes({ sha256: row.sha256, key: row.key, size: row.length }, row.id)
    if (key !== row.key) await this.env.BUCKET.delete(row.key)
    const { kind, media_type, width, height, duration } = result.facts
    this.#update({ status: 'ready', key, kind, media_type, width, height, duration })
    await this.ctx.storage.setAlarm(row.expires_at)
  }

  async #reject(row: Row, problem: NonNullable<Reference['problem']>): Promise<void> {
    this.#update({ status: 'rejected', problem: JSON.stringify(problem), key: null })
    if (row.key) await this.env.BUCKET.delete(row.key)
  }

  async #erase(row: Row): Promise<void> {
    await this.#site(row.site).dropReference(row.id)
    // Bytes that never became a reference are nobody else's.
    if (row.status !== 'ready') await this.env.BUCKET.delete(`references/${row.site}/${row.id}`)
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
  }

  #row(subject?: string): Row | null {
    if (!hasTables(this.ctx.storage.sql)) return null
    const [row] = this.ctx.storage.sql.exec<Row>('SELECT * FROM upload').toArray()
    return row && (subject === undefined || row.subject === subject) ? row : null
  }

  #update(fields: Partial<Row>): void {
    const names = Object.keys(fields)
    const values = Object.values(fields) as SqlStorageValue[]
    this.ctx.storage.sql.exec(`UPDATE upload SET ${names.map((name) => `${name} = ?`).join(', ')}`, ...values)
  }

  #state(row: Row): UploadState {
    return { offset: row.offset, length: row.length, metadata: row.metadata, expiresAt: row.expires_at }
  }

  #site(id: string) {
    return this.env.SITES.getByName(id)
  }
}

function toReference(row: Row): Reference {
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
