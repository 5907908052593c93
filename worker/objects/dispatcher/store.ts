/** The Dispatcher's rows, with a copy in memory: every change is written, and reading costs no query. */
import { hasTables, migrate } from '../migrate.ts'
import { type Circuit, CLOSED } from './circuit.ts'
import { fairOrder, turnKey } from './fair-order.ts'
import { NOTHING_KNOWN, type Pace } from './pace.ts'
import { DISPATCHER_MIGRATIONS } from './schema.ts'

/** An attempt that asks for its turn. */
export type Asker = {
  generation: string
  attempt: number
  site: string
  subject: string
  /** When the attempt was admitted, in milliseconds since 1970. */
  since: number
  /** How often the attempt's create was sent already; each of those creates surely made no prediction. */
  sends: number
}

export type Entry = Asker & {
  /** The order of arrival. */
  place: number
  /** `unclear`: the create got no clear answer, so the run searches for its prediction and may come back. */
  state: 'waiting' | 'granted' | 'unclear'
  state_at: number
  asked_at: number
  /** When the run was called since it last asked (ms); 0 where it didn't come, null where it wasn't called. */
  called_at: number | null
  /** The position that the run knows; null where it knows none. */
  told: number | null
  /** When a create of the attempt last got no clear answer (ms); null where none did. */
  unclear_at: number | null
}

/** The fields that decide about the order. */
const ORDERED_BY: readonly string[] = ['state', 'site', 'subject', 'since']

/** The Dispatcher's knowledge of the provider; one row. */
type Provider = { paused: boolean; pace: Pace; circuit: Circuit }

/** Access to the Dispatcher's tables. */
export class DispatcherStore {
  readonly #storage: DurableObjectStorage
  readonly #entries = new Map<string, Entry>()
  readonly #turns = new Map<string, number>()
  #provider: Provider = { paused: false, pace: NOTHING_KNOWN, circuit: CLOSED }
  #order: Entry[] | null = null

  private constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** Opens the tables; null where they don't exist and `write` is false. */
  static open(storage: DurableObjectStorage, write: true): DispatcherStore
  static open(storage: DurableObjectStorage, write: boolean): DispatcherStore | null
  static open(storage: DurableObjectStorage, write: boolean): DispatcherStore | null {
    if (!write && !hasTables(storage.sql)) return null
    migrate(storage, DISPATCHER_MIGRATIONS)
    const store = new DispatcherStore(storage)
    for (const entry of storage.sql.exec<Entry>('SELECT * FROM entries')) store.#entries.set(keyOf(entry), entry)
    for (const { key, at } of storage.sql.exec<{ key: string; at: number }>('SELECT * FROM turns')) {
      store.#turns.set(key, at)
    }
    const rows = storage.sql.exec<{ paused: number; pace: string; circuit: string }>('SELECT * FROM provider')
    for (const { paused, pace, circuit } of rows) {
      store.#provider = {
        paused: paused === 1,
        pace: { ...NOTHING_KNOWN, ...JSON.parse(pace) },
        circuit: JSON.parse(circuit),
      }
    }
    return store
  }

  get provider(): Readonly<Provider> {
    return this.#provider
  }

  /** Changes the knowledge of the provider; equal facts write nothing. */
  learn(facts: Partial<Provider>): void {
    const before = JSON.stringify(this.#provider)
    this.#provider = { ...this.#provider, ...facts }
    if (JSON.stringify(this.#provider) === before) return
    const { paused, pace, circuit } = this.#provider
    this.#storage.transactionSync(() => {
      this.#exec('DELETE FROM provider')
      this.#exec(
        'INSERT INTO provider (paused, pace, circuit) VALUES (?, ?, ?)',
        paused ? 1 : 0,
        JSON.stringify(pace),
        JSON.stringify(circuit),
      )
    })
  }

  /** Queues an attempt by its time of admission; a turn that it had is over. */
  join(asker: Asker, now: number): Entry {
    const { generation, attempt, site, subject, since, sends } = asker
    const known = this.#entries.get(keyOf(asker))
    const fresh = { state: 'waiting', state_at: now, asked_at: now, called_at: null } as const
    if (known) return this.update(known, { ...fresh, site, subject, since, sends })
    const { place } = this.#storage.sql
      .exec<{ place: number }>(
        `INSERT INTO entries (generation, attempt, site, subject, since, sends, state, state_at, asked_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING place`,
        ...[generation, attempt, site, subject, since, sends, fresh.state, now, now],
      )
      .one()
    const entry: Entry = { ...asker, ...fresh, place, told: null, unclear_at: null }
    this.#entries.set(keyOf(entry), entry)
    this.#order = null
    return entry
  }

  find(generation: string, attempt: number): Entry | null {
    return this.#entries.get(keyOf({ generation, attempt })) ?? null
  }

  update(entry: Entry, fields: Partial<Omit<Entry, 'generation' | 'attempt' | 'place'>>): Entry {
    const names = Object.keys(fields) as (keyof typeof fields)[]
    const changed = names.filter((name) => entry[name] !== fields[name])
    if (changed.length === 0) return entry
    const marks = changed.map((name) => `${name} = ?`).join(', ')
    this.#exec(
      `UPDATE entries SET ${marks} WHERE place = ?`,
      ...changed.map((name) => fields[name] ?? null),
      entry.place,
    )
    Object.assign(entry, fields)
    if (changed.some((name) => ORDERED_BY.includes(name))) this.#order = null
    return entry
  }

  remove(entry: Entry): void {
    this.#exec('DELETE FROM entries WHERE place = ?', entry.place)
    this.#entries.delete(keyOf(entry))
    this.#order = null
  }

  all(state: Entry['state']): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.state === state)
  }

  /** The waiting entries in the order of service; creates in flight count as turns that were had. */
  order(): readonly Entry[] {
    if (this.#order) return this.#order
    const turns = new Map(this.#turns)
    for (const { site, subject, state_at } of this.all('granted')) {
      for (const key of [turnKey(site), turnKey(site, subject)]) {
        turns.set(key, Math.max(turns.get(key) ?? 0, state_at))
      }
    }
    this.#order = fairOrder(this.all('waiting'), turns)
    return this.#order
  }

  /** Removes an attempt whose create was dealt with; its site and subject have had their turn. */
  served(entry: Entry): void {
    this.remove(entry)
    const waiting = this.all('waiting')
    // A turn older than every waiting entry decides nothing any more.
    const oldest = waiting.reduce((since, other) => Math.min(since, other.since), Number.POSITIVE_INFINITY)
    if (entry.state_at >= oldest) {
      for (const key of [turnKey(entry.site), turnKey(entry.site, entry.subject)]) {
        const at = Math.max(this.#turns.get(key) ?? 0, entry.state_at)
        this.#turns.set(key, at)
        this.#exec(
          'INSERT INTO turns (key, at) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET at = excluded.at',
          key,
          at,
        )
      }
    }
    if (this.#turns.size === 0) return
    for (const [key, at] of this.#turns) {
      if (at >= oldest) continue
      this.#turns.delete(key)
      this.#exec('DELETE FROM turns WHERE key = ?', key)
    }
  }

  #exec(query: string, ...values: SqlStorageValue[]): void {
    this.#storage.sql.exec(query, ...values)
  }
}

function keyOf({ generation, attempt }: { generation: string; attempt: number }): string {
  return `${generation}/${attempt}`
}
