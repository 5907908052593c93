/**
 * The Dispatcher object: whose create may be sent now. It holds creates back for as long as the provider says, and while
 * it refuses for credit or token. It holds no truth about runs: a lost entry is asked for again by its run.
 */
import { DurableObject } from 'cloudflare:workers'
import type { Health } from '../../contract/health.ts'
import { clockOf } from '../clock.ts'
import { hasTables, migrate } from '../migrate.ts'
import { medianDuration, noteDuration, type RunSize } from './durations.ts'
import { DISPATCHER_MIGRATIONS } from './schema.ts'

/** Milliseconds after which an entry that wasn't asked for again counts as gone. Ours. */
const ENTRY_STALE_MS = 10 * 60_000
/** Milliseconds that creates wait after the provider refused for credit or token, before one probes. Ours. */
const REFUSED_WAIT_MS = 30_000
/** Milliseconds between two waiting creates once the way is open again, so that they come one after the other. Ours. */
const SPACING_MS = 250

export type Turn = { go: true } | { go: false; waitMs: number; position: number }

/** What a create met: the provider's pace, a throttle, a refusal that concerns the operator, or no answer at all. */
export type CreateReport =
  | { kind: 'sent'; remaining: number | null; resetSeconds: number | null }
  | { kind: 'throttled'; retryAfterSeconds: number }
  | { kind: 'refused'; reason: 'credit' | 'token' }
  | { kind: 'unreachable' }
  | { kind: 'reachable' }

export type ProviderState = Health['provider'] | null

export class Dispatcher extends DurableObject<Env> {
  /** Asks for this attempt's turn; a no says when to ask again and how many are before it. */
  async turn(generation: string, attempt: number): Promise<Turn> {
    const clock = await clockOf(this.env)
    const sql = this.#tables()
    const now = clock.now()
    sql.exec('DELETE FROM waiting WHERE asked_at < ?', now - ENTRY_STALE_MS)
    sql.exec(
      `INSERT INTO waiting (generation, attempt, asked_at) VALUES (?, ?, ?)
       ON CONFLICT (generation, attempt) DO UPDATE SET asked_at = excluded.asked_at`,
      generation,
      attempt,
      now,
    )
    const { position } = sql
      .exec<{ position: number }>(
        'SELECT count(*) AS position FROM waiting WHERE place < (SELECT place FROM waiting WHERE generation = ? AND attempt = ?)',
        generation,
        attempt,
      )
      .one()
    const openAt = this.#gate().open_at
    if (now < openAt)
      return { go: false, waitMs: openAt - now + clock.delay(position * SPACING_MS), position: position + 1 }
    sql.exec('DELETE FROM waiting WHERE generation = ? AND attempt = ?', generation, attempt)
    return { go: true }
  }

  /** Tells what a create met; later turns follow it. */
  async report(report: CreateReport): Promise<void> {
    const clock = await clockOf(this.env)
    const before = this.#gate()
    const wait = (ms: number) => clock.now() + clock.delay(ms)
    switch (report.kind) {
      case 'sent':
        // A late answer doesn't undo a throttle that came after it.
        this.#setGate(
          Math.max(
            before.refused === 'unreachable' ? 0 : before.open_at,
            report.remaining === 0 ? wait((report.resetSeconds ?? 1) * 1000) : 0,
          ),
          null,
        )
        break
      case 'throttled':
        this.#setGate(Math.max(before.open_at, wait(report.retryAfterSeconds * 1000)), before.refused)
        break
      case 'refused':
        this.#setGate(wait(REFUSED_WAIT_MS), report.reason)
        break
      case 'unreachable':
        this.#setGate(Math.max(before.open_at, wait(SPACING_MS)), 'unreachable')
        break
      case 'reachable':
        if (before.refused === 'unreachable') this.#setGate(before.open_at, null)
        break
    }
    const after = this.#gate().refused
    if (after !== before.refused) console.log(JSON.stringify({ event: 'provider', state: after ?? 'ok' }))
  }

  /** Takes an attempt out of the queue that will not be sent any more. */
  async leave(generation: string, attempt: number): Promise<void> {
    if (!hasTables(this.ctx.storage.sql)) return
    this.ctx.storage.sql.exec('DELETE FROM waiting WHERE generation = ? AND attempt = ?', generation, attempt)
  }

  /** What the provider refused last, for a monitor; null when all is well. */
  async state(): Promise<ProviderState> {
    return hasTables(this.ctx.storage.sql) ? this.#gate().refused : null
  }

  /** Remembers how many seconds a run of this size took, from its start to its end. */
  async noteRun(size: RunSize, seconds: number): Promise<void> {
    noteDuration(this.#tables(), size, seconds)
  }

  /** Seconds that a run of this size takes, by the median of the last ones; null while there was none. */
  async expectedSeconds(size: RunSize): Promise<number | null> {
    return hasTables(this.ctx.storage.sql) ? medianDuration(this.#tables(), size) : null
  }

  #gate(): { open_at: number; refused: ProviderState } {
    const rows = this.#tables().exec<{ open_at: number; refused: string | null }>('SELECT open_at, refused FROM gate')
    const [row] = rows.toArray()
    return { open_at: row?.open_at ?? 0, refused: (row?.refused ?? null) as ProviderState }
  }

  #setGate(openAt: number, refused: ProviderState): void {
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.sql.exec('DELETE FROM gate')
      this.ctx.storage.sql.exec('INSERT INTO gate (open_at, refused) VALUES (?, ?)', openAt, refused ?? null)
    })
  }

  #tables(): SqlStorage {
    migrate(this.ctx.storage, DISPATCHER_MIGRATIONS)
    return this.ctx.storage.sql
  }
}
