/** The judge of the matrix: it names each thing that must never happen. */
import { expect, it } from 'vitest'
import type { Usage } from '../../../worker/contract/admin.ts'
import type { Generation } from '../../../worker/contract/generation.ts'
import type { LedgerRow } from './books.ts'
import { planRuns } from './plan.ts'
import { dueSeconds, type Evidence, judge, judgeSite } from './verdict.ts'

const [PLAN] = planRuns({ runs: 1, seed: 1, kills: 0, reachable: true })
const DONE = '2026-01-01T00:01:00.000Z'
const row = (kind: LedgerRow['kind'], micros: number): LedgerRow => ({ generation: 'gen_x', attempt: 1, kind, micros })
const prediction = { id: 'p', status: 'succeeded', completed_at: DONE, billed_seconds: 3, video_sha256: 'abc' }

type Change = {
  seen?: object
  visit?: Partial<Evidence['visit']>
  predictions?: Partial<typeof prediction>[]
  ledger?: LedgerRow[]
  struck?: Record<string, number>
  sentAt?: number
}

/** The evidence of a run that went well, with changes. */
function evidence({ seen = {}, visit = {}, predictions = [{}], ledger, struck = {}, sentAt }: Change): Evidence {
  if (!PLAN) throw new Error('There is no plan.')
  const all = predictions.map((change) => ({ ...prediction, ...change }))
  return {
    visit: {
      plan: { ...PLAN, cancel: null },
      generation: 'gen_x',
      seen: { status: 'succeeded', completed_at: DONE, cost: { charged: 0.3 }, ...seen } as Generation,
      canceled: false,
      videoSha256: 'abc',
      kills: 0,
      surprises: [],
      ...visit,
    },
    counted: {
      input: {},
      requests: all.length,
      refused: 0,
      predictions: all,
      billed_seconds: all.reduce((sum, each) => sum + each.billed_seconds, 0),
    },
    ledger: ledger ?? [row('reserve', 300_000), row('settle', 0)],
    struck,
    sentAt: sentAt ?? null,
  }
}

const failed = (code: string, charged: number) => ({ status: 'failed', error: { code }, cost: { charged } })
const RELEASED = [row('reserve', 300_000), row('release', -300_000)]
const FREE = { billed_seconds: 0, video_sha256: null as unknown as string }

it('has nothing to say of a run that went well, or failed for a true reason', () => {
  expect(judge(evidence({}))).toEqual([])
  const sensitive = { predictions: [{ ...FREE, status: 'failed' }], ledger: RELEASED, struck: { 'run-sensitive': 1 } }
  expect(judge(evidence({ seen: failed('sensitive-content', 0), ...sensitive }))).toEqual([])
  const refused = { visit: { generation: null, seen: null }, predictions: [], ledger: [] }
  expect(judge(evidence(refused))).toEqual([])
})

/** A run that the provider never heard of, charged in full so many seconds after its create. */
const lost = (seconds: number): Change => ({
  seen: failed('deadline-exceeded', (PLAN?.durationSeconds ?? 0) * 0.1),
  predictions: [],
  ledger: [row('reserve', (PLAN?.durationSeconds ?? 0) * 100_000), row('settle', 0)],
  sentAt: Date.parse(DONE) - seconds * 1000,
})

it('takes a run for lost when nobody can tell any more what became of it, and not before', () => {
  expect(judge(evidence(lost(38)))).toEqual([])
  expect(dueSeconds(evidence(lost(38)))).toBe(PLAN?.durationSeconds)
  expect(judge(evidence(lost(37))).join()).toContain('failed with deadline-exceeded; due was no failure')
  expect(dueSeconds(evidence(lost(37)))).toBe(0)
})

const wrongs: [what: string, change: Change, verdict: string][] = [
  ['a second payment', { predictions: [{}, { billed_seconds: 0 }] }, 'paid 2 times'],
  [
    'a payment without a yes',
    { visit: { generation: null, seen: null }, ledger: [] },
    'refused, and paid all the same',
  ],
  [
    'a booking without a yes',
    { visit: { generation: null, seen: null }, predictions: [] },
    'refused, and in the books',
  ],
  ['a reservation left open', { ledger: [row('reserve', 300_000)] }, 'the books have reserve 1'],
  ['a run that is not in the books', { ledger: [] }, 'the books have nothing'],
  ['books that say less than the bill', { ledger: RELEASED }, 'booked 0 $, billed 0.3 $'],
  ['another price told', { seen: { cost: { charged: 0.2 } } }, 'the visitor was told 0.2 $'],
  ['a run without an end', { seen: { status: 'storing', cost: {} } }, 'no end: it is storing'],
  ['other bytes', { visit: { videoSha256: 'abd' } }, 'the video has other bytes'],
  ['a video of nobody', { predictions: [{ status: 'failed' }] }, 'succeeded, and the provider says failed'],
  ['a video that was made and not kept', { seen: failed('storage-failed', 0.3) }, 'failed with storage-failed'],
  ['a cancel that nobody wanted', { seen: { status: 'canceled' } }, 'canceled, and nobody wanted that'],
  ['an untrue reason', { seen: failed('sensitive-content', 0.3) }, 'failed with sensitive-content; due was no failure'],
  ['an answer that should never come', { visit: { surprises: ['POST was answered with 500'] } }, 'answered with 500'],
]

it('names a budget that was exceeded for a moment, and an operator who was told otherwise', () => {
  const usage = (charged: number, reserved = 0) => ({ total: { charged, reserved } }) as Usage
  const site = { budgetMicros: 500_000, rows: [row('reserve', 300_000), row('settle', 0)], billedSeconds: 3 }
  expect(judgeSite({ ...site, usage: usage(0.3) })).toEqual([])
  const rows = [row('reserve', 300_000), row('reserve', 300_000), row('release', -300_000)]
  expect(judgeSite({ ...site, rows, usage: usage(0.3) })).toEqual(['spent 0.6 $ of 0.5 $'])
  expect(judgeSite({ ...site, usage: usage(0.2) })[0]).toContain('the operator was told 0.2 $ charged')
  expect(judgeSite({ ...site, usage: usage(0.3, 0.3) })[0]).toContain('0.3 $ reserved')
})

it.each(wrongs)('names %s', (_, change, verdict) => {
  expect(judge(evidence(change)).join('\n')).toContain(verdict)
})
