/** The four calls about predictions; each is one attempt, and says whether it took effect. */
import type { Prediction as ClientPrediction } from 'replicate'
import { type Prediction, readPrediction, usesAnyOf } from './prediction.ts'
import { callOnce, type Outcome, type Provider } from './transport.ts'

/** Pages of a listing that we read at most: 1,000 predictions of a few minutes. */
const LISTING_PAGES_MAX = 10

export type CreateOptions = {
  input: Record<string, unknown>
  /** Where webhooks go; absent where the provider can't reach us. */
  webhook?: string
  /** Seconds from its creation after which the provider gives a run up: bounds what an unclear create can cost. */
  cancelAfterSeconds: number
}

/** Creates a prediction of the configured model. Paid: the caller sends it once. */
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

/** Asks how a prediction is going. */
export async function getPrediction(provider: Provider, id: string): Promise<Outcome<Prediction>> {
  return read(await callOnce(provider, (client) => client.predictions.get(id)))
}

/** Asks the provider to stop a prediction, and answers how it stands then. */
export async function cancelPrediction(provider: Provider, id: string): Promise<Outcome<Prediction>> {
  return read(await callOnce(provider, (client) => client.predictions.cancel(id)))
}

/**
 * Looks through everything created between two times for a prediction with one of these reference URLs.
 * `done` with null means that a complete and readable listing held none; an item that could be ours, because its input
 * can't be read (any more), makes it unclear.
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
    // Bodies always point at Replicate's own host: keep the cursor, and ask where we are configured to.
    page = new URL(next)
  }
  return { kind: 'unclear', why: 'unreadable' }
}

function read(outcome: Outcome<ClientPrediction>): Outcome<Prediction> {
  if (outcome.kind !== 'done') return outcome
  const prediction = readPrediction(outcome.value)
  return prediction ? { ...outcome, value: prediction } : { kind: 'unclear', why: 'unreadable' }
}
