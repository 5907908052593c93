/**
 * A site's yes to a request, in one step: its key, its references' bytes, its money, its place on the list; and how
 * they are given back.
 */
import type { SessionLimits } from '../../contract/session.ts'
import { log } from '../../log.ts'
import { type Clock, clockOf } from '../clock.ts'
import type { AlarmJob } from './alarm-jobs.ts'
import { holdBytes, keysOf, letGoOfBytes } from './bytes.ts'
import { claim } from './claims.ts'
import { throwAway } from './garbage.ts'
import { bindKey, type IdempotencyKey, lookUpKey } from './idempotency.ts'
import {
  type Admission,
  type Closing,
  close,
  dailyStanding,
  forgetReservation,
  type Reservation,
  reserve,
} from './ledger.ts'
import { askAfterRuns, type OpenRun, openRunsDue, unwatchRun, watchRun } from './open-runs.ts'
import { forSubject } from './operator.ts'
import type { KeptSite } from './record.ts'
import type { QuotaStanding } from './session-limits.ts'
import { countReplay } from './usage.ts'

/** What one attempt needs from its site. */
export type AdmissionRequest = Reservation & {
  /** SHA-256 of each reference. */
  digests: readonly string[]
  /** The key of the request that started the attempt; null without one. */
  key: IdempotencyKey | null
}

export type SiteAdmission =
  /** `keys`: the R2 key of each reference's bytes, by digest. `standing`: what is left of the subject's day. */
  | { ok: true; keys: Record<string, string>; standing: QuotaStanding }
  | Exclude<Admission, { ok: true }>
  | { ok: false; code: 'unknown-site' | 'reference-gone' | 'idempotency-conflict' }

/** A subject's request for a generation that exists already. */
export type JoinRequest = {
  subject: string
  generation: string
  /** What another run would have cost, in millionths of a dollar. */
  saved: number
  limits: SessionLimits | null
  key: IdempotencyKey | null
}

export type JoinAnswer =
  /** `standing`: null where the site is being deleted. */
  { ok: true; standing: QuotaStanding | null } | { ok: false; code: 'idempotency-conflict' }

/**
 * Reserves the price of one attempt, holds its references' bytes and binds the caller's key, or says which limit
 * forbids it; a refusal changes nothing. Idempotent by (generation, attempt). No await in here: nothing comes between
 * the check of a limit and the reservation.
 */
export function admitAttempt(sql: SqlStorage, record: KeptSite, asked: AdmissionRequest, clock: Clock): SiteAdmission {
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
}

/**
 * Puts an existing generation on the subject's list and binds the caller's key to it, unless the key stands for another
 * request. Idempotent: a key that was bound before adds nothing to what the site has saved.
 */
export function joinGeneration(sql: SqlStorage, record: KeptSite, asked: JoinRequest, now: number): JoinAnswer {
  const { subject, generation, saved, limits, key } = asked
  const known = key && lookUpKey(sql, subject, key, now)
  if (known === 'other') return { ok: false, code: 'idempotency-conflict' }
  if (key) bindKey(sql, { subject, generation }, key, now)
  claim(sql, subject, generation, now)
  if (known !== 'same') countReplay(sql, saved, now)
  return { ok: true, standing: dailyStanding(sql, forSubject(record, subject), limits, subject, now) }
}

/** Settles or releases an attempt's reservation and lets go of its references' bytes. A second call changes nothing. */
export function closeAttempt(sql: SqlStorage, closing: Closing, now: number): void {
  close(sql, closing, now)
  unwatchRun(sql, closing)
  throwAway(sql, letGoOfBytes(sql, holderOf(closing)), now)
}

/**
 * The job that asks after reservations which are older than any run can be. An attempt that never existed gets its
 * money and bytes given back.
 */
export function openRunsJob(storage: DurableObjectStorage, env: Env): AlarmJob {
  const { sql } = storage
  const work = (clock: Clock) =>
    askAfterRuns(sql, clock, {
      close: ({ generation, attempt }) => env.GENERATIONS.getByName(generation).settle(attempt),
      giveBack: (run) => {
        log('reservation-lost', { ...run })
        storage.transactionSync(() => {
          forgetReservation(sql, run.generation, run.attempt)
          unwatchRun(sql, run)
          throwAway(sql, letGoOfBytes(sql, holderOf(run)), clock.now())
        })
      },
    })
  return { name: 'open runs', due: () => openRunsDue(sql), work: async () => work(await clockOf(env)) }
}

/** The holder of a running attempt's bytes. */
function holderOf({ generation, attempt }: OpenRun): string {
  return `${generation}/${attempt}`
}
