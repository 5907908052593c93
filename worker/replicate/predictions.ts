/** Creates, gets, cancels and finds predictions: one attempt each, whose outcome says whether it took effect. */
import type { Prediction as ClientPrediction } from 'replicate'
import { type Prediction, readPrediction, usesAnyOf } from './prediction.ts'
import { callOnce, type Outcome, type Provider } from './transport.ts'

/** Pages of a listing at most: 1,000 predictions, made within a few minutes. Ours. */
const LISTING_PAGES_MAX = 10

/** The input and settings of a create. */
type CreateOptions = {
  input: Record<string, unknown>
  /** The webhook's URL; absent where the provider can't reach the Worker. */
  webhook?: string
  /** Seconds after which the provider cancels the run, so that a run nobody heard of costs no more. */
  cancelAfterSeconds: number
}

/** Creates a prediction of the configured model. This call costs money, so the caller sends it once. */
export async function createPrediction(provider: Provider, options: CreateOptions): Promise<Outcome<Prediction>> {
  const outcome = await callOnce(
    provider,
    (client) =>
      client.predictions.create({
        model: provider.model,
        input: options.input,
        ...(options.webhook
          ? { webhook: options.webhook, webhook_events_filter: ['start', 'output', 'logs', 'completed'] }
          : {}),
      }),
    { headers: { 'Cancel-After': `${options.cancelAfterSeconds}s` } },
  )
  return read(outcome)
}

/** Gets a prediction. */
export async function getPrediction(provider: Provider, id: string): Promise<Outcome<Prediction>> {
  return read(await callOnce(provider, (client) => client.predictions.get(id)))
}

/** Cancels a prediction, and gives its new state. */
export async function cancelPrediction(provider: Provider, id: string): Promise<Outcome<Prediction>> {
  return read(await callOnce(provider, (client) => client.predictions.cancel(id)))
}

/**
 * Searches all predictions created between two times for one with a reference URL of `urls`. `done` with null means that
 * a complete and readable listing had none. A prediction whose input is unreadable could be the one, so it makes the
 * outcome `unclear`.
 */
export async function findPrediction(
  provider: Provider,
  urls: readonly string[],
  since: Date,
  until: Date,
): Promise<Outcome<Prediction | null>> {
  let page = new URL(`${provider.baseUrl}/predictions`)
  page.searchParams.set('created_after', since.toISOString())
  page.searchParams.set('created_before', until.toISOString())
  let readable = true
  for (let count = 0; count < LISTING_PAGES_MAX; count++) {
    const route = `/predictions${page.search}`
    const outcome = await callOnce(provider, async (client) => {
      const response = await client.request(route, { method: 'GET' })
      return (await response.json()) as { next?: string | null; results?: unknown[] }
    })
    if (outcome.kind !== 'done') return outcome
    const { next, results } = outcome.value
    if (!Array.isArray(results)) return { kind: 'unclear', why: 'unreadable' }
    for (const item of results) {
      const prediction = readPrediction(item)
      if (prediction && usesAnyOf(prediction, urls)) return { ...outcome, value: prediction }
      if (!prediction || Object.keys(prediction.input).length === 0) readable = false
    }
    if (!next) return readable ? { ...outcome, value: null } : { kind: 'unclear', why: 'unreadable' }
    if (!URL.canParse(next)) return { kind: 'unclear', why: 'unreadable' }
    // `next` always names Replicate's own host: take its cursor, and ask the configured base URL.
    page = new URL(next)
  }
  return { kind: 'unclear', why: 'unreadable' }
}

/** The outcome with its prediction read; `unclear` for an unreadable one. */
function read(outcome: Outcome<ClientPrediction>): Outcome<Prediction> {
  if (outcome.kind !== 'done') return outcome
  const prediction = readPrediction(outcome.value)
  return prediction ? { ...outcome, value: prediction } : { kind: 'unclear', why: 'unreadable' }
}
