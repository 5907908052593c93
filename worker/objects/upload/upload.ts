/** The Upload object: one file on its way from a visitor to a reference that the model can use. */
import { DurableObject } from 'cloudflare:workers'
import type { Reference } from '../../contract/reference.ts'
import type { SessionLimits } from '../../contract/session.ts'
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
import { receive, StorageFault, uploadKey } from './parts.ts'
import { endOf, toReference } from './reference.ts'
import { RunningDigest } from './running-digest.ts'
import { type Row, UploadStore } from './store.ts'

/** Milliseconds without a byte after which a writer counts as gone, and another may take over. Ours. */
const WRITER_SILENT_MS = 10_000
/** Milliseconds until the alarm looks at a check that nobody waits for. Ours. */
const CHECK_AGAIN_MS = 5_000
const DAY_MS = 86_400_000

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
  /** The asker's own limits, tighter than the site's. */
  limits: SessionLimits | null
}

/** Where tus stands. */
export type UploadState = { offset: number; length: number; metadata: string; expiresAt: number }

export type BeginResult =
  | { ok: true; state: UploadState; bytesToday: QuotaStanding }
  | Exclude<UploadAdmission, { ok: true }>

export type ImportResult =
  | { ok: true; record: Reference }
  | ImportRefusal
  | { ok: false; why: 'storage' }
  | Exclude<UploadAdmission, { ok: true }>

export type PatchResult =
  | { ok: true; state: UploadState }
  | { ok: false; why: 'unknown' | 'locked' | 'offset-mismatch' | 'cut' | 'too-long' | 'storage' }

/** What another upload of the same bytes by the same subject found in them. */
export type VerifiedFile = Pick<Row, 'key' | 'sha256' | 'kind' | 'media_type' | 'width' | 'height' | 'duration'>

/** A reference as a generation uses it. */
export type Described =
  | { ok: true; kind: 'image' | 'video'; reference: ReferenceBytes }
  | { ok: false; why: 'unknown' | 'not-ready' | 'rejected' }

export class Upload extends DurableObject<Env> {
  readonly #store = new UploadStore(this.ctx.storage)
  #writer: { reader: ByteReader; active: number; ended: Promise<void> } | null = null
  #finishing: Promise<void> | null = null
  #digest: RunningDigest | null = null

  /** Writes the upload down before its first byte comes, if the site has room for it. */
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
    // Before anybody else is asked: whatever happens, the alarm gives back what was reserved.
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
      // The twin went meanwhile: the bytes have to be sent, and need room.
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

  /** Fetches the file from a listed host and makes a reference of it; a refusal leaves nothing behind. */
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

  /** Where this subject's upload stands; null for anybody else's. */
  async state(who: Who): Promise<UploadState | null> {
    return this.#row(who) ? this.#state() : null
  }

  /** Takes bytes of the file from `x-offset` on; the body is a stream, so this is `fetch` and not a method. */
  override async fetch(request: Request): Promise<Response> {
    const { headers } = request
    const announced = headers.get('x-announced')
    const from = { offset: Number(headers.get('x-offset')), announced: announced === null ? null : Number(announced) }
    return Response.json(await this.#patch(readWho(headers), from, request.body && new ByteReader(request.body)))
  }

  /** The record as its owner sees it; null for anybody else. */
  async record(who: Who): Promise<Reference | null> {
    const row = await this.#finishedRow(who)
    return row ? toReference(row) : null
  }

  /** What a generation of this subject needs to know of the reference. */
  async describe(who: Who): Promise<Described> {
    const row = await this.#finishedRow(who)
    if (!row) return { ok: false, why: 'unknown' }
    if (row.status === 'rejected') return { ok: false, why: 'rejected' }
    const { kind, key, sha256, media_type, length, duration } = row
    if (row.status !== 'ready' || !kind || !key || !sha256 || !media_type) return { ok: false, why: 'not-ready' }
    return { ok: true, kind, reference: { key, sha256, media_type, bytes: length, duration: duration ?? 0 } }
  }

  /** What was found in these bytes, for the same subject's next upload of them. */
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

  /** Goes on with a check that was cut off, or ends what is over. */
  override async alarm(): Promise<void> {
    const row = this.#store.row()
    if (!row) return
    try {
      const clock = await clockOf(this.env)
      if (clock.now() >= endOf(row, clock.delay)) return await this.#erase(row)
      if (!this.#writer) await this.#finish(row)
      await this.#setAlarm()
    } catch (error) {
      logFault('upload alarm', error)
      await this.ctx.storage.setAlarm(Date.now() + CHECK_AGAIN_MS)
    }
  }

  async #patch(
    who: Who,
    from: { offset: number; announced: number | null },
    reader: ByteReader | null,
    /** An import's body ends where the file does, whatever length was thought of. */
    importing = false,
  ): Promise<PatchResult> {
    if (!this.#row(who)) return { ok: false, why: 'unknown' }
    if (this.#writer && Date.now() - this.#writer.active < WRITER_SILENT_MS) return { ok: false, why: 'locked' }
    // A connection that died without a word: its writer is ended, and what it made durable is where we go on.
    const silent = this.#writer
    await silent?.reader.cancel('another writer took over')
    await silent?.ended
    // Read only now: the writer that was ended may have made more durable.
    const row = this.#row(who)
    if (!row) return { ok: false, why: 'unknown' }
    if (this.#writer) return { ok: false, why: 'locked' }
    if (from.offset !== row.offset) return { ok: false, why: 'offset-mismatch' }
    if (from.announced !== null && from.offset + from.announced > row.length) return { ok: false, why: 'too-long' }
    if (!reader || row.status !== 'uploading') return { ok: true, state: this.#state() }
    if (row.offset === 0) this.#digest = new RunningDigest()
    // Thrown out of memory meanwhile, it has missed bytes: then the whole is read back at the end.
    else if (this.#digest?.offset !== row.offset) this.#digest = null
    reader.arrived = () => this.#active()
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    this.#writer = { reader, active: Date.now(), ended }
    try {
      await receive({ bucket: this.env.BUCKET, store: this.#store, digest: this.#digest }, reader, from.announced)
      // A sender that didn't announce its length may have sent too much.
      if (from.announced === null && this.#state().offset === row.length && (await reader.read(1)) !== null) {
        return { ok: false, why: 'too-long' }
      }
    } catch (error) {
      if (!(error instanceof StorageFault)) return { ok: false, why: 'cut' }
      logFault('upload part', error, { reference: row.id })
      return { ok: false, why: 'storage' }
    } finally {
      this.#writer = null
      end()
      await reader.cancel()
    }
    // Deleted meanwhile.
    if (!this.#store.row()) return { ok: false, why: 'unknown' }
    if (importing) this.#store.update({ length: this.#state().offset })
    const { offset, length } = this.#state()
    if (offset === length && length > 0) {
      this.#store.update({ status: 'checking' })
      await this.ctx.storage.setAlarm(Date.now() + CHECK_AGAIN_MS)
      await this.#finish(row)
      await this.#setAlarm()
    }
    return this.#store.row() ? { ok: true, state: this.#state() } : { ok: false, why: 'unknown' }
  }

  #active(): void {
    if (this.#writer) this.#writer.active = Date.now()
  }

  /** One check at a time; all who ask meanwhile wait for it. One that fails leaves the status as it is: the alarm goes on. */
  #finish(row: Row): Promise<void> {
    this.#finishing ??= this.#check(this.#site(row.site)).finally(() => {
      this.#finishing = null
    })
    return this.#finishing
  }

  async #check(site: DurableObjectStub<Site>): Promise<void> {
    try {
      await finish(this.env, this.#store, site, this.#digest)
      await discardLeftover(this.#store, site)
    } catch (error) {
      logFault('upload check', error)
    }
  }

  /** The row, with the check finished that a restart may have cut off. */
  async #finishedRow(who: Who): Promise<Row | null> {
    const row = this.#row(who)
    if (!row || !isComplete(row) || this.#writer) return row
    await this.#finish(row)
    return this.#row(who)
  }

  async #erase(before: Row): Promise<void> {
    const writer = this.#writer
    await writer?.reader.cancel('the upload was deleted')
    // What is on its way to R2 would arrive after it was deleted there, and a check would write down what is gone.
    await writer?.ended
    await this.#finishing
    const row = this.#store.row() ?? before
    if (row.multipart !== null) {
      await this.env.BUCKET.resumeMultipartUpload(uploadKey(row), row.multipart)
        .abort()
        .catch(() => undefined)
    }
    // Bytes that never became a reference are nobody else's.
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
