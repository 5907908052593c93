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
  type BoundKey,
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

  /** True when the request is written down here. */
  exists(): boolean {
    return this.#isWritten() && this.#all("SELECT 1 FROM request WHERE plan != 'null'").length > 0
  }

  /** The number of the newest attempt, also of a request that was forgotten: the ledger has seen it. */
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

  /** Writes the request down, once; or anew, where it had been forgotten. */
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

  /** Takes back an attempt that was refused before anything was spent; with the first one the object is as if never asked. */
  forgetAttempt(number: number): void {
    if (number > 1) {
      this.#storage.transactionSync(() => {
        this.#all('DELETE FROM attempts WHERE number = ?', number)
        this.#all('DELETE FROM idempotency WHERE attempt = ?', number)
        if (this.attempt().forgotten) {
          this.#all('DELETE FROM claims WHERE attempt = ?', number)
          this.#all("UPDATE request SET plan = 'null'")
        }
        // Whoever was refused wants no later attempt by that.
        this.#all('UPDATE claims SET attempt = attempt - 1 WHERE attempt = ?', number)
      })
      return
    }
    // Takes effect at once; the promise only tells when it is durable.
    void this.#storage.deleteAll()
    this.#migrated = false
  }

  /** Adds a claim, or renews the subject's own; a repeated request doesn't take its cancel back. */
  putClaim(claim: ClaimFields, attempt: number, repeated = false): void {
    const canceled = repeated ? (this.claim(claim.subject)?.canceled_attempt ?? null) : null
    this.#all('DELETE FROM claims WHERE subject = ?', claim.subject)
    this.#insert('claims', { ...claim, at: this.#clock.now(), attempt, canceled_attempt: canceled, gone: 0 })
  }

  /** The subject has no part in this any more; its watchers are told. */
  dropClaim(subject: string): void {
    this.#all('DELETE FROM claims WHERE subject = ?', subject)
    // Its name is needed until the money is reserved, and no longer.
    this.#all("UPDATE attempts SET subject = '' WHERE subject = ? AND state != 'reserving'", subject)
    this.#changed()
  }

  /** Forgets a subject's keys, which otherwise outlive its claim for a day. */
  dropKeys(subject: string): void {
    this.#all('DELETE FROM idempotency WHERE subject = ?', subject)
  }

  /** Nobody has a part in this any more, and no key stands for it. */
  dropAll(): void {
    this.#storage.transactionSync(() => {
      for (const table of ['claims', 'idempotency', 'publication']) this.#all(`DELETE FROM ${table}`)
      this.#all("UPDATE attempts SET subject = '' WHERE state != 'reserving'")
    })
    this.#changed()
  }

  /** True while somebody's claim is kept, or the operator shows it to everybody. */
  isClaimed(): boolean {
    if (this.publication()?.visibility === 'published') return true
    return this.#all('SELECT 1 FROM claims WHERE gone = 0 LIMIT 1').length > 0
  }

  /** What the operator has made of the newest attempt; null where nothing. */
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

  /** What this caller's key stands for; null where the key is new. */
  boundKey(subject: string, key: string): BoundKey | null {
    if (!this.#isWritten()) return null
    this.#all('DELETE FROM idempotency WHERE at <= ?', this.#clock.now() - IDEMPOTENCY_KEY_HOURS * HOUR_MS)
    const query = 'SELECT attempt, fingerprint FROM idempotency WHERE subject = ? AND key = ?'
    return this.#all<BoundKey>(query, subject, key)[0] ?? null
  }

  /** The key with which this subject asked for the attempt; null without one. */
  keyOf(subject: string, attempt: number): IdempotencyKey | null {
    const query = 'SELECT key, fingerprint FROM idempotency WHERE subject = ? AND attempt = ? LIMIT 1'
    return this.#all<IdempotencyKey>(query, subject, attempt)[0] ?? null
  }

  /** Binds a caller's key to an attempt; a bound key stays as it is. */
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
   * Wipes what the request was and what became of it; the attempts' numbers stay, because the ledger knows them. Claims
   * stay as bare names, so that who asks later is told that it has expired.
   */
  forget(): void {
    this.#storage.transactionSync(() => {
      this.#all("UPDATE request SET plan = 'null'")
      this.#all("UPDATE claims SET image_ids = '[]', video_ids = '[]', metadata = '{}', consent = 0, gone = 1")
      this.#all('DELETE FROM publication')
      this.#all('DELETE FROM events')
      this.#all(
        `UPDATE attempts SET subject = '', capability = '', image_urls = NULL, video_urls = NULL, files = NULL, keys = NULL,
         candidate = NULL, output_url = NULL, video = NULL, error = NULL, limits = NULL`,
      )
      this.#all("UPDATE attempts SET forgotten = 'due' WHERE number = ?", this.lastNumber())
    })
    this.#changed()
  }

  /** The video's file is gone too. */
  markForgotten(): void {
    this.#all("UPDATE attempts SET forgotten = 'done' WHERE forgotten = 'due'")
  }

  /** The books of this attempt are closed; a newer one may have begun meanwhile. */
  markClosed(number: number): void {
    this.#all('UPDATE attempts SET closed = 1 WHERE number = ?', number)
  }

  /** This subject doesn't want the attempt any more. Its watchers are told, though nothing else changes. */
  cancelClaim(subject: string, number: number): void {
    this.#storage.transactionSync(() => {
      this.#all('UPDATE claims SET canceled_attempt = ? WHERE subject = ?', number, subject)
      this.#log(true)
    })
    this.#changed()
  }

  /** How many still want this attempt. */
  wanted(number: number): boolean {
    const query = 'SELECT 1 FROM claims WHERE attempt = ?1 AND canceled_attempt IS NOT ?1 AND gone = 0'
    return this.#all(query, number).length > 0
  }

  /** Brings the newest attempt to another state; false (and nothing written) where the table of states forbids it. */
  go(state: State, fields: Partial<Attempt> = {}): boolean {
    const attempt = this.attempt()
    if (!mayGo(attempt.state, state)) return false
    this.note({ ...fields, state, queue_position: null, queue_eta_seconds: null })
    const { id, site } = this.request()
    log('generation', { generation: id, site, attempt: attempt.number, from: attempt.state, to: state })
    return true
  }

  /** Writes facts of the newest attempt, and an event where a watcher can see the difference. */
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

  /** True when anything was ever written here; then the tables are in their newest form. */
  #isWritten(): boolean {
    if (!this.#migrated && hasTables(this.#storage.sql)) {
      migrate(this.#storage, GENERATION_MIGRATIONS)
      this.#migrated = true
    }
    return this.#migrated
  }

  /** What is to be told of an attempt now. */
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
