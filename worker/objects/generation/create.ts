/** `queued` → `starting`: the paid create, sent once; and the search for it where the answer was unclear. */
import { failure } from '../../replicate/failure.ts'
import { createPrediction, findPrediction } from '../../replicate/predictions.ts'
import type { Outcome } from '../../replicate/transport.ts'
import { endAttempt } from './end.ts'
import { applyPrediction, followCandidate } from './follow.ts'
import { prepareReferences } from './references.ts'
import type { Run, Wait } from './run.ts'

/** Seconds from its creation after which the provider gives a run up. What others use for this family of models. */
const RUN_DEADLINE_SECONDS = 15 * 60
/** Milliseconds that a request waits for its turn at most. Ours. */
const QUEUE_DEADLINE_MS = 24 * 3_600_000
/** Milliseconds between two complete listings that both show nothing before a create may be sent again. The design's rule. */
const LISTINGS_APART_MS = 30_000
/** Milliseconds by which the provider's clock may differ from ours. Ours. */
const CLOCK_SKEW_MS = 5 * 60_000
/** Milliseconds to wait after a 429 that doesn't say how long. Ours. */
const THROTTLED_SECONDS = 10

/** Sends the create when it is this attempt's turn, or finds out what became of it. */
export async function createOrFind(run: Run): Promise<Wait> {
  const { store } = run
  const wait = await (store.attempt().sent_at === null ? sendOnce(run) : findOut(run))
  const { number, state } = store.attempt()
  // A cancel that came while the create was unclear or under way is carried out now.
  return state !== 'queued' && !store.wanted(number) ? 0 : wait
}

async function sendOnce(run: Run): Promise<Wait> {
  const { env, config, clock, store } = run
  const { id, plan } = store.request()
  const { number, created_at } = store.attempt()
  const dispatcher = env.DISPATCHER.getByName('provider')
  if (!store.wanted(number)) {
    await dispatcher.leave(id, number)
    return endAttempt(run, 'canceled', { charged: 0 })
  }
  if (clock.now() - created_at > clock.delay(QUEUE_DEADLINE_MS)) {
    await dispatcher.leave(id, number)
    return endAttempt(run, 'failed', { charged: 0, error: failure('deadline-exceeded') })
  }
  const prepared = await prepareReferences(run)
  if (!prepared.ok)
    return prepared.gone
      ? endAttempt(run, 'failed', { charged: 0, error: failure('reference-unreachable') })
      : clock.delay(5000)
  const turn = await dispatcher.turn(id, number)
  if (!turn.go) {
    store.note({ queue_position: turn.position, queue_eta_seconds: Math.ceil(turn.waitMs / 1000) })
    return turn.waitMs
  }
  // A cancel may have come while we waited for the answers above: looked at once more, right before the money.
  const attempt = store.attempt()
  if (attempt.sent_at !== null || !store.wanted(number)) return 0
  store.note({ sent_at: clock.now(), missing_since: null, queue_position: null, queue_eta_seconds: null })
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
    const wait = await applyPrediction(run, outcome.value)
    await dispatcher.report({ kind: 'sent', remaining, resetSeconds })
    return wait
  }
  if (outcome.kind === 'unclear') {
    await dispatcher.report({ kind: 'unreachable' })
    return clock.delay(1000)
  }
  return refused(run, outcome)
}

/** A clear no: nothing was created. What concerns the operator waits in the queue; what concerns the request ends it. */
async function refused(
  run: Run,
  { status, retryAfterSeconds }: Extract<Outcome<never>, { kind: 'refused' }>,
): Promise<Wait> {
  const { env, clock, store } = run
  const dispatcher = env.DISPATCHER.getByName('provider')
  switch (status) {
    case 429:
      store.note({ sent_at: null })
      await dispatcher.report({ kind: 'throttled', retryAfterSeconds: retryAfterSeconds ?? THROTTLED_SECONDS })
      return 0
    case 401:
    case 403:
      store.note({ sent_at: null })
      await dispatcher.report({ kind: 'refused', reason: 'token' })
      return 0
    case 402:
      store.note({ sent_at: null })
      await dispatcher.report({ kind: 'refused', reason: 'credit' })
      return 0
    case 408:
      // A time-out on the way may have come after the create: look for it.
      return clock.delay(1000)
    default:
      return endAttempt(run, 'failed', { charged: 0, error: failure('provider-rejected') })
  }
}

/** After an unclear create: a webhook's word, or the provider's own listing; never a second create on a guess. */
async function findOut(run: Run): Promise<Wait> {
  const { env, config, clock, store } = run
  const { image_urls, video_urls, sent_at, missing_since, candidate } = store.attempt()
  if (candidate !== null) {
    const wait = await followCandidate(run, candidate)
    if (wait !== 'not-ours') return wait
  }
  const asked = clock.now()
  const since = new Date((sent_at ?? asked) - CLOCK_SKEW_MS)
  const outcome = await findPrediction(config.provider, [...(image_urls ?? []), ...(video_urls ?? [])], since)
  if (outcome.kind !== 'done') return clock.delay(5000)
  await env.DISPATCHER.getByName('provider').report({ kind: 'reachable' })
  if (outcome.value) return applyPrediction(run, outcome.value)
  if (missing_since === null) {
    store.note({ missing_since: asked })
    return clock.delay(LISTINGS_APART_MS)
  }
  if (asked - missing_since < clock.delay(LISTINGS_APART_MS)) return clock.delay(LISTINGS_APART_MS)
  store.note({ sent_at: null, missing_since: null })
  return 0
}
