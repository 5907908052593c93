/** What becomes of an API call that a fault strikes: one case for each switch of the seam `answer`. */
import type { Clock } from '../clock.ts'
import type { Rule } from '../faults/faults.ts'
import type { KindAt } from '../faults/switches.ts'
import { type Answer, type Call, CUT } from './answer.ts'
import { insufficientCredit, invalidToken, notFound, serverError, throttled, unauthenticated } from './problems.ts'

export type FaultyParts = {
  clock: Clock
  /** The stand-in ends. */
  closing: AbortSignal
  /** Waits until the first webhook of a prediction has been answered. */
  firstWebhook: (predictionId: string) => Promise<void>
}

export async function answerFaulty(
  { kind, options }: Rule<KindAt<'answer'>>,
  call: Call,
  handle: () => Promise<Answer>,
  { clock, closing, firstWebhook }: FaultyParts,
): Promise<Answer> {
  /** The call is not taken; its body must be read, or a caller that is still sending would not see the answer. */
  const refuse = async (answer: Answer) => {
    await call.body(0)
    return answer
  }
  const wait = async (until: AbortSignal) => {
    const ms = options.seconds === null ? Number.POSITIVE_INFINITY : options.seconds * 1000
    await clock.wait(ms, AbortSignal.any([until, closing])).catch(() => {})
  }
  switch (kind) {
    case 'unauthenticated':
      return refuse(unauthenticated())
    case 'invalid-token':
      return refuse(invalidToken())
    case 'insufficient-credit':
      return refuse(insufficientCredit())
    case 'throttled':
      return refuse(throttled(options.retry_after, options.retry_after_header))
    case 'not-found':
      return refuse(notFound())
    case 'server-error':
      return refuse(options.status === null ? CUT : serverError(options.status))
    case 'cut':
      return refuse(CUT)
    case 'silent':
      await call.body(0)
      await wait(call.gone)
      return CUT
    case 'server-error-after':
      await handle()
      return options.status === null ? CUT : serverError(options.status)
    case 'cut-after':
      await handle()
      return CUT
    case 'cut-inside':
      return { ...(await handle()), flaw: { cut: 'inside' } }
    case 'silent-after':
      await handle()
      await wait(call.gone)
      return CUT
    case 'taken-late':
      wait(closing)
        .then(() => (closing.aborted ? undefined : handle()))
        .catch(console.error)
      return CUT
    case 'slow': {
      const answer = await handle()
      await wait(call.gone)
      return answer
    }
    case 'unreadable': {
      const { json: _, ...answer } = await handle()
      return { ...answer, text: '<html><body>OK</body></html>' }
    }
    case 'after-webhook': {
      const answer = await handle()
      const { id } = (answer.json ?? {}) as { id?: unknown }
      if (typeof id === 'string') await Promise.race([firstWebhook(id), wait(call.gone)])
      return answer
    }
    case 'stale':
      return asCreated(await handle())
  }
}

/** A prediction as its create answered it. */
function asCreated(answer: Answer): Answer {
  if (answer.status !== 200) return answer
  const { metrics: _, ...body } = answer.json as Record<string, unknown>
  const blank = { status: 'starting', output: null, logs: '', error: null, started_at: null, completed_at: null }
  return { ...answer, json: { ...body, ...blank } }
}
