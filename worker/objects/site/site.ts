/**
 * The Site object: one site's record, its money, and the index of its generations and references. It alone says yes to
 * spending.
 */
import { DurableObject } from 'cloudflare:workers'
import { readConfig } from '../../config.ts'
import type { SessionLimits } from '../../contract/session.ts'
import type { NewSiteKey, SiteCreate, SiteKey, SitePatch } from '../../contract/site.ts'
import { log } from '../../log.ts'
import type { PresetReference } from '../../model/preset.ts'
import { addressHash } from '../../signing/ids.ts'
import { clockOf } from '../clock.ts'
import { hasTables, migrate } from '../migrate.ts'
import {
  type AdmissionRequest,
  admitAttempt,
  closeAttempt,
  type JoinAnswer,
  type JoinRequest,
  joinGeneration,
  openRunsJob,
  type SiteAdmission,
} from './admission.ts'
import { AlarmJobs } from './alarm-jobs.ts'
import { keyOf, keysOf, type StoredBytes } from './bytes.ts'
import { forgetGeneration, isClaimed, unclaim } from './claims.ts'
import { beginDeletion, Deletion, type DeletionLeft, deletionLeft, deletionSince } from './deletion.ts'
import { eraseSubject, type Left, leftBy } from './erasure.ts'
import { garbageJob, throwAway } from './garbage.ts'
import { hiddenVideos, hideVideo, unhideVideos } from './hidden.ts'
import { countSession, hourOf, type SessionCount } from './issued-sessions.ts'
import { deleteKey, digestOf, findKey, inventKey, keepKey, listKeys } from './keys.ts'
import { type Closing, endOfDay, remainingToday } from './ledger.ts'
import { hasRun, type IdPage, idPage, NO_PAGE, type RunPage, runPage } from './lists.ts'
import { forSubject } from './operator.ts'
import { digestsOf, holdForPresets } from './presets.ts'
import { type KeptSite, newRecord, patchedRecord, recordErrors, type SiteUpdate, withDefaults } from './record.ts'
import { SITE_MIGRATIONS } from './schema.ts'
import type { RemainingToday } from './session-limits.ts'
import {
  discardUpload,
  dropUpload,
  keepTwin,
  keepUpload,
  reserveUpload,
  type UploadAdmission,
  type UploadRequest,
} from './uploads.ts'
import { type UsageDay, usageByDay } from './usage.ts'

/** Work on the tables of a site; `now` in milliseconds. */
type Work<T> = (sql: SqlStorage, record: KeptSite, now: number) => T

/** One site. Methods never throw for a caller's mistake; each comment says how a site that doesn't exist answers. */
export class Site extends DurableObject<Env> {
  #record: KeptSite | null = null
  readonly #deletion = new Deletion(this.ctx.storage)
  readonly #jobs = new AlarmJobs(this.ctx.storage, () => Date.now(), [
    garbageJob(this.ctx.storage, this.env),
    this.#deletion.job(() => this.#deletion.pass(this.env, this.#kept()?.id ?? '')),
    openRunsJob(this.ctx.storage, this.env),
  ])

  /** Creates the site; `created` is false where it exists. */
  async create(fields: SiteCreate): Promise<{ created: boolean; record: KeptSite }> {
    const known = this.#kept()
    if (known) return { created: false, record: known }
    migrate(this.ctx.storage, SITE_MIGRATIONS)
    const record = newRecord(fields, Date.now())
    this.#write(record)
    return { created: true, record }
  }

  /** The record; null where the site doesn't exist or is being deleted. Reading an unknown site writes nothing. */
  async read(): Promise<KeptSite | null> {
    return this.#read()
  }

  /** The record, also of a site that is being deleted, and what is left to delete of it. */
  async describe(): Promise<{ record: KeptSite; deletion: DeletionLeft | null } | null> {
    const record = this.#kept()
    return record && { record, deletion: deletionLeft(this.ctx.storage.sql) }
  }

  /**
   * Deletes the site and everything in it: from now on it answers no call, and the alarm deletes what a first pass
   * leaves. Answers what that is, `gone` where nothing, null where the site doesn't exist.
   */
  async delete(): Promise<DeletionLeft | 'gone' | null> {
    const record = this.#kept()
    if (!record) return null
    if (this.#read()) log('site', { site: record.id, to: 'deleting' })
    beginDeletion(this.ctx.storage.sql, Date.now())
    await this.#jobs.now('deletion')
    return (await this.#endDeletion(record.id)) ? 'gone' : deletionLeft(this.ctx.storage.sql)
  }

  /**
   * Changes parts of the record, or answers the mistakes of the change. `references`: those of the presets, by id;
   * their bytes are held from now on.
   */
  async update(patch: SitePatch, references: Readonly<Record<string, PresetReference>> = {}): Promise<SiteUpdate> {
    const update = this.#change<SiteUpdate>({ ok: false, code: 'unknown-site' }, (sql, known, now) => {
      const record = patchedRecord(known, patch, references)
      const errors = recordErrors(record)
      if (errors.length > 0) return { ok: false, code: 'invalid-input', errors }
      const digests = digestsOf(record.presets)
      if (patch.presets && !keysOf(sql, digests)) return { ok: false, code: 'reference-gone' }
      this.#write(record)
      if (patch.presets) throwAway(sql, holdForPresets(sql, digests), now)
      return { ok: true, record }
    })
    if (update.ok) await this.#jobs.now('garbage')
    return update
  }

  /** Creates a secret key. This answer alone has the secret; only its digest is stored. */
  async makeKey(): Promise<NewSiteKey | 'too-many' | null> {
    const key = await inventKey()
    return this.#open(null, (sql, _, now) => {
      if (!keepKey(sql, key, now)) return 'too-many'
      return { id: key.id, created_at: new Date(now).toISOString(), secret: key.secret }
    })
  }

  /** The site's keys without their secrets; null where the site doesn't exist. */
  async keys(): Promise<SiteKey[] | null> {
    return this.#open(null, listKeys)
  }

  /** Deletes a key; false where the site has no such key. */
  async deleteKey(id: string): Promise<boolean> {
    return this.#open(false, (sql) => deleteKey(sql, id))
  }

  /** The id of the key with this secret; null where this site has none. */
  async verifyKey(secret: string): Promise<{ keyId: string } | null> {
    const digest = await digestOf(secret)
    const keyId = this.#open(null, (sql, _, now) => findKey(sql, digest, now))
    return keyId === null ? null : { keyId }
  }

  /**
   * Reserves an attempt's price and bytes, or says which limit forbids it. Idempotent, so that it may be called again
   * after a crash.
   */
  async admit(asked: AdmissionRequest): Promise<SiteAdmission> {
    const clock = await clockOf(this.env)
    const answer = this.#change<SiteAdmission>({ ok: false, code: 'unknown-site' }, (sql, record) =>
      admitAttempt(sql, record, asked, clock),
    )
    if (answer.ok) await this.#jobs.schedule()
    return answer
  }

  /** Gives a subject its part in a generation that exists already. */
  async join(asked: JoinRequest): Promise<JoinAnswer> {
    return this.#change({ ok: true, standing: null }, (sql, record, now) => joinGeneration(sql, record, asked, now))
  }

  /** Settles an attempt's reservation with its charge, or releases it with 0. */
  async closeReservation(closing: Closing): Promise<void> {
    await this.#letGo((sql, now) => closeAttempt(sql, closing, now))
  }

  /** Usage by day between two midnights (ms); null where the site doesn't exist. */
  async usage(from: number, until: number): Promise<UsageDay[] | null> {
    return this.#open(null, (sql) => usageByDay(sql, from, until))
  }

  /** True while a subject's list has this generation. */
  async hasGeneration(generation: string): Promise<boolean> {
    return this.#open(false, (sql) => isClaimed(sql, generation))
  }

  /** Takes a generation off a subject's list; false where the list didn't have it. */
  async unclaim(subject: string, generation: string): Promise<boolean> {
    return this.#open(false, (sql) => unclaim(sql, subject, generation))
  }

  /** Takes a generation off every list. */
  async forgetGeneration(generation: string): Promise<void> {
    await this.#letGo((sql) => forgetGeneration(sql, generation))
  }

  /** The site's playback, and the videos that are private whatever it says; null where the site doesn't exist. */
  async playback(): Promise<{ playback: KeptSite['playback']; hidden: string[] } | null> {
    return this.#open(null, (sql, { playback }) => ({ playback, hidden: hiddenVideos(sql) }))
  }

  /** Makes a video private; false where too many are. */
  async hide(video: string, generation: string): Promise<boolean> {
    return this.#open(false, (sql) => hideVideo(sql, video, generation))
  }

  /** Makes the generation's video as public as the site's others. */
  async unhide(generation: string): Promise<void> {
    this.#open(null, (sql) => unhideVideos(sql, generation))
  }

  /** One page of all runs, newest first; null where the site doesn't exist. */
  async runs(cursor: string | null): Promise<RunPage | null> {
    return this.#open(null, (sql) => runPage(sql, cursor))
  }

  /** True when the ledger knows the generation. */
  async hasRun(generation: string): Promise<boolean> {
    return this.#open(false, (sql) => hasRun(sql, generation))
  }

  /** What a subject left here, `max` of each kind at most. */
  async leftBy(subject: string, max: number): Promise<Left> {
    return this.#open({ generations: [], references: [], complete: true }, (sql) => leftBy(sql, subject, max))
  }

  /** Deletes these rows of a subject, once the objects themselves have forgotten it. */
  async eraseSubject(subject: string, left: Left): Promise<void> {
    this.#change(null, (sql) => eraseSubject(sql, subject, left))
  }

  /** One page of a subject's generations, newest first. */
  async generations(subject: string, cursor: string | null): Promise<IdPage> {
    return this.#open(NO_PAGE, (sql) => idPage(sql, 'generations', subject, cursor))
  }

  /** One page of a subject's references, newest first. */
  async references(subject: string, cursor: string | null): Promise<IdPage> {
    return this.#open(NO_PAGE, (sql) => idPage(sql, 'references', subject, cursor))
  }

  /** Reserves room for an upload, or says which limit forbids it. */
  async admitUpload(asked: UploadRequest): Promise<UploadAdmission> {
    const unknown: UploadAdmission = { ok: false, code: 'storage-exhausted', limit: 'site' }
    return this.#change(unknown, (sql, record, now) =>
      reserveUpload(sql, forSubject(record, asked.subject), asked, now),
    )
  }

  /** Deletes bytes that no reference keeps, and gives back the upload's room. */
  async discard(reference: string, key: string): Promise<void> {
    await this.#letGo((sql, now) => discardUpload(sql, reference, key, now))
  }

  /**
   * Keeps bytes for a reference. Answers their R2 key, which may be that of equal bytes stored before; null where the
   * site doesn't know the upload any more.
   */
  async keepBytes(bytes: StoredBytes, reference: string): Promise<string | null> {
    const older = this.#open(null, (sql) => keyOf(sql, bytes.sha256))
    // R2 is asked, so that no reference points to bytes that are lost.
    const lost = older !== null && older !== bytes.key && !(await this.env.BUCKET.head(older)) ? older : null
    const key = this.#change(null, (sql, _, now) => keepUpload(sql, bytes, reference, lost, now))
    if (key !== null) await this.#jobs.schedule()
    return key
  }

  /** Lets another reference of the same subject use stored bytes. Answers their R2 key, null where they are gone. */
  async holdTwin(sha256: string, reference: string): Promise<string | null> {
    const key = this.#open(null, (sql) => keyOf(sql, sha256))
    if (key === null || !(await this.env.BUCKET.head(key))) return null
    return this.#change(null, (sql) => keepTwin(sql, sha256, key, reference))
  }

  /**
   * Deletes a reference, and its bytes unless another holder needs them. `own`: the key of an upload that never became
   * a reference.
   */
  async dropReference(reference: string, own: string | null): Promise<void> {
    await this.#letGo((sql, now) => dropUpload(sql, reference, own, now))
  }

  /**
   * Counts a session for this address, and tells the subject's rest of today. The address itself is not stored; null
   * where the site doesn't exist.
   */
  async countSession(address: string, subject: string): Promise<(SessionCount & { today: RemainingToday }) | null> {
    const config = await readConfig(this.env)
    if (!config.ok || !this.#read()) return null
    const now = Date.now()
    const hash = await addressHash(config.config.idKey, `${this.ctx.id.name}.${hourOf(now)}`, address)
    return this.#open(null, (sql, record) => {
      const count = countSession(sql, hash, record.quota.sessions_per_address_per_hour, now)
      return { ...count, today: remainingToday(sql, record, null, subject, now) }
    })
  }

  /** The subject's rest of today; 0 where the site doesn't exist. */
  async remainingToday(subject: string, limits: SessionLimits | null): Promise<RemainingToday> {
    const none = { generations: 0, resetsAt: endOfDay(Date.now()) }
    return this.#open(none, (sql, record, now) => remainingToday(sql, record, limits, subject, now))
  }

  override async alarm(): Promise<void> {
    if (this.#kept()) await this.#jobs.alarm()
    const record = this.#kept()
    if (record) await this.#endDeletion(record.id)
  }

  async #endDeletion(site: string): Promise<boolean> {
    const ended = await this.#deletion.end(this.env, site, () => {
      this.#record = null
    })
    if (!ended) await this.#jobs.schedule()
    return ended
  }

  /** Reads, or writes one row; `fallback` where the site doesn't exist or is being deleted. */
  #open<T>(fallback: T, work: Work<T>): T {
    const record = this.#read()
    return record ? work(this.ctx.storage.sql, record, Date.now()) : fallback
  }

  /** Writes several rows in one transaction; `fallback` as with #open. */
  #change<T>(fallback: T, work: Work<T>): T {
    return this.#open(fallback, (...given) => this.ctx.storage.transactionSync(() => work(...given)))
  }

  /** Ends what has begun, also on a site that is being deleted; bytes without a holder are deleted at once. */
  async #letGo(work: (sql: SqlStorage, now: number) => void): Promise<void> {
    if (!this.#kept()) return
    const { storage } = this.ctx
    storage.transactionSync(() => work(storage.sql, Date.now()))
    await this.#jobs.now('garbage')
  }

  #read(): KeptSite | null {
    const record = this.#kept()
    return record && deletionSince(this.ctx.storage.sql) === null ? record : null
  }

  /** The record, also of a site that is being deleted; null where the site doesn't exist. */
  #kept(): KeptSite | null {
    if (this.#record) return this.#record
    const { sql } = this.ctx.storage
    if (!hasTables(sql)) return null
    migrate(this.ctx.storage, SITE_MIGRATIONS)
    const [row] = sql.exec<{ record: string }>('SELECT record FROM site').toArray()
    this.#record = row ? withDefaults(JSON.parse(row.record) as KeptSite) : null
    return this.#record
  }

  #write(record: KeptSite): void {
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.sql.exec('DELETE FROM site')
      this.ctx.storage.sql.exec('INSERT INTO site (record) VALUES (?)', JSON.stringify(record))
    })
    this.#record = record
  }
}
