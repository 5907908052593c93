/** The Site object: one site's record, its money, and the index of what is its. It alone says yes to spending. */
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
import { forgetClaims, isClaimed, unclaim } from './claims.ts'
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

/** What a call does with the tables of a site that is there; `now` in milliseconds. */
type Work<T> = (sql: SqlStorage, record: KeptSite, now: number) => T

export class Site extends DurableObject<Env> {
  #record: KeptSite | null = null
  readonly #deletion = new Deletion(this.ctx.storage, this.env)
  readonly #jobs = new AlarmJobs(this.ctx.storage, () => Date.now(), [
    garbageJob(this.ctx.storage, this.env),
    { name: 'deletion', due: () => this.#deletion.due(), work: () => this.#deletion.pass(this.#kept()?.id ?? '') },
    openRunsJob(this.ctx.storage, this.env),
  ])

  /** Makes the site; false when there is one already. */
  async create(fields: SiteCreate): Promise<{ created: boolean; record: KeptSite }> {
    const known = this.#kept()
    if (known) return { created: false, record: known }
    migrate(this.ctx.storage, SITE_MIGRATIONS)
    const record = newRecord(fields, Date.now())
    this.#write(record)
    return { created: true, record }
  }

  /** The record; null where there is no such site (asking leaves nothing behind), or it is being deleted. */
  async read(): Promise<KeptSite | null> {
    return this.#read()
  }

  /** The record also of a site that is being deleted, with what is left to be deleted. */
  async describe(): Promise<{ record: KeptSite; deletion: DeletionLeft | null } | null> {
    const record = this.#kept()
    return record && { record, deletion: deletionLeft(this.ctx.storage.sql) }
  }

  /**
   * Deletes the site and all that is its: at once it answers nobody any more, then the rest goes, by alarm where it
   * takes longer. What is left after a first pass; `gone` where nothing is, null where there is no such site.
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
   * Changes parts of the record, or says what would be wrong with it then. `references`: those that the presets are
   * made of, by their ids; their bytes are held from now on.
   */
  async update(patch: SitePatch, references: Readonly<Record<string, PresetReference>> = {}): Promise<SiteUpdate> {
    const unknown: SiteUpdate = { ok: false, code: 'unknown-site' }
    const update = this.#change(unknown, (sql, known, now): SiteUpdate => {
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

  /** Makes a secret key: told in this answer, then known by its digest only. */
  async makeKey(): Promise<NewSiteKey | 'too-many' | null> {
    const key = await inventKey()
    return this.#open(null, (sql, _, now) => {
      if (!keepKey(sql, key, now)) return 'too-many'
      return { id: key.id, created_at: new Date(now).toISOString(), secret: key.secret }
    })
  }

  /** The keys that live, without their secrets; null where there is no such site. */
  async keys(): Promise<SiteKey[] | null> {
    return this.#open(null, listKeys)
  }

  /** False where there is no such key. */
  async deleteKey(id: string): Promise<boolean> {
    return this.#open(false, (sql) => deleteKey(sql, id))
  }

  /** Which of this site's keys the secret is; null for none of them. */
  async verifyKey(secret: string): Promise<{ keyId: string } | null> {
    const digest = await digestOf(secret)
    const keyId = this.#open(null, (sql, _, now) => findKey(sql, digest, now))
    return keyId === null ? null : { keyId }
  }

  /** Reserves what an attempt costs and needs, or says which limit forbids it; asked again after a crash, the same. */
  async admit(asked: AdmissionRequest): Promise<SiteAdmission> {
    const clock = await clockOf(this.env)
    const unknown: SiteAdmission = { ok: false, code: 'unknown-site' }
    const answer = this.#change(unknown, (sql, record) => admitAttempt(sql, record, asked, clock))
    if (answer.ok) await this.#jobs.schedule()
    return answer
  }

  /** Lets a subject have a part in a generation that is there already. */
  async join(asked: JoinRequest): Promise<JoinAnswer> {
    const unknown: JoinAnswer = { ok: true, standing: null }
    return this.#change(unknown, (sql, record, now) => joinGeneration(sql, record, asked, now))
  }

  /** Ends the reservation of one attempt: settled with what was charged, or released with 0. */
  async closeReservation(closing: Closing): Promise<void> {
    await this.#letGo((sql, now) => closeAttempt(sql, closing, now))
  }

  /** What was used from one midnight to another (ms), by day; null where there is no such site. */
  async usage(from: number, until: number): Promise<UsageDay[] | null> {
    return this.#open(null, (sql) => usageByDay(sql, from, until))
  }

  /** True when somebody of this site has asked for this generation. */
  async hasGeneration(generation: string): Promise<boolean> {
    return this.#open(false, (sql) => isClaimed(sql, generation))
  }

  /** Takes a generation off a subject's list; false where it wasn't on it. */
  async unclaim(subject: string, generation: string): Promise<boolean> {
    return this.#open(false, (sql) => unclaim(sql, subject, generation))
  }

  /** Takes a generation off every list. */
  async forgetGeneration(generation: string): Promise<void> {
    await this.#letGo((sql) => {
      forgetClaims(sql, generation)
      unhideVideos(sql, generation)
    })
  }

  /** How its videos are played, and which of them at signed addresses whatever holds for the others. */
  async playback(): Promise<{ playback: KeptSite['playback']; hidden: string[] } | null> {
    return this.#open(null, (sql, { playback }) => ({ playback, hidden: hiddenVideos(sql) }))
  }

  /** From now on this video is private; false where too many are. */
  async hide(video: string, generation: string): Promise<boolean> {
    return this.#open(false, (sql) => hideVideo(sql, video, generation))
  }

  /** The generation's video is as public as the site's others. */
  async unhide(generation: string): Promise<void> {
    this.#open(null, (sql) => unhideVideos(sql, generation))
  }

  /** Every run that money was reserved for, newest first; null where there is no such site. */
  async runs(cursor: string | null): Promise<RunPage | null> {
    return this.#open(null, (sql) => runPage(sql, cursor))
  }

  /** True when money was ever reserved here for this generation. */
  async hasRun(generation: string): Promise<boolean> {
    return this.#open(false, (sql) => hasRun(sql, generation))
  }

  /** What a subject left here, so many of each at most. */
  async leftBy(subject: string, max: number): Promise<Left> {
    const nothing: Left = { generations: [], references: [], complete: true }
    return this.#open(nothing, (sql) => leftBy(sql, subject, max))
  }

  /** Forgets what was found of a subject, once the objects themselves have. */
  async eraseSubject(subject: string, left: Left): Promise<void> {
    this.#change(null, (sql) => eraseSubject(sql, subject, left))
  }

  /** A subject's generations, newest first. */
  async generations(subject: string, cursor: string | null): Promise<IdPage> {
    return this.#open(NO_PAGE, (sql) => idPage(sql, 'generations', subject, cursor))
  }

  /** A subject's references, newest first. */
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

  /** The bytes of this upload are nothing to keep: refused, and then its room is given back, or stored before. */
  async discard(reference: string, key: string): Promise<void> {
    await this.#letGo((sql, now) => discardUpload(sql, reference, key, now))
  }

  /**
   * Keeps bytes for a reference; answers the key under which they are stored, which may be an older equal file's, or
   * null where the site doesn't know of the upload any more.
   */
  async keepBytes(bytes: StoredBytes, reference: string): Promise<string | null> {
    const older = this.#open(null, (sql) => keyOf(sql, bytes.sha256))
    // Nobody is pointed at bytes that R2 doesn't have.
    const lost = older !== null && older !== bytes.key && !(await this.env.BUCKET.head(older)) ? older : null
    const key = this.#change(null, (sql, _, now) => keepUpload(sql, bytes, reference, lost, now))
    if (key !== null) await this.#jobs.schedule()
    return key
  }

  /** Holds bytes that are there for another reference of the same subject; answers their key, null when they are gone. */
  async holdTwin(sha256: string, reference: string): Promise<string | null> {
    const key = this.#open(null, (sql) => keyOf(sql, sha256))
    if (key === null || !(await this.env.BUCKET.head(key))) return null
    return this.#change(null, (sql) => keepTwin(sql, sha256, key, reference))
  }

  /**
   * Takes a reference off the list and deletes its bytes, unless another reference or a running generation needs them.
   * `own`: the key of an upload that never became a reference.
   */
  async dropReference(reference: string, own: string | null): Promise<void> {
    await this.#letGo((sql, now) => dropUpload(sql, reference, own, now))
  }

  /**
   * Counts a session for this address in this hour, unless the hour's are used up, and tells how many more runs the
   * subject may start today. The address is not kept.
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

  /** How many more runs this subject may start today. */
  async remainingToday(subject: string, limits: SessionLimits | null): Promise<RemainingToday> {
    const none: RemainingToday = { generations: 0, resetsAt: endOfDay(Date.now()) }
    return this.#open(none, (sql, record, now) => remainingToday(sql, record, limits, subject, now))
  }

  override async alarm(): Promise<void> {
    if (!this.#kept()) return
    await this.#jobs.alarm()
    const record = this.#kept()
    if (record) await this.#endDeletion(record.id)
  }

  async #endDeletion(site: string): Promise<boolean> {
    const ended = await this.#deletion.end(site, () => {
      this.#record = null
    })
    if (!ended) await this.#jobs.schedule()
    return ended
  }

  /** Looks at a site that is there, or writes one row; `fallback` where there is none, or it is being deleted. */
  #open<T, F>(fallback: F, work: Work<T>): T | F {
    const record = this.#read()
    return record ? work(this.ctx.storage.sql, record, Date.now()) : fallback
  }

  /** Writes several rows in one step: all of them, or none. */
  #change<T, F>(fallback: F, work: Work<T>): T | F {
    return this.#open(fallback, (...given) => this.ctx.storage.transactionSync(() => work(...given)))
  }

  /** Ends something that has begun, also on a site that is being deleted; bytes that nobody needs then go at once. */
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

  /** The record also of a site that is being deleted. */
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
