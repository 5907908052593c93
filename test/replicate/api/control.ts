/** The control address, which the real service does not have: what is to go wrong, and what was counted. */
import type { Faults } from '../faults/faults.ts'
import { readRule, ruleBody } from '../faults/read-rule.ts'
import { SWITCHES } from '../faults/switches.ts'
import { type Answer, type Call, ok } from '../http/answer.ts'
import { badRequest } from '../http/problems.ts'
import type { OpenRoute } from '../http/routes.ts'
import type { Predictions } from '../runs/predictions.ts'
import type { CreateBook } from './create-book.ts'
import { parseObject } from './orders.ts'

const BODY_MAX_BYTES = 10_000

/** Calls that arrived since this process started, whatever became of them, by operation. */
export type Counts = Map<string, number>

type Parts = { predictions: Predictions; faults: Faults; counts: Counts; creates: CreateBook }

export function controlRoutes(parts: Parts): OpenRoute[] {
  const { faults } = parts
  return [
    { method: 'GET', path: '/_control/stats', handle: ({ url }) => ok(stats(parts, url.searchParams.get('match'))) },
    { method: 'GET', path: '/_control/faults', handle: () => ok(state(faults)) },
    { method: 'POST', path: '/_control/faults', handle: (call) => add(faults, call) },
    {
      method: 'DELETE',
      path: '/_control/faults',
      handle: ({ url }): Answer => {
        faults.clear(url.searchParams.get('match'))
        return { status: 204 }
      },
    },
  ]
}

/** Every switch with a sentence, what it is for unless told otherwise and its options; and the rules that were set. */
function state(faults: Faults): object {
  const switches = Object.entries(SWITCHES).map(([kind, { does, ...rest }]) => ({ kind, does, ...rest }))
  return { switches, rules: faults.list().map(ruleBody) }
}

async function add(faults: Faults, call: Call): Promise<Answer> {
  const rule = readRule(parseObject(await call.body(BODY_MAX_BYTES)) ?? {})
  if (typeof rule === 'string') return badRequest(rule)
  faults.add(rule)
  return ok({ rules: faults.list().map(ruleBody) })
}

/** Predictions and seconds are read from the disk's records, so they outlive a restart; calls are counted anew. */
function stats({ predictions, counts, creates }: Parts, match: string | null): object {
  const all = predictions.newestFirst()
  const byStatus: Record<string, number> = {}
  for (const { status } of all) byStatus[status] = (byStatus[status] ?? 0) + 1
  return {
    creates: (counts.get('predictions.create') ?? 0) + (counts.get('models.predictions.create') ?? 0),
    predictions: all.length,
    billed_seconds: all.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0),
    by_status: byStatus,
    calls: Object.fromEntries(counts),
    inputs: creates.counts(all, match),
  }
}
