/** The Upload object: one file on its way from a visitor to a reference that the model can use. */
import { DurableObject } from 'cloudflare:workers'
import type { Reference } from '../../contract/reference.ts'
import type { SessionLimits } from '../../contract/session.ts'
import { DAY_MS } from '../../contract/time.ts'
import { logFault } from '../../log.ts'
import type { ReferenceBytes } from '../../model/request.ts'
import { clockOf } from '../clock.ts'
import type { QuotaStanding } from '../site/session-limits.ts'
import type { Site } from '../site/site.ts'
import type { UploadAdmission } from '../site/uploads.ts'
import { readWho, type Who } from '../who.ts'
import { ByteReader } from './byte-reader.ts'
import { discardLeftover, finish, isComplete } from './finish.ts'
import { type ImportRefusal, openImport } from './import.ts'
import { uploadKey } from './parts.ts'
import { endOf, toReference } from './reference.ts'
import { type Row, UploadStore } from './store.ts'
import { UploadWriter, type WriteFrom, type WriteResult } from './writer.ts'

/** Milliseconds until the alarm repeats an unfinished check. Ours. */
const CHECK_AGAIN_MS = 5_000

/** What an upload begins with. `length` is in bytes. */
type UploadStart = {
  id: string
  site: string
  subject: string
  length: number
  /** The `Upload-Metadata` header as sent; tus wants it back unchanged. */
  metadata: string
  filename: string | null
  sha256: string | null
  retentionDays: number
  /** Limits of the asker's session, tighter than the site's. */
  limits: SessionLimits | null
}

/** The state that tus answers with. `expiresAt` is in milliseconds since 1970. */
export type UploadState = { offset: number; length: number; metadata: string; expiresAt: number }

/** The upload's state, or why the site refuses it. */
export type BeginResult =
  | { ok: true; state: UploadState; bytesToday: QuotaStanding }
  | Exclude<UploadAdmission, { ok: true }>

/** The imported reference, or why there is none. */
type ImportResult =
  | { ok: true; record: Reference }
  | ImportRefusal
  | { ok: false; why: 'storage' }
  | Exclude<UploadAdmission, { ok: true }>

/** The upload's state after a PATCH, or why its bytes were refused. */
export type PatchResult = { ok: true; state: UploadState } | Exclude<WriteResult, { ok: true }>

/** A verified file, which another upload of the same bytes by the same subject needn't send again. */
type VerifiedFile = Pick<Row, 'key' | 'sha256' | 'kind' | 'media_type' | 'width' | 'height' | 'duration'>

/** A reference as a generation uses it, or why it can't. */
export type Described =
  | { ok: true; kind: 'image' | 'video'; reference: ReferenceBytes }
  | { ok: false; why: 'unknown' | 'not-ready' | 'rejected' }

/**
 * One upload and the reference made of it. Methods that take a `Who` answer everybody but the owner as if the upload
 * didn't exist.
 */
export class Upload extends DurableObject<Env> {
  readonly #store = new UploadStore(this.ctx.storage)
  readonly #writer = new UploadWriter(this.#store)
  #finishing: Promise<void> | null = null

  /** Begins an upload before its first byte comes, if the site has room for it. */
  async begin(start: UploadStart): Promise<BeginResult> {
    const site = this.#site(start.site)
    const { id, subject, length, sha256 } = start
    const now = Date.now()
    this.#store.begin({
      id,
      site: start.site,
      subject,
      length,
      metadata: start.metadata,
      filename: start.filename,
      expected_sha256: sha256,
      status: 'uploading',
      offset: 0,
      created_at: now,
      expires_at: now + start.retentionDays * DAY_MS,
    })
    // The alarm is set before the site reserves room: after a crash the alarm gives the room back.
    await this.#setAlarm()
    const admission = await site.admitUpload({ reference: id, subject, length, sha256, limits: start.limits })
    if (!admission.ok) {
      await this.ctx.storage.deleteAlarm()
      await this.ctx.storage.deleteAll()
      return admission
    }
    let { bytesToday } = admission
    const known = admission.twin ? await this.env.UPLOADS.getByName(admission.twin).verifiedFile(start) : null
    const key = known?.sha256 ? await site.holdTwin(known.sha256, id) : null
    if (known && key !== null) {
      this.#store.update({ ...known, key, status: 'ready', offset: length })
    } else if (admission.twin) {
      // The twin was deleted meanwhile: the bytes have to be sent, and need room.
      const again = await site.admitUpload({ reference: id, subject, length, sha256: null, limits: start.limits })
      if (!again.ok) {
        await this.#erase(this.#store.row() as Row)
        return again
      }
      bytesToday = again.bytesToday
    }
    await this.#setAlarm()
    return { ok: true, state: this.#state(), bytesToday }
  }

  /** Fetches a file from a listed host and makes a reference of it; a refusal leaves nothing behind. */
  async import(start: Omit<UploadStart, 'length' | 'metadata' | 'sha256'>, url: string): Promise<ImportResult> {
    const opened = await openImport(url, await clockOf(this.env))
    if (!opened.ok) return opened
    const { length } = opened
    const begun = await this.begin({ ...start, length, metadata: '', sha256: null })
    if (!begun.ok) {
      await opened.reader.cancel()
      return begun
    }
    const announced = opened.exact ? length : null
    const result = await this.#patch(start, { offset: 0, announced }, opened.reader, true)
    const row = this.#row(start)
    if (result.ok && row) return { ok: true, record: toReference(row) }
    if (row) await this.#erase(row)
    if (!result.ok && result.why === 'storage') return { ok: false, why: 'storage' }
    return { ok: false, why: !result.ok && result.why === 'too-long' ? 'too-large' : 'unreachable' }
  }

  /** The state of this subject's upload; null for anybody else's. */
  async state(who: Who): Promise<UploadState | null> {
    return this.#row(who) ? this.#state() : null
  }

  /**
   * Receives the file's bytes from `x-offset` on. A method `append(who, from, body)` would read plainer, but a stream
   * through RPC is slower: measured by `npm run bench -- --only uploads`, it reached 0.66 × the speed of a bare upload
   * instead of 0.92 ×, and took 36 MB more.
   */
  override async fetch(request: Request): Promise<Response> {
    const { headers } = request
    const announced = headers.get('x-announced')
    const from = { offset: Number(headers.get('x-offset')), announced: announced === null ? null : Number(announced) }
    return Response.json(await this.#patch(readWho(headers), from, request.body && new ByteReader(request.body)))
  }

  /** The reference as its owner sees it; null for anybody else. */
  async record(who: Who): Promise<Reference | null> {
    const row = await this.#finishedRow(who)
    return row ? toReference(row) : null
  }

  /** What a generation of this subject needs of the reference. */
  async describe(who: Who): Promise<Described> {
    const row = await this.#finishedRow(who)
    if (!row) return { ok: false, why: 'unknown' }
    if (row.status === 'rejected') return { ok: false, why: 'rejected' }
    const { kind, key, sha256, media_type, length, duration } = row
    if (row.status !== 'ready' || !kind || !key || !sha256 || !media_type) return { ok: false, why: 'not-ready' }
    return { ok: true, kind, reference: { key, sha256, media_type, bytes: length, duration: duration ?? 0 } }
  }

  /** The verified file, for the same subject's next upload of the same bytes; null until it is ready. */
  async verifiedFile(who: Who): Promise<VerifiedFile | null> {
    const row = this.#row(who)
    if (row?.status !== 'ready') return null
    const { key, sha256, kind, media_type, width, height, duration } = row
    return { key, sha256, kind, media_type, width, height, duration }
  }

  /** Deletes the reference, its bytes and this object's tables; false for anybody else's. */
  async remove(who: Who): Promise<boolean> {
    const row = this.#row(who)
    if (row) await this.#erase(row)
    return row !== null
  }

  /** Repeats a check that was cut off, or erases an upload that has expired. */
  override async alarm(): Promise<void> {
    const row = this.#store.row()
    if (!row) return
    try {
      const clock = await clockOf(this.env)
      if (clock.now() >= endOf(row, clock.delay)) return await this.#erase(row)
      if (!this.#writer.busy) await this.#finish(row)
      await this.#setAlarm()
    } catch (error) {
      logFault('upload alarm', error)
      await this.ctx.storage.setAlarm(Date.now() + CHECK_AGAIN_MS)
    }
  }

  async #patch(
    who: Who,
    from: WriteFrom,
    reader: ByteReader | null,
    /** An import's file ends where its body ends, whatever length was reserved. */
    importing = false,
  ): Promise<PatchResult> {
    const written = await this.#writer.write(this.env.BUCKET, () => this.#row(who), from, reader)
    if (!written.ok) return written
    if (!written.received) return { ok: true, state: this.#state() }
    // The upload was deleted while its bytes came.
    if (!this.#store.row()) return { ok: false, why: 'unknown' }
    if (importing) this.#store.update({ length: this.#state().offset })
    const { offset, length } = this.#state()
    if (offset === length && length > 0) {
      this.#store.update({ status: 'checking' })
      await this.ctx.storage.setAlarm(Date.now() + CHECK_AGAIN_MS)
      await this.#finish(who)
      await this.#setAlarm()
    }
    return this.#store.row() ? { ok: true, state: this.#state() } : { ok: false, why: 'unknown' }
  }

  /** Runs one check at a time; other callers wait for the same one. A check that fails is repeated by the alarm. */
  #finish({ site }: Pick<Row, 'site'>): Promise<void> {
    this.#finishing ??= this.#check(this.#site(site)).finally(() => {
      this.#finishing = null
    })
    return this.#finishing
  }

  async #check(site: DurableObjectStub<Site>): Promise<void> {
    try {
      await finish(this.env, this.#store, site, this.#writer.digest)
      await discardLeftover(this.#store, site)
    } catch (error) {
      logFault('upload check', error)
    }
  }

  /** The owner's row, after a check that a restart may have cut off. */
  async #finishedRow(who: Who): Promise<Row | null> {
    const row = this.#row(who)
    if (!row || !isComplete(row) || this.#writer.busy) return row
    await this.#finish(row)
    return this.#row(who)
  }

  async #erase(before: Row): Promise<void> {
    // Otherwise bytes on their way to R2 would arrive after the deletion, and a check would record a deleted file.
    await this.#writer.stop('the upload was deleted')
    await this.#finishing
    const row = this.#store.row() ?? before
    if (row.multipart !== null) {
      await this.env.BUCKET.resumeMultipartUpload(uploadKey(row), row.multipart)
        .abort()
        .catch(() => undefined)
    }
    // Bytes that never became a reference are used by no other.
    const own = row.status !== 'ready' || row.leftover ? uploadKey(row) : null
    await this.#site(row.site).dropReference(row.id, own)
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
  }

  #row({ site, subject }: Who): Row | null {
    const row = this.#store.row()
    return row?.site === site && row.subject === subject ? row : null
  }

  #state(): UploadState {
    const row = this.#store.row()
    return {
      offset: row?.offset ?? 0,
      length: row?.length ?? 0,
      metadata: row?.metadata ?? '',
      expiresAt: row ? endOf(row) : 0,
    }
  }

  async #setAlarm(): Promise<void> {
    const row = this.#store.row()
    if (!row) return
    const clock = await clockOf(this.env)
    const unfinished = isComplete(row) || row.leftover
    await this.ctx.storage.setAlarm(unfinished ? Date.now() + CHECK_AGAIN_MS : endOf(row, clock.delay))
  }

  #site(id: string): DurableObjectStub<Site> {
    return this.env.SITES.getByName(id)
  }
}
