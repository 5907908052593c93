/** The Site object: one site's record, its money, and the index of what is its. It alone says yes to spending. */
import { DurableObject } from 'cloudflare:workers'
import { readConfig } from '../../config.ts'
import type { InputError } from '../../contract/problem.ts'
import type { SessionLimits } from '../../contract/session.ts'
import type { NewSiteKey, SiteCreate, SiteKey, SitePatch } from '../../contract/site.ts'
import { log, logFault } from '../../log.ts'
import type { PresetReference } from '../../model/preset.ts'
import { addressHash } from '../../signing/ids.ts'
import { clockOf } from '../clock.ts'
import { hasTables, migrate } from '../migrate.ts'
import { AlarmJobs } from './alarm-jobs.ts'
import { holdBytes, keyOf, keysOf, letGoOfBytes, type StoredBytes, storeBytes } from './bytes.ts'
import { claim, forgetClaims, isClaimed, unclaim } from './claims.ts'
import {
  beginDeletion,
  type DeletionLeft,
  deleteStrays,
  deletionDue,
  deletionLeft,
  deletionPass,
  deletionSince,
  postponeDeletion,
} from './deletion.ts'
import { unregisterSite } from './directory.ts'
import { eraseSubject, type Left, leftBy } from './erasure.ts'
import { garbageDue, sweep, throwAway } from './garbage.ts'
import { hiddenVideos, hideVideo, unhideVideos } from './hidden.ts'
import { bindKey, type IdempotencyKey, lookUpKey } from './idempotency.ts'
import { countSession, hourOf, type SessionCount } from './issued-sessions.ts'
import { deleteKey, digestOf, findKey, inventKey, keepKey, listKeys } from './keys.ts'
import {
  type Admission,
  type Closing,
  close,
  dailyStanding,
  endOfDay,
  forgetReservation,
  type Reservation,
  reserve,
} from './ledger.ts'
import { type IdPage, idPage, NO_PAGE } from './lists.ts'
import { askAfterRuns, openRunsDue, unwatchRun, watchRun } from './open-runs.ts'
import { forSubject } from './operator.ts'
import { digestsOf, holdForPresets } from './presets.ts'
import { type KeptSite, newRecord, patchedRecord, recordErrors, withDefaults } from './record.ts'
import { hasRun, type RunPage, runPage } from './runs.ts'
import { SITE_MIGRATIONS } from './schema.ts'
import type { QuotaStanding } from './session-limits.ts'
import {
  forgetUpload,
  hasUpload,
  noteReady,
  releaseUpload,
  reserveUpload,
  type UploadAdmission,
  type UploadRequest,
} from './uploads.ts'
import { countReplay, type UsageDay, usageByDay } from './usage.ts'

export type SiteUpdate =
  | { ok: true; record: KeptSite }
  | { ok: false; code: 'unknown-site' | 'reference-gone' }
  | { ok: false; code: 'invalid-input'; errors: InputError[] }

/** How many more runs a subject may start today, and when the day ends (ms). */
export type RemainingToday = { generations: number; resetsAt: number }

/** A subject that asks for a generation which is there already. */
export type Joining = {
  subject: string
  generation: string
  /** What another run would have cost, in millionths of a dollar. */
  saved: number
  limits: SessionLimits | null
  key: IdempotencyKey | null
}

export type JoinAnswer =
  /** `standing`: null where the site went meanwhile. */
  { ok: true; standing: QuotaStanding | null } | { ok: false; code: 'idempotency-conflict' }

/** What one attempt asks the site for. */
export type AdmissionRequest = Reservation & {
  /** SHA-256 of each reference. */
  digests: readonly string[]
  /** The key of the caller who started the attempt. */
  key: IdempotencyKey | null
}

export type { UploadAdmission } from './uploads.ts'

export type SiteAdmission =
  /** `keys`: where the references' bytes are in R2, by digest. `standing`: what is left of the subject's day. */
  | { ok: true; keys: Record<string, string>; standing: QuotaStanding }
  | Exclude<Admission, { ok: true }>
  | { ok: false; code: 'unknown-site' | 'reference-gone' | 'idempotency-conflict' }

/** Who needs a reference's bytes while it runs. */
function holderOf({ generation, attempt }: { generation: string; attempt: number }): string {
  return `${generation}/${attempt}`
}

export class Site extends DurableObject<Env> {
  #record: KeptSite | null = null
  #ending: Promise<boolean> | null = null
  readonly #jobs = new AlarmJobs(this.ctx.storage, [
    {
      name: 'garbage',
      due: () => garbageDue(this.ctx.storage.sql),
      work: async () => sweep(this.ctx.storage.sql, this.env.BUCKET, await clockOf(this.env)),
    },
    { name: 'deletion', due: () => deletionDue(this.ctx.storage.sql), work: () => this.#deletionPass() },
    { name: 'open runs', due: () => openRunsDue(this.ctx.storage.sql), work: () => this.#askAfterRuns() },
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
    const { id } = this.#kept() ?? { id: null }
    if (id === null) return null
    if (this.#read()) log('site', { site: id, to: 'deleting' })
    beginDeletion(this.ctx.storage.sql, Date.now())
    await this.#jobs.now('deletion')
    return (await this.#endDeletion()) ? 'gone' : deletionLeft(this.ctx.storage.sql)
  }

  /**
   * Changes parts of the record, or says what would be wrong with it then. `references`: those that the presets are
   * made of, by their ids; their bytes are held from now on.
   */
  async update(patch: SitePatch, references: Readonly<Record<string, PresetReference>> = {}): Promise<SiteUpdate> {
    const known = this.#read()
    if (!known) return { ok: false, code: 'unknown-site' }
    const record = patchedRecord(known, patch, references)
    const errors = recordErrors(record)
    if (errors.length > 0) return { ok: false, code: 'invalid-input', errors }
    const { sql } = this.ctx.storage
    const digests = digestsOf(record.presets)
    if (patch.presets && !keysOf(sql, digests)) return { ok: false, code: 'reference-gone' }
    this.ctx.storage.transactionSync(() => {
      this.#write(record)
      if (patch.presets) throwAway(sql, holdForPresets(sql, digests), Date.now())
    })
    await this.#jobs.now('garbage')
    return { ok: true, record }
  }

  /** Makes a secret key: told in this answer, then known by its digest only. */
  async makeKey(): Promise<NewSiteKey | 'too-many' | null> {
    const key = await inventKey()
    if (!this.#read()) return null
    const now = Date.now()
    if (!keepKey(this.ctx.storage.sql, key, now)) return 'too-many'
    return { id: key.id, created_at: new Date(now).toISOString(), secret: key.secret }
  }

  /** The keys that live, without their secrets; null where there is no such site. */
  async keys(): Promise<SiteKey[] | null> {
    return this.#read() ? listKeys(this.ctx.storage.sql) : null
  }

  /** False where there is no such key. */
  async deleteKey(id: string): Promise<boolean> {
    return this.#read() !== null && deleteKey(this.ctx.storage.sql, id)
  }

  /** Which of this site's keys the secret is; null for none of them. */
  async verifyKey(secret: string): Promise<{ keyId: string } | null> {
    const digest = await digestOf(secret)
    if (!this.#read()) return null
    const keyId = findKey(this.ctx.storage.sql, digest, Date.now())
    return keyId === null ? null : { keyId }
  }

  /**
   * Reserves the price of one attempt, holds its references' bytes and binds the caller's key, or says which limit
   * forbids it. Idempotent by (generation, attempt), so that it may be asked again after a crash. A refusal changes
   * nothing.
   */
  async admit(asked: AdmissionRequest): Promise<SiteAdmission> {
    const record = this.#read()
    if (!record) return { ok: false, code: 'unknown-site' }
    const { sql } = this.ctx.storage
    const clock = await clockOf(this.env)
    const answer = this.ctx.storage.transactionSync((): SiteAdmission => {
      const { generation, subject, limits, digests, key } = asked
      const now = clock.now()
      if (key && lookUpKey(sql, subject, key, now) === 'other') return { ok: false, code: 'idempotency-conflict' }
      const keys = keysOf(sql, digests)
      if (!keys) return { ok: false, code: 'reference-gone' }
      const site = forSubject(record, subject)
      const admission = reserve(sql, site, asked, now)
      if (!admission.ok) return admission
      if (key) bindKey(sql, { subject, generation }, key, now)
      claim(sql, subject, generation, now)
      for (const sha256 of digests) holdBytes(sql, sha256, holderOf(asked))
      watchRun(sql, asked, clock)
      return { ok: true, keys, standing: dailyStanding(sql, site, limits, subject, now) }
    })
    await this.#jobs.schedule()
    return answer
  }

  /** Ends the reservation of one attempt: settled with what was charged, or released with 0. */
  async closeReservation(closing: Closing): Promise<void> {
    if (!this.#kept()) return
    const { sql } = this.ctx.storage
    this.ctx.storage.transactionSync(() => {
      close(sql, closing, Date.now())
      unwatchRun(sql, closing)
      throwAway(sql, letGoOfBytes(sql, holderOf(closing)), Date.now())
    })
    await this.#jobs.now('garbage')
  }

  /**
   * Puts a generation that is there already on a subject's list and binds the caller's key to it, unless the key stands
   * for another request. Again for the same one changes nothing; a request that its key knows has saved nothing.
   */
  async join({ subject, generation, saved, limits, key }: Joining): Promise<JoinAnswer> {
    const record = this.#read()
    if (!record) return { ok: true, standing: null }
    const { sql } = this.ctx.storage
    const now = Date.now()
    return this.ctx.storage.transactionSync((): JoinAnswer => {
      const known = key && lookUpKey(sql, subject, key, now)
      if (known === 'other') return { ok: false, code: 'idempotency-conflict' }
      if (key) bindKey(sql, { subject, generation }, key, now)
      claim(sql, subject, generation, now)
      if (known !== 'same') countReplay(sql, saved, now)
      return { ok: true, standing: dailyStanding(sql, forSubject(record, subject), limits, subject, now) }
    })
  }

  /** What was used from one midnight to another (ms), by day; null where there is no such site. */
  async usage(from: number, until: number): Promise<UsageDay[] | null> {
    return this.#read() ? usageByDay(this.ctx.storage.sql, from, until) : null
  }

  /** True when somebody of this site has asked for this generation. */
  async hasGeneration(generation: string): Promise<boolean> {
    return this.#read() !== null && isClaimed(this.ctx.storage.sql, generation)
  }

  /** Takes a generation off a subject's list; false where it wasn't on it. */
  async unclaim(subject: string, generation: string): Promise<boolean> {
    return this.#read() !== null && unclaim(this.ctx.storage.sql, subject, generation)
  }

  /** Takes a generation off every list. */
  async forgetGeneration(generation: string): Promise<void> {
    if (!this.#kept()) return
    this.ctx.storage.transactionSync(() => {
      forgetClaims(this.ctx.storage.sql, generation)
      unhideVideos(this.ctx.storage.sql, generation)
    })
  }

  /** How its videos are played, and which of them at signed addresses whatever holds for the others. */
  async playback(): Promise<{ playback: KeptSite['playback']; hidden: string[] } | null> {
    const record = this.#read()
    return record && { playback: record.playback, hidden: hiddenVideos(this.ctx.storage.sql) }
  }

  /** From now on this video is private; false where too many are. */
  async hide(video: string, generation: string): Promise<boolean> {
    return this.#read() !== null && hideVideo(this.ctx.storage.sql, video, generation)
  }

  /** The generation's video is as public as the site's others. */
  async unhide(generation: string): Promise<void> {
    if (this.#read()) unhideVideos(this.ctx.storage.sql, generation)
  }

  /** Every run that money was reserved for, newest first; null where there is no such site. */
  async runs(cursor: string | null): Promise<RunPage | null> {
    return this.#read() ? runPage(this.ctx.storage.sql, cursor) : null
  }

  /** True when money was ever reserved here for this generation. */
  async hasRun(generation: string): Promise<boolean> {
    return this.#read() !== null && hasRun(this.ctx.storage.sql, generation)
  }

  /** What a subject left here, so many of each at most. */
  async leftBy(subject: string, max: number): Promise<Left> {
    return this.#read()
      ? leftBy(this.ctx.storage.sql, subject, max)
      : { generations: [], references: [], complete: true }
  }

  /** Forgets what was found of a subject, once the objects themselves have. */
  async eraseSubject(subject: string, left: Left): Promise<void> {
    if (this.#read()) this.ctx.storage.transactionSync(() => eraseSubject(this.ctx.storage.sql, subject, left))
  }

  /** A subject's generations, newest first. */
  async generations(subject: string, cursor: string | null): Promise<IdPage> {
    return this.#read() ? idPage(this.ctx.storage.sql, 'generations', subject, cursor) : NO_PAGE
  }

  /** A subject's references, newest first. */
  async references(subject: string, cursor: string | null): Promise<IdPage> {
    return this.#read() ? idPage(this.ctx.storage.sql, 'references', subject, cursor) : NO_PAGE
  }

  /** Reserves room for an upload, or says which limit forbids it. */
  async admitUpload(asked: UploadRequest): Promise<UploadAdmission> {
    const record = this.#read()
    if (!record) return { ok: false, code: 'storage-exhausted', limit: 'site' }
    return this.ctx.storage.transactionSync(() =>
      reserveUpload(this.ctx.storage.sql, forSubject(record, asked.subject), asked, Date.now()),
    )
  }

  /** The bytes of this upload are nothing to keep: refused, and then its room is given back, or stored before. */
  async discard(reference: string, key: string): Promise<void> {
    if (!this.#kept()) return
    this.ctx.storage.transactionSync(() => {
      releaseUpload(this.ctx.storage.sql, reference)
      throwAway(this.ctx.storage.sql, [key], Date.now())
    })
    await this.#jobs.now('garbage')
  }

  /**
   * Keeps bytes for a reference; answers the key under which they are stored, which may be an older equal file's, or
   * null where the site doesn't know of the upload any more.
   */
  async keepBytes(bytes: StoredBytes, reference: string): Promise<string | null> {
    if (!this.#read()) return null
    const { sql } = this.ctx.storage
    const older = keyOf(sql, bytes.sha256)
    // Nobody is pointed at bytes that R2 doesn't have.
    const lost = older !== null && older !== bytes.key && !(await this.env.BUCKET.head(older)) ? older : null
    const key = this.ctx.storage.transactionSync(() => {
      if (!hasUpload(sql, reference)) return null
      const keptUnder = storeBytes(sql, bytes, reference, lost)
      noteReady(sql, reference, bytes.sha256)
      // Redactions may be left of lost bytes.
      if (lost !== null && keptUnder === bytes.key) throwAway(sql, [lost], Date.now())
      return keptUnder
    })
    await this.#jobs.schedule()
    return key
  }

  /** Holds bytes that are there for another reference of the same subject; answers their key, null when they are gone. */
  async holdTwin(sha256: string, reference: string): Promise<string | null> {
    if (!this.#read()) return null
    const { sql } = this.ctx.storage
    const key = keyOf(sql, sha256)
    if (key === null || !(await this.env.BUCKET.head(key))) return null
    return this.ctx.storage.transactionSync(() => {
      if (keyOf(sql, sha256) !== key || !hasUpload(sql, reference)) return null
      noteReady(sql, reference, sha256)
      holdBytes(sql, sha256, reference)
      return key
    })
  }

  /**
   * Takes a reference off the list and deletes its bytes, unless another reference or a running generation needs them.
   * `own`: the key of an upload that never became a reference.
   */
  async dropReference(reference: string, own: string | null): Promise<void> {
    if (!this.#kept()) return
    const { sql } = this.ctx.storage
    this.ctx.storage.transactionSync(() => {
      forgetUpload(sql, reference)
      throwAway(sql, letGoOfBytes(sql, reference), Date.now())
      if (own !== null) throwAway(sql, [own], Date.now())
    })
    await this.#jobs.now('garbage')
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
    // Read again: it may have been changed meanwhile.
    const record = this.#read()
    if (!record) return null
    const { sql } = this.ctx.storage
    const count = countSession(sql, hash, record.quota.sessions_per_address_per_hour, now)
    return { ...count, today: remainingOf(dailyStanding(sql, record, null, subject, now)) }
  }

  /** How many more runs this subject may start today. */
  async remainingToday(subject: string, limits: SessionLimits | null): Promise<RemainingToday> {
    const record = this.#read()
    const now = Date.now()
    if (!record) return { generations: 0, resetsAt: endOfDay(now) }
    return remainingOf(dailyStanding(this.ctx.storage.sql, record, limits, subject, now))
  }

  override async alarm(): Promise<void> {
    if (!this.#kept()) return
    await this.#jobs.alarm()
    await this.#endDeletion()
  }

  async #deletionPass(): Promise<void> {
    const { id } = this.#kept() ?? { id: '' }
    await deletionPass(this.ctx.storage.sql, id, await clockOf(this.env), {
      generation: (generation) => this.env.GENERATIONS.getByName(generation).dropAll(true),
      reference: async (reference, who) => {
        await this.env.UPLOADS.getByName(reference).remove(who)
        return true
      },
    })
  }

  /** The last step, once nothing else is left: the site itself. False where there is more to be done. */
  #endDeletion(): Promise<boolean> {
    this.#ending ??= this.#wipe().finally(() => {
      this.#ending = null
    })
    return this.#ending
  }

  async #wipe(): Promise<boolean> {
    const { id } = this.#kept() ?? { id: null }
    const left = id === null ? null : deletionLeft(this.ctx.storage.sql)
    if (id === null || !left || left.generations + left.references > 0) return false
    try {
      await deleteStrays(this.env.BUCKET, id)
      await unregisterSite(this.env, id)
    } catch (error) {
      logFault('site deletion', error, { site: id })
      postponeDeletion(this.ctx.storage.sql, await clockOf(this.env))
      await this.#jobs.schedule()
      return false
    }
    // In one step, so that nobody meets a record without tables.
    const done = [this.ctx.storage.deleteAll(), this.ctx.storage.deleteAlarm()]
    this.#record = null
    await Promise.all(done)
    log('site', { site: id, to: 'deleted' })
    return true
  }

  async #askAfterRuns(): Promise<void> {
    const { sql } = this.ctx.storage
    await askAfterRuns(
      sql,
      await clockOf(this.env),
      ({ generation, attempt }) => this.env.GENERATIONS.getByName(generation).settle(attempt),
      (run) =>
        this.ctx.storage.transactionSync(() => {
          log('reservation-lost', { ...run })
          forgetReservation(sql, run.generation, run.attempt)
          unwatchRun(sql, run)
          throwAway(sql, letGoOfBytes(sql, holderOf(run)), Date.now())
        }),
    )
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

function remainingOf({ remaining, resetsAt }: QuotaStanding): RemainingToday {
  return { generations: remaining, resetsAt }
}
