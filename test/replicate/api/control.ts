/** The control address, which the real service does not have: what goes wrong next, and what was counted. */
import { ANSWER_FAULTS, type Faults, type Rule } from '../faults.ts'
import { type Answer, ok } from '../http/answer.ts'
import { badRequest } from '../http/problems.ts'
import type { OpenRoute } from '../http/routes.ts'
import type { Predictions } from '../runs/predictions.ts'
import { parseObject } from './orders.ts'

const BODY_MAX_BYTES = 10_000

/** Calls that arrived since this process started, whatever became of them, by operation. */
export type Counts = Map<string, number>

type Parts = { predictions: Predictions; faults: Faults; counts: Counts }

export function controlRoutes({ predictions, faults, counts }: Parts): OpenRoute[] {
  return [
    { method: 'GET', path: '/_control/stats', handle: () => ok(stats(predictions, counts)) },
    { method: 'GET', path: '/_control/faults', handle: () => ok(faults.list()) },
    {
      method: 'POST',
      path: '/_control/faults',
      handle: async (call) => {
        const rule = readRule(parseObject(await call.body(BODY_MAX_BYTES)) ?? {})
        if (!rule) return badRequest(`kind must be one of ${ANSWER_FAULTS.join(', ')}`)
        faults.add(rule)
        return ok(faults.list())
      },
    },
    {
      method: 'DELETE',
      path: '/_control/faults',
      handle: (): Answer => {
        faults.reset()
        return { status: 204 }
      },
    },
  ]
}

function readRule(body: Record<string, unknown>): Rule | undefined {
  const kind = ANSWER_FAULTS.find((each) => each === body.kind)
  if (!kind) return undefined
  return {
    at: 'answer',
    kind,
    subject: body.subject === null ? undefined : typeof body.subject === 'string' ? body.subject : 'create',
    times: body.times === null ? null : typeof body.times === 'number' ? body.times : 1,
    retryAfter: typeof body.retry_after === 'number' ? body.retry_after : 7,
    retryAfterHeader: body.retry_after_header === true,
  }
}

/** Predictions and seconds are read from the disk's records, so they outlive a restart; calls are counted anew. */
function stats(predictions: Predictions, counts: Counts): object {
  const all = predictions.newestFirst()
  const byStatus: Record<string, number> = {}
  for (const { status } of all) byStatus[status] = (byStatus[status] ?? 0) + 1
  return {
    creates: (counts.get('predictions.create') ?? 0) + (counts.get('models.predictions.create') ?? 0),
    predictions: all.length,
    billed_seconds: all.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0),
    by_status: byStatus,
    calls: Object.fromEntries(counts),
  }
}
