/** Asking for a video: joins the newest attempt, or opens another one and has the Site reserve its money. */

import { toHex } from '../../contract/digest.ts'
import type { SessionLimits } from '../../contract/session.ts'
import { newId } from '../../signing/ids.ts'
import type { JoinAnswer, SiteAdmission } from '../site/admission.ts'
import type { IdempotencyKey } from '../site/idempotency.ts'
import type { QuotaStanding } from '../site/session-limits.ts'
import type { Attempt, ClaimFields, NewRequest } from './rows.ts'
import { isEnd } from './states.ts'
import type { StepContext, Walk } from './walk.ts'

/**
 * Walks with which one ask() tries to bring the attempt before to its end; more would keep the caller waiting. Ours.
 */
const CLEARINGS_MAX = 3
/** Milliseconds after which the alarm takes over an admission that a crash interrupted. Ours. */
const TAKEN_OVER_MS = 10_000
/** Random bytes of a webhook's capability: 128 bits can't be guessed. Ours. */
const CAPABILITY_BYTES = 16

export type Asked = NewRequest & {
  claim: ClaimFields
  /** The caller's idempotency key; null without one. */
  key: IdempotencyKey | null
  /** The session's own limits, tighter than the site's; null where it has none. */
  limits: SessionLimits | null
  /** True while the operator has paused the Dispatcher: existing runs are answered, no attempt begins. */
  paused: boolean
}

export type Asking =
  /** `replayed`: the attempt existed before. `standing`: null where the site is being deleted. */
  | { ok: true; replayed: boolean; standing: QuotaStanding | null }
  | Exclude<SiteAdmission, { ok: true }>
  | Exclude<JoinAnswer, { ok: true }>
  /**
   * `being-ended`: the attempt before is still being cancelled or cleared. `expired`: the claim of this key was
   * deleted.
   */
  | { ok: false; code: 'being-ended' | 'expired' | 'paused' }

/** Admits a caller to a Generation: to a new attempt, or to a share in the attempt that exists. */
export class Admission {
  readonly #storage: DurableObjectStorage
  readonly #walk: Walk
  #pending: Promise<SiteAdmission> | null = null

  constructor(storage: DurableObjectStorage, walk: Walk) {
    this.#storage = storage
    this.#walk = walk
  }

  /**
   * Joins the newest attempt, or opens another one and has its money reserved: one call to the Site either way. A
   * refusal leaves no row behind.
   */
  async ask(context: StepContext, asked: Asked): Promise<Asking> {
    const { env, config, store, clock } = context
    const { subject } = asked.claim
    const { key, limits } = asked
    const ids = await newAttemptIds(config.idKey)
    let joined: Extract<JoinAnswer, { ok: true }> | null = null
    let clearings = 0
    // Every await lets other calls change the attempt, so the loop looks at it again after each.
    for (;;) {
      if (store.exists() && store.attempt().state === 'reserving') {
        await this.reserve(context)
        continue
      }
      const keyAttempt = key && store.keyAttempt(subject, key.key)
      if (keyAttempt !== null && (store.claim(subject)?.gone ?? 1)) return { ok: false, code: 'expired' }
      const known = store.lastNumber() > 0 ? store.attempt() : null
      if (known && isToBeCleared(known, store.wanted(known.number), clock.now())) {
        if (clearings++ === CLEARINGS_MAX) return { ok: false, code: 'being-ended' }
        await this.#walk.advance()
        continue
      }
      if (known && (keyAttempt !== null || !startsAgain(known))) {
        if (!joined) {
          // The Site is asked before anything is written here: it knows whether the key stands for another request.
          const generation = { subject, generation: asked.id, saved: asked.estimated, limits, key }
          const answer = await env.SITES.getByName(asked.plan.site).join(generation)
          if (!answer.ok) return answer
          joined = answer
          continue
        }
        // A repeated request (same key) neither takes back its cancel nor joins a later attempt.
        if (keyAttempt === null || keyAttempt === known.number) {
          store.putClaim(asked.claim, known.number, keyAttempt !== null)
        }
        if (key) store.putKey(subject, key, known.number)
        // The platform gives up an alarm that failed too often; the next caller sets it again.
        if (!known.closed) await this.#walk.wake()
        return { ok: true, replayed: true, standing: joined.standing }
      }
      if (asked.paused) return { ok: false, code: 'paused' }
      const number = (known?.number ?? 0) + 1
      this.#storage.transactionSync(() => {
        if (!store.exists()) store.begin(asked)
        store.putClaim(asked.claim, number)
        if (key) store.putKey(subject, key, number)
        store.beginAttempt({ number, subject, limits, ...ids })
      })
      await this.#storage.setAlarm(clock.now() + TAKEN_OVER_MS)
      const admission = await this.reserve(context)
      return admission.ok ? { ok: true, replayed: false, standing: admission.standing } : admission
    }
  }

  /**
   * `reserving` → `queued`: asks the Site for the money of the newest attempt. Concurrent callers share one call and
   * its answer. A refusal deletes the attempt.
   */
  async reserve(context: StepContext): Promise<SiteAdmission> {
    this.#pending ??= reserveOnce(context).finally(() => {
      this.#pending = null
    })
    const admission = await this.#pending
    if (admission.ok) await this.#walk.nudge()
    return admission
  }
}

/** True when the same request asked again means another attempt: after a retryable failure, a cancel, or retention. */
export function startsAgain(attempt: Attempt): boolean {
  if (attempt.forgotten) return true
  if (attempt.state === 'failed') return attempt.error?.retryable ?? true
  return attempt.state === 'canceled'
}

/**
 * True when the attempt has to end before another begins: its run is being stopped, its books are open, or its video
 * expired.
 */
function isToBeCleared(attempt: Attempt, wanted: boolean, now: number): boolean {
  if (attempt.forgotten) return attempt.forgotten === 'due'
  if (!isEnd(attempt.state)) return attempt.stop_sent_at !== null && !wanted
  return (!attempt.closed && startsAgain(attempt)) || (attempt.expires_at !== null && attempt.expires_at <= now)
}

async function reserveOnce({ env, store }: StepContext): Promise<SiteAdmission> {
  const { id, plan, estimated } = store.request()
  const { number, subject, capability, limits } = store.attempt()
  const digests = [...new Set([...plan.images, ...plan.videos].map((reference) => reference.sha256))]
  const key = store.keyOf(subject, number)
  const asked = { generation: id, attempt: number, subject, micros: estimated, limits, digests, key }
  const admission = await env.SITES.getByName(plan.site).admit(asked)
  // A late answer doesn't count when another attempt has taken this one's place: capabilities differ.
  const current = store.exists() ? store.attempt() : null
  if (current?.state !== 'reserving' || current.capability !== capability) return admission
  if (admission.ok) store.go('queued', { r2_keys: admission.keys })
  else store.forgetAttempt(number)
  return admission
}

/** The random names that belong to one attempt alone. */
async function newAttemptIds(idKey: CryptoKey): Promise<Pick<Attempt, 'capability' | 'video_id'>> {
  const capability = toHex(crypto.getRandomValues(new Uint8Array(CAPABILITY_BYTES)))
  return { capability, video_id: await newId(idKey, 'vid') }
}
