/** Asking for a video: a new attempt, or what is there. */
import type { SessionLimits } from '../../contract/session.ts'
import type { SiteAdmission } from '../site/site.ts'
import type { Attempt, ClaimFields, NewRequest } from './rows.ts'
import { isEnd } from './states.ts'
import type { StepContext } from './step-context.ts'

/** Times that an asker sees to it that the attempt before comes to its end; more would keep it waiting. */
const CLEARINGS_MAX = 3

export type Asked = NewRequest & {
  claim: ClaimFields
  /** The caller's idempotency key; null without one. */
  key: string | null
  /** The asker's own limits, tighter than the site's. */
  limits: SessionLimits | null
  /** True while the operator takes no new runs: what is there is answered, nothing begins. */
  paused: boolean
}

export type AskResult =
  /** `repeated`: this very asking, known by its key, came before. */
  | { ok: true; replayed: boolean; repeated: boolean; attempt: number }
  | Exclude<SiteAdmission, { ok: true }>
  /** `being-ended`: the run before is being cancelled or cleared away. `expired`: the key's own claim was deleted. */
  | { ok: false; code: 'being-ended' | 'expired' | 'paused' }

/** What asking needs of its object. */
export type Asking = {
  /** Made for this attempt alone. */
  ids: Pick<Attempt, 'capability' | 'video_id'>
  /** Opens the attempt in one synchronous step. */
  begin(work: () => void): Promise<void>
  admit(): Promise<SiteAdmission>
  /** Walks through the steps now, as the alarm would. */
  walk(): Promise<void>
  /** Sees to it that a run which is under way has an alarm. */
  wake(): Promise<void>
}

/** Joins the newest attempt, or opens another one and asks for its money. A refusal leaves nothing behind. */
export async function ask({ store, clock }: StepContext, asked: Asked, asking: Asking): Promise<AskResult> {
  const { subject } = asked.claim
  let clearings = 0
  for (;;) {
    if (store.exists() && store.attempt().state === 'reserving') {
      await asking.admit()
      continue
    }
    const keyAttempt = asked.key === null ? null : store.keyAttempt(subject, asked.key)
    if (keyAttempt !== null && (store.claim(subject)?.gone ?? 1)) return { ok: false, code: 'expired' }
    const known = store.lastNumber() > 0 ? store.attempt() : null
    if (known && isToBeCleared(known, store.wanted(known.number), clock.now())) {
      if (clearings++ === CLEARINGS_MAX) return { ok: false, code: 'being-ended' }
      await asking.walk()
      continue
    }
    if (known && (keyAttempt !== null || !startsAgain(known))) {
      // A repeated request is no new wish: it neither takes a cancel back nor joins a later attempt.
      if (keyAttempt === null || keyAttempt === known.number) {
        store.putClaim(asked.claim, known.number, keyAttempt !== null)
      }
      if (asked.key !== null) store.putKey(subject, asked.key, known.number)
      if (!known.closed) await asking.wake()
      return { ok: true, replayed: true, repeated: keyAttempt !== null, attempt: known.number }
    }
    if (asked.paused) return { ok: false, code: 'paused' }
    const number = (known?.number ?? 0) + 1
    await asking.begin(() => {
      if (!store.exists()) store.begin(asked)
      store.putClaim(asked.claim, number)
      if (asked.key !== null) store.putKey(subject, asked.key, number)
      store.beginAttempt({ number, subject, limits: asked.limits, ...asking.ids })
    })
    const admission = await asking.admit()
    return admission.ok ? { ok: true, replayed: false, repeated: false, attempt: number } : admission
  }
}

/** True when asking again means another attempt: after a failure that may be tried again, a cancel, or retention. */
export function startsAgain(attempt: Attempt): boolean {
  if (attempt.forgotten) return true
  if (attempt.state === 'failed') return attempt.error?.retryable ?? true
  return attempt.state === 'canceled'
}

/** True where something has to end first: a run that is being stopped, its books, or what has expired. */
function isToBeCleared(attempt: Attempt, wanted: boolean, now: number): boolean {
  if (attempt.forgotten) return attempt.forgotten === 'due'
  if (!isEnd(attempt.state)) return attempt.stop_sent_at !== null && !wanted
  return (!attempt.closed && startsAgain(attempt)) || (attempt.expires_at !== null && attempt.expires_at <= now)
}
