/** The Generation's rows: each change is written, numbered and logged in one synchronous step. */
import { IDEMPOTENCY_KEY_HOURS } from '../../contract/limits.ts'
import { HOUR_MS } from '../../contract/time.ts'
import { log } from '../../log.ts'
import type { Clock } from '../clock.ts'
import { hasTables, migrate } from '../migrate.ts'
import type { IdempotencyKey } from '../site/idempotency.ts'
import { factsOf } from './facts.ts'
import { progressOf } from './progress.ts'
import {
  type Attempt,
  type AttemptFacts,
  type Claim,
  type ClaimFields,
  decodeRow,
  encodeColumn,
  type NewRequest,
  type Publication,
  type StoredEvent,
  type StoredRequest,
} from './rows.ts'
import { GENERATION_MIGRATIONS } from './schema.ts'
import { mayGo, type State } from './states.ts'

/** Access to one Generation's tables. Reading a Generation that was never written to creates no tables. */
export class GenerationStore {
  readonly #storage: DurableObjectStorage
  readonly #clock: Clock
  readonly #changed: () => void
  #migrated = false

  /** `changed` is called after each new event. */
  constructor(storage: DurableObjectStorage, clock: Clock, changed: () => void) {
    this.#storage = storage
    this.#clock = clock
    this.#changed = changed
  }

  /** True while the request's plan is stored. */
  exists(): boolean {
    return this.#isWritten() && this.#all("SELECT 1 FROM request WHERE plan != 'null'").length > 0
  }

  /** The number of the newest attempt, 0 without one. Numbers outlive retention, because the ledger knows them. */
  lastNumber(): number {
    return this.#isWritten()
      ? (this.#all<{ number: number }>('SELECT max(number) AS number FROM attempts')[0]?.number ?? 0)
      : 0
  }

  request(): StoredRequest {
    return this.#all<StoredRequest>('SELECT * FROM request')[0] as StoredRequest
  }

  /** The newest attempt. */
  attempt(): Attempt {
    return this.#all<Attempt>('SELECT * FROM attempts ORDER BY number DESC LIMIT 1')[0] as Attempt
  }

  /** The attempt of this number; null where there is none. */
  attemptNumbered(number: number): Attempt | null {
    if (!this.#isWritten()) return null
    return this.#all<Attempt>('SELECT * FROM attempts WHERE number = ?', number)[0] ?? null
  }

  attemptOf(capability: string): Attempt | null {
    return this.#all<Attempt>('SELECT * FROM attempts WHERE capability = ?', capability)[0] ?? null
  }

  claims(): Claim[] {
    return this.#all<Claim>('SELECT * FROM claims')
  }

  claim(subject: string): Claim | null {
    if (!this.#isWritten()) return null
    return this.#all<Claim>('SELECT * FROM claims WHERE subject = ?', subject)[0] ?? null
  }

  /** Writes the request, also where retention had wiped it. */
  begin(request: NewRequest): void {
    migrate(this.#storage, GENERATION_MIGRATIONS)
    this.#migrated = true
    const { id, plan, estimated } = request
    this.#all('DELETE FROM request')
    this.#insert('request', { id, site: plan.site, plan, estimated, created_at: this.#clock.now() })
  }

  /** Opens an attempt in `reserving`. */
  beginAttempt(fields: Pick<Attempt, 'number' | 'subject' | 'capability' | 'video_id' | 'limits'>): void {
    this.#insert('attempts', { ...fields, state: 'reserving', created_at: this.#clock.now() })
  }

  /**
   * Deletes an attempt that was refused before anything was spent. Without another attempt the object has no tables
   * again.
   */
  forgetAttempt(number: number): void {
    if (number > 1) {
      this.#storage.transactionSync(() => {
        this.#all('DELETE FROM attempts WHERE number = ?', number)
        this.#all('DELETE FROM idempotency WHERE attempt = ?', number)
        if (this.attempt().forgotten) {
          this.#all('DELETE FROM claims WHERE attempt = ?', number)
          this.#all("UPDATE request SET plan = 'null'")
        }
        // A refused subject doesn't want a later attempt by this claim.
        this.#all('UPDATE claims SET attempt = attempt - 1 WHERE attempt = ?', number)
      })
      return
    }
    // deleteAll() takes effect at once; its promise tells when that is durable.
    void this.#storage.deleteAll()
    this.#migrated = false
  }

  /** Adds or renews the subject's claim; a `repeated` request keeps its cancel. */
  putClaim(claim: ClaimFields, attempt: number, repeated = false): void {
    const canceled = repeated ? (this.claim(claim.subject)?.canceled_attempt ?? null) : null
    this.#all('DELETE FROM claims WHERE subject = ?', claim.subject)
    this.#insert('claims', { ...claim, at: this.#clock.now(), attempt, canceled_attempt: canceled, gone: 0 })
  }

  /** Deletes the subject's claim; its event streams end. */
  dropClaim(subject: string): void {
    this.#all('DELETE FROM claims WHERE subject = ?', subject)
    // The subject's name is needed until the money is reserved.
    this.#all("UPDATE attempts SET subject = '' WHERE subject = ? AND state != 'reserving'", subject)
    this.#changed()
  }

  /** Deletes a subject's idempotency keys, which otherwise outlive its claim for a day. */
  dropKeys(subject: string): void {
    this.#all('DELETE FROM idempotency WHERE subject = ?', subject)
  }

  /** Deletes all claims, keys and the publication; all event streams end. */
  dropAll(): void {
    this.#storage.transactionSync(() => {
      for (const table of ['claims', 'idempotency', 'publication']) this.#all(`DELETE FROM ${table}`)
      this.#all("UPDATE attempts SET subject = '' WHERE state != 'reserving'")
    })
    this.#changed()
  }

  /** True while a claim is kept or the video is published. */
  isClaimed(): boolean {
    if (this.publication()?.visibility === 'published') return true
    return this.#all('SELECT 1 FROM claims WHERE gone = 0 LIMIT 1').length > 0
  }

  /** The operator's word on the newest attempt; null without one. */
  publication(): Publication | null {
    const query = 'SELECT * FROM publication WHERE attempt = ?'
    return this.#all<Publication>(query, this.lastNumber())[0] ?? null
  }

  setPublication(publication: Publication): void {
    this.#storage.transactionSync(() => {
      this.#all('DELETE FROM publication')
      this.#insert('publication', publication)
    })
  }

  /** The attempt that this caller's key stands for; null where the key is new or a day old. */
  keyAttempt(subject: string, key: string): number | null {
    if (!this.#isWritten()) return null
    this.#all('DELETE FROM idempotency WHERE at <= ?', this.#clock.now() - IDEMPOTENCY_KEY_HOURS * HOUR_MS)
    const query = 'SELECT attempt FROM idempotency WHERE subject = ? AND key = ?'
    return this.#all<{ attempt: number }>(query, subject, key)[0]?.attempt ?? null
  }

  /** The key with which this subject started the attempt; null without one. */
  keyOf(subject: string, attempt: number): IdempotencyKey | null {
    const query = 'SELECT key, fingerprint FROM idempotency WHERE subject = ? AND attempt = ? LIMIT 1'
    return this.#all<IdempotencyKey>(query, subject, attempt)[0] ?? null
  }

  /** Binds a caller's key to an attempt; a key that is bound stays so. */
  putKey(subject: string, { key, fingerprint }: IdempotencyKey, attempt: number): void {
    this.#all(
      `INSERT INTO idempotency (subject, key, fingerprint, attempt, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      subject,
      key,
      fingerprint,
      attempt,
      this.#clock.now(),
    )
  }

  /**
   * Wipes the request and its results. The attempts' numbers stay, because the ledger knows them, and claims stay as
   * bare names, so that their subjects are told `expired`.
   */
  forget(): void {
    this.#storage.transactionSync(() => {
      this.#all("UPDATE request SET plan = 'null'")
      this.#all("UPDATE claims SET image_ids = '[]', video_ids = '[]', metadata = '{}', consent = 0, gone = 1")
      this.#all('DELETE FROM publication')
      this.#all('DELETE FROM events')
      this.#all(
        `UPDATE attempts SET subject = '', capability = '', image_urls = NULL, video_urls = NULL, files = NULL, r2_keys = NULL,
         candidate = NULL, output_url = NULL, video = NULL, error = NULL, limits = NULL`,
      )
      this.#all("UPDATE attempts SET forgotten = 'due' WHERE number = ?", this.lastNumber())
    })
    this.#changed()
  }

  /** Notes that the video's file is deleted too. */
  markForgotten(): void {
    this.#all("UPDATE attempts SET forgotten = 'done' WHERE forgotten = 'due'")
  }

  /** Notes that the books of this attempt are closed; a newer attempt may have begun meanwhile. */
  markClosed(number: number): void {
    this.#all('UPDATE attempts SET closed = 1 WHERE number = ?', number)
  }

  /** Cancels the attempt for this subject. Its event streams are told, though no fact of the attempt changes. */
  cancelClaim(subject: string, number: number): void {
    this.#storage.transactionSync(() => {
      this.#all('UPDATE claims SET canceled_attempt = ? WHERE subject = ?', number, subject)
      this.#log(true)
    })
    this.#changed()
  }

  /** True while a claim wants this attempt. */
  wanted(number: number): boolean {
    const query = 'SELECT 1 FROM claims WHERE attempt = ?1 AND canceled_attempt IS NOT ?1 AND gone = 0'
    return this.#all(query, number).length > 0
  }

  /** Changes the newest attempt's state; false, with nothing written, where the table of states forbids it. */
  go(state: State, fields: Partial<Attempt> = {}): boolean {
    const attempt = this.attempt()
    if (!mayGo(attempt.state, state)) return false
    this.note({ ...fields, state, queue_position: null, queue_eta_seconds: null })
    const { id, site } = this.request()
    log('generation', { generation: id, site, attempt: attempt.number, from: attempt.state, to: state })
    return true
  }

  /** Writes fields of the newest attempt, and an event when a watcher can see the difference. */
  note(fields: Partial<Attempt>): void {
    const names = Object.keys(fields)
    if (names.length === 0) return
    const number = this.attempt().number
    const logged = this.#storage.transactionSync(() => {
      const values = Object.entries(fields).map(([name, value]) => encodeColumn(name, value))
      this.#all(
        `UPDATE attempts SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE number = ?`,
        ...values,
        number,
      )
      return this.#log(false)
    })
    if (logged) this.#changed()
  }

  /** Events after a sequence number, in order. */
  eventsAfter(sequence: number): StoredEvent[] {
    return this.#all<StoredEvent>('SELECT sequence, facts FROM events WHERE sequence > ? ORDER BY sequence', sequence)
  }

  lastEvent(): StoredEvent | null {
    return this.#all<StoredEvent>('SELECT sequence, facts FROM events ORDER BY sequence DESC LIMIT 1')[0] ?? null
  }

  /** True once the tables exist; they are migrated first. */
  #isWritten(): boolean {
    if (!this.#migrated && hasTables(this.#storage.sql)) {
      migrate(this.#storage, GENERATION_MIGRATIONS)
      this.#migrated = true
    }
    return this.#migrated
  }

  /** The facts of an attempt at this moment. */
  factsOf(attempt: Attempt): AttemptFacts {
    const last = this.lastEvent()
    const before = last?.facts.attempt === attempt.number ? last.facts.progress?.fraction : undefined
    return factsOf(this.request(), attempt, progressOf(attempt, this.#clock.now(), before ?? 0))
  }

  #log(always: boolean): boolean {
    const attempt = this.attempt()
    if (attempt.state === 'reserving') return false
    const last = this.lastEvent()
    const facts = this.factsOf(attempt)
    if (!always && last && encodeColumn('facts', last.facts) === encodeColumn('facts', facts)) return false
    this.#insert('events', { attempt: attempt.number, at: this.#clock.now(), facts })
    return true
  }

  #insert(table: string, row: Record<string, unknown>): void {
    const values = Object.entries(row).map(([name, value]) => encodeColumn(name, value))
    const marks = values.map(() => '?').join(', ')
    this.#all(`INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${marks})`, ...values)
  }

  #all<T extends object>(query: string, ...values: SqlStorageValue[]): T[] {
    const rows = this.#storage.sql.exec<Record<string, SqlStorageValue>>(query, ...values).toArray()
    return rows.map((row) => decodeRow<T>(row))
  }
}
