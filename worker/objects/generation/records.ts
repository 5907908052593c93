/** A generation's attempts as the operator sees them. */
import type { AdminGeneration } from '../../contract/admin.ts'
import { type Making, viewFacts } from './facts.ts'
import type { Attempt } from './rows.ts'
import type { GenerationStore } from './store.ts'

/** The attempts of these numbers, in the same order; unknown numbers are left out. */
export function recordsOf(store: GenerationStore, numbers: readonly number[], making: Making): AdminGeneration[] {
  const attempts = numbers.map((number) => store.attemptNumbered(number)).filter((attempt) => attempt !== null)
  return attempts.map((attempt) => recordOf(store, attempt, making))
}

function recordOf(store: GenerationStore, attempt: Attempt, making: Making): AdminGeneration {
  const { id, plan } = store.request()
  const newest = attempt.number === store.lastNumber()
  const live = newest && attempt.forgotten === null
  const claims = live ? store.claims() : []
  const publication = live ? store.publication() : null
  return {
    id,
    ...viewFacts(store.factsOf(attempt), making),
    ...(attempt.subject === '' ? {} : { subject: attempt.subject }),
    claims: claims.length,
    ...(attempt.prediction === null ? {} : { prediction: attempt.prediction }),
    visibility: publication?.visibility ?? 'unlisted',
    ...(store.exists() && live ? { input: plan.input } : {}),
    metadata: publication?.metadata ?? claims[0]?.metadata ?? {},
    preview: making.preview,
    forgotten: attempt.forgotten !== null,
  }
}
