/** `queued` → `starting`: sends the paid create once, and looks for its prediction where the answer was unclear. */
import { growingPauseMs, HOUR_MS, MINUTE_MS } from '../../contract/time.ts'
import { failure } from '../../replicate/failure.ts'
import { createPrediction, findPrediction } from '../../replicate/predictions.ts'
import { CALL_TIMEOUT_MS, type Outcome } from '../../replicate/transport.ts'
import type { Report } from '../dispatcher/dispatcher.ts'
import { endAttempt } from './end.ts'
import { applyPrediction, followCandidate, RUN_DEADLINE_SECONDS } from './follow.ts'
import { prepareReferences } from './references.ts'
import type { StepContext, Wait } from './walk.ts'

/** Milliseconds that an attempt waits for its turn at most. Ours. */
const QUEUE_DEADLINE_MS = 24 * HOUR_MS
/**
 * Milliseconds between two complete listings without the prediction, before a create may be sent again. The design's
 * rule.
 */
const LISTINGS_APART_MS = 30_000
/** Milliseconds by which the provider's clock and ours may differ. Ours. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS
/**
 * Creates of one attempt at most, each sent after the one before was surely not taken. Ours: outages need far fewer, so
 * only a request that the provider can't handle reaches this limit.
 */
const SENDS_MAX = 10
/**
 * Milliseconds between the proof that a create was not taken and the next create; doubled each time, up to the last.
 * Ours.
 */
const FIRST_RESEND_MS = 1_000
const LAST_RESEND_MS = 10 * MINUTE_MS
/** Milliseconds until references are uploaded again that the provider's files API didn't take. Ours. */
const PREPARE_AGAIN_MS = 5_000
/**
 * Milliseconds from an unclear create to the first search for its prediction. Ours: the request may still be on its
 * way.
 */
const FIRST_LOOK_MS = 1_000
/** Milliseconds between two searches while the provider doesn't answer. Ours. */
const ASK_AGAIN_MS = 5_000
/**
 * Milliseconds after an unclear create when the provider has deleted what could tell its fate: the run's deadline and
 * the hour that data is kept.
 */
const LOST_AFTER_MS = 75 * MINUTE_MS

/**
 * Sends the create when the Dispatcher gives this attempt its turn, or searches for the prediction of an unclear
 * create.
 */
export async function createOrFind(context: StepContext): Promise<Wait> {
  const { env, store } = context
  const { sent_at, candidate } = store.attempt()
  const looking = sent_at !== null || candidate !== null
  const wait = await (looking ? findOut(context) : sendOnce(context))
  const { number, state } = store.attempt()
  if (looking && state !== 'queued') await env.DISPATCHER.getByName('provider').leave(store.request().id, number)
  // A cancel that came during an unclear create is carried out in the next step.
  return state !== 'queued' && !store.wanted(number) ? 0 : wait
}

async function sendOnce(context: StepContext): Promise<Wait> {
  const { env, config, clock, store } = context
  const { id, plan } = store.request()
  const { number, subject, created_at, sends } = store.attempt()
  const dispatcher = env.DISPATCHER.getByName('provider')
  if (!store.wanted(number)) {
    await dispatcher.leave(id, number)
    return endAttempt(context, 'canceled', { charged: 0 })
  }
  if (clock.now() - created_at > clock.delay(QUEUE_DEADLINE_MS)) {
    await dispatcher.leave(id, number)
    return endAttempt(context, 'failed', { charged: 0, error: failure('deadline-exceeded') })
  }
  if (sends >= SENDS_MAX) {
    await dispatcher.leave(id, number)
    // Every create was shown not to be taken, so nothing was charged.
    return endAttempt(context, 'failed', { charged: 0, error: failure('provider-failed') })
  }
  const { site } = plan
  const turn = await dispatcher.turn({ generation: id, attempt: number, site, subject, since: created_at, sends })
  if (!turn.go) {
    store.note({ queue_position: turn.position, queue_eta_seconds: turn.etaSeconds })
    return turn.waitMs
  }
  const prepared = await prepareReferences(context)
  if (!prepared.ok) {
    if (!prepared.gone) {
      await dispatcher.report(id, number, { kind: 'not-sent' })
      return clock.delay(PREPARE_AGAIN_MS)
    }
    await dispatcher.leave(id, number)
    return endAttempt(context, 'failed', { charged: 0, error: failure('reference-unreachable') })
  }
  // The awaits above let a cancel or a webhook come in: checked again right before the paid create.
  const attempt = store.attempt()
  if (attempt.sent_at !== null || attempt.candidate !== null || !store.wanted(number)) {
    await dispatcher.leave(id, number)
    return 0
  }
  store.note({
    sent_at: clock.now(),
    sends: attempt.sends + 1,
    missing_since: null,
    queue_position: null,
    queue_eta_seconds: null,
  })
  const outcome = await createPrediction(config.provider, {
    input: {
      ...plan.input,
      ...(prepared.images.length > 0 ? { reference_images: prepared.images } : {}),
      ...(prepared.videos.length > 0 ? { reference_videos: prepared.videos } : {}),
    },
    cancelAfterSeconds: RUN_DEADLINE_SECONDS,
    ...(config.publicUrl ? { webhook: `${config.publicUrl}/v1/webhooks/replicate/${id}/${attempt.capability}` } : {}),
  })
  if (outcome.kind === 'done') {
    const { remaining, resetSeconds } = outcome.pace
    const wait = await applyPrediction(context, outcome.value)
    await dispatcher.report(id, number, { kind: 'sent', remaining, resetSeconds })
    return wait
  }
  if (outcome.kind === 'unclear') {
    // A 2xx with an unreadable body has created a prediction all the same: it is searched for and never sent again.
    if (outcome.why === 'unreadable') store.note({ taken: 1 })
    await dispatcher.report(id, number, { kind: 'unclear' })
    return clock.delay(FIRST_LOOK_MS)
  }
  return refused(context, outcome)
}

/**
 * A clear refusal: nothing was created. Refusals that concern the operator keep the attempt queued; those that concern
 * the request end it.
 */
async function refused(
  context: StepContext,
  { status, retryAfterSeconds }: Extract<Outcome<never>, { kind: 'refused' }>,
): Promise<Wait> {
  const { env, clock, store } = context
  const { id } = store.request()
  const { number, sends } = store.attempt()
  const report = (what: Report) => env.DISPATCHER.getByName('provider').report(id, number, what)
  switch (status) {
    case 429:
      store.note({ sent_at: null, sends: sends - 1 })
      await report({ kind: 'throttled', retryAfterSeconds })
      return 0
    case 401:
    case 403:
      store.note({ sent_at: null, sends: sends - 1 })
      await report({ kind: 'refused', reason: 'token' })
      return 0
    case 402:
      store.note({ sent_at: null, sends: sends - 1 })
      await report({ kind: 'refused', reason: 'credit' })
      return 0
    case 408:
      // A 408 may come from a proxy after the create went through, so the prediction is searched for.
      await report({ kind: 'unclear' })
      return clock.delay(FIRST_LOOK_MS)
    default:
      await report({ kind: 'rejected' })
      return endAttempt(context, 'failed', { charged: 0, error: failure('provider-rejected') })
  }
}

/**
 * After an unclear create, a webhook or the provider's listing tells what became of it; a guess never sends another
 * create.
 */
async function findOut(context: StepContext): Promise<Wait> {
  const { config, clock, store } = context
  const { image_urls, video_urls, sent_at, sends, missing_since, candidate, taken } = store.attempt()
  if (candidate !== null) {
    const wait = await followCandidate(context, candidate)
    if (wait !== 'not-ours') return wait
  }
  if (sent_at === null) return 0
  const asked = clock.now()
  // An unreachable provider may tell later. A provider that has deleted its data never will, nor one that was silent
  // for a day.
  const late = asked - sent_at > clock.delay(LOST_AFTER_MS)
  if (asked - sent_at > clock.delay(QUEUE_DEADLINE_MS)) return lost(context)
  const since = new Date(sent_at - clock.delay(CLOCK_SKEW_MS))
  const until = new Date(sent_at + CALL_TIMEOUT_MS + clock.delay(CLOCK_SKEW_MS))
  const outcome = await findPrediction(config.provider, [...(image_urls ?? []), ...(video_urls ?? [])], since, until)
  const forgotten = outcome.kind === 'unclear' && outcome.why === 'unreadable'
  if (outcome.kind !== 'done') return late && forgotten ? lost(context) : clock.delay(ASK_AGAIN_MS)
  if (outcome.value) return applyPrediction(context, outcome.value)
  if (taken) return late ? lost(context) : clock.delay(LISTINGS_APART_MS)
  if (missing_since === null) {
    store.note({ missing_since: asked })
    return clock.delay(LISTINGS_APART_MS)
  }
  if (asked - missing_since < clock.delay(LISTINGS_APART_MS)) return clock.delay(LISTINGS_APART_MS)
  store.note({ sent_at: null, missing_since: null })
  return clock.delay(growingPauseMs(FIRST_RESEND_MS, LAST_RESEND_MS, sends - 1))
}

/** The create's fate can't be known any more, so the ledger charges the whole estimate. */
function lost(context: StepContext): Promise<Wait> {
  return endAttempt(context, 'failed', {
    charged: context.store.request().estimated,
    error: failure('deadline-exceeded'),
  })
}
