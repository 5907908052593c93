/** `starting`, `processing` → the end: asks the provider for the prediction and applies its answer. */
import { MINUTE_MS } from '../../contract/time.ts'
import { clipSeconds, type Plan } from '../../model/request.ts'
import { failure, failureOf } from '../../replicate/failure.ts'
import { fractionOf, outputUrl, type Prediction, usesAnyOf } from '../../replicate/prediction.ts'
import { cancelPrediction, getPrediction } from '../../replicate/predictions.ts'
import type { RunSize } from '../dispatcher/durations.ts'
import { endAttempt } from './end.ts'
import type { StepContext, Wait } from './walk.ts'

/** Seconds after its creation when the provider gives a run up. What others use for this family of models. */
export const RUN_DEADLINE_SECONDS = 15 * 60
/**
 * The share of RUN_DEADLINE_SECONDS after which a run that the provider cancelled counts as out of time. Ours: clocks
 * differ.
 */
const RAN_OUT_SHARE = 0.9
/** Milliseconds until a webhook's candidate is asked for again while the provider doesn't answer. Ours. */
const CANDIDATE_AGAIN_MS = 2_000
/** Milliseconds between two polls of a run where webhooks come too; the last one repeats. What others use. */
const POLL_DELAYS_MS = [5_000, 10_000, 20_000, 40_000, MINUTE_MS]
/**
 * Milliseconds between two polls where no webhook can come. Ours: visitors watch, and Replicate allows 3,000 calls a
 * minute.
 */
const LONE_POLL_DELAY_MS = 5_000
/**
 * Milliseconds after the create when an unreachable run counts as lost: its deadline and the hour that the provider
 * keeps data.
 */
const LOST_AFTER_MS = 80 * MINUTE_MS

/** Polls the prediction, or cancels it when no claim wants it any more. */
export async function follow(context: StepContext): Promise<Wait> {
  const { config, clock, store } = context
  const { number, prediction, polls, sent_at, stop_sent_at } = store.attempt()
  if (prediction === null) return endAttempt(context, 'failed', { charged: 0, error: failure('provider-failed') })
  const call = store.wanted(number) ? getPrediction : cancelPrediction
  // Written before the call, so that no caller joins a run that is being stopped.
  if (call === cancelPrediction && stop_sent_at === null) store.note({ stop_sent_at: clock.now() })
  const outcome = await call(config.provider, prediction)
  store.note({ polls: polls + 1 })
  if (outcome.kind === 'done') return applyPrediction(context, outcome.value)
  // The provider may refuse to cancel a prediction that is over; reading it tells how it ended.
  if (outcome.kind === 'refused' && call === cancelPrediction) {
    const asked = await getPrediction(config.provider, prediction)
    if (asked.kind === 'done') return applyPrediction(context, asked.value)
  }
  if (clock.now() - (sent_at ?? 0) > clock.delay(LOST_AFTER_MS)) {
    // The cost can't be known any more, so the ledger charges the whole estimate.
    return endAttempt(context, 'failed', { charged: store.request().estimated, error: failure('deadline-exceeded') })
  }
  return nextPoll(context)
}

/** Reads the prediction that a webhook named while the create was unclear. */
export async function followCandidate(context: StepContext, id: string): Promise<Wait | 'not-ours'> {
  const { config, clock, store } = context
  const outcome = await getPrediction(config.provider, id)
  const { image_urls, video_urls } = store.attempt()
  if (outcome.kind === 'done') {
    const { input } = outcome.value
    // Only our create's webhook knew the capability, so a prediction whose input was deleted is ours too.
    const removed = Object.keys(input).length === 0
    if (removed || usesAnyOf(outcome.value, [...(image_urls ?? []), ...(video_urls ?? [])])) {
      return applyPrediction(context, outcome.value)
    }
  } else if (outcome.kind === 'unclear' || outcome.status !== 404) {
    // A 429 or a refused token says nothing about the prediction: dropping the candidate could mean paying again.
    return clock.delay(CANDIDATE_AGAIN_MS)
  }
  store.note({ candidate: null })
  return 'not-ours'
}

/** Applies the prediction to the attempt, as the provider's API told it. */
export async function applyPrediction(context: StepContext, prediction: Prediction): Promise<Wait> {
  const { clock, store } = context
  const { estimated } = store.request()
  const { number, state, progress, started_at, sent_at, expected_seconds } = store.attempt()
  const started = started_at ?? time(prediction.started_at)
  const common = { prediction: prediction.id, candidate: null, ...(started === null ? {} : { started_at: started }) }
  switch (prediction.status) {
    case 'starting':
    case 'processing': {
      const fields = {
        ...common,
        progress: Math.max(progress ?? 0, fractionOf(prediction) ?? 0) || null,
        expected_seconds: expected_seconds ?? (await expectedSeconds(context)),
      }
      if (state === prediction.status || !store.go(prediction.status, fields)) store.note(fields)
      return nextPoll(context)
    }
    case 'succeeded': {
      const url = outputUrl(prediction)
      if (prediction.data_removed || url === null) {
        return endAttempt(context, 'failed', { ...common, charged: estimated, error: failure('storage-failed') })
      }
      if (state !== 'storing') await noteDuration(context, prediction)
      store.go('storing', { ...common, output_url: url, output_at: clock.now() })
      return 0
    }
    case 'failed':
      return endAttempt(context, 'failed', { ...common, charged: 0, error: failureOf(prediction.error) })
    case 'canceled': {
      // Replicate bills a run that was cancelled after its start for its time, so the ledger charges the whole
      // estimate.
      const charged = started === null ? 0 : estimated
      if (!store.wanted(number)) return endAttempt(context, 'canceled', { ...common, charged })
      // The provider cancels at the deadline; earlier, somebody did with the operator's token.
      const ranOut = clock.now() - (sent_at ?? 0) >= clock.delay(RUN_DEADLINE_SECONDS * 1000 * RAN_OUT_SHARE)
      return endAttempt(context, 'failed', {
        ...common,
        charged,
        error: failure(ranOut ? 'deadline-exceeded' : 'provider-failed'),
      })
    }
    case 'aborted':
      if (!store.wanted(number)) return endAttempt(context, 'canceled', { ...common, charged: 0 })
      return endAttempt(context, 'failed', { ...common, charged: 0, error: failure('deadline-exceeded') })
  }
}

/** Seconds that runs of this size took before; 0 where there was none, so that the Dispatcher is asked once only. */
async function expectedSeconds({ env, store }: StepContext): Promise<number> {
  return (await env.DISPATCHER.getByName('provider').expectedSeconds(sizeOf(store.request().plan))) ?? 0
}

/** Reports the run's duration to the Dispatcher, by the provider's own clock. */
async function noteDuration({ env, store }: StepContext, prediction: Prediction): Promise<void> {
  const [from, to] = [time(prediction.created_at), time(prediction.completed_at)]
  if (from === null || to === null) return
  await env.DISPATCHER.getByName('provider').noteRun(sizeOf(store.request().plan), (to - from) / 1000)
}

function sizeOf(plan: Plan): RunSize {
  return { resolution: plan.input.resolution, duration: plan.input.duration, clipSeconds: clipSeconds(plan) }
}

function nextPoll({ config, clock, store }: StepContext): Wait {
  if (config.publicUrl === null) return clock.delay(LONE_POLL_DELAY_MS)
  const { polls } = store.attempt()
  return clock.delay(POLL_DELAYS_MS[Math.min(polls, POLL_DELAYS_MS.length - 1)] ?? LONE_POLL_DELAY_MS)
}

function time(text: string | null | undefined): number | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? null : ms
}
