/** What must be true after a run, whatever went wrong: the provider's facts against what the visitor saw and what the ledger says. */

import type { Usage } from '../../../worker/contract/admin.ts'
import type { Generation } from '../../../worker/contract/generation.ts'
import { PRICE_PER_SECOND_MICROS } from '../../../worker/model/price.ts'
import type { InputCount } from '../../replicate/api/create-book.ts'
import { highestSpent, type LedgerRow } from './books.ts'
import { TIME_SCALE } from './stage.ts'
import type { Visit } from './visit.ts'

/** Milliseconds that the provider keeps an output. */
const OUTPUT_LIFE_MS = 3_600_000
/** Milliseconds after a create until its fate can't be found out any more: the run's deadline, and that hour. */
const LOST_AFTER_MS = 75 * 60_000

export type Evidence = {
  visit: Visit
  /** What the provider counted; null where it has never heard of the request. */
  counted: InputCount | null
  /** The rows of this generation. */
  ledger: readonly LedgerRow[]
  /** How often each fault of this run has struck. */
  struck: Readonly<Record<string, number>>
  /** When the Worker sent the create, in milliseconds; null where the Worker is sure that none was taken. */
  sentAt: number | null
}

/** One line for each thing that is wrong. */
export function judge(evidence: Evidence): string[] {
  return [...evidence.visit.surprises, ...judgePayment(evidence), ...judgeBooks(evidence), ...judgeEnd(evidence)]
}

export type SiteEvidence = {
  budgetMicros: number
  /** All rows of the site's ledger, in order. */
  rows: readonly LedgerRow[]
  /** The usage that the operator saw; null where the Worker could not be asked. */
  usage: Usage | null
  /** Seconds of output that the site has to pay for, over all of its runs. */
  billedSeconds: number
}

/** The budget held at every moment, and the operator is told what the provider billed. */
export function judgeSite({ budgetMicros, rows, usage, billedSeconds }: SiteEvidence): string[] {
  const problems: string[] = []
  const spent = highestSpent(rows)
  if (spent > budgetMicros) problems.push(`spent ${spent / 1e6} $ of ${budgetMicros / 1e6} $`)
  const billed = billedSeconds * PRICE_PER_SECOND_MICROS
  if (!usage) return [...problems, 'the operator was told nothing']
  const { charged, reserved } = usage.total
  if (Math.round(charged * 1e6) !== billed || reserved !== 0) {
    problems.push(`the operator was told ${charged} $ charged and ${reserved} $ reserved, billed ${billed / 1e6} $`)
  }
  return problems
}

/** Seconds that have to be paid for: those that the provider billed, or all of a run whose fate is unknown. */
export function dueSeconds(evidence: Evidence): number {
  return isLost(evidence) ? evidence.visit.plan.durationSeconds : (evidence.counted?.billed_seconds ?? 0)
}

/** True where the Worker was dead until its create's fate could not be found out any more, as on a busy machine: the whole run is charged. */
function isLost({ visit: { seen, plan }, sentAt }: Evidence): boolean {
  if (seen?.error?.code !== 'deadline-exceeded' || sentAt === null) return false
  const isCharged = Math.round((seen.cost.charged ?? 0) * 1e6) === plan.durationSeconds * PRICE_PER_SECOND_MICROS
  return isCharged && Date.parse(seen.completed_at ?? '') - sentAt >= LOST_AFTER_MS / TIME_SCALE
}

/** Checks that one request has at most one prediction. */
function judgePayment({ visit, counted }: Evidence): string[] {
  const taken = counted?.predictions ?? []
  if (taken.length <= 1) return visit.generation === null && taken.length > 0 ? ['refused, and paid all the same'] : []
  const billed = taken.map(({ status, billed_seconds }) => `${status} for ${billed_seconds} s`)
  return [`paid ${taken.length} times: ${billed.join(', ')}`]
}

/** Checks that a run has one reservation, closed once and charged with what the provider billed. */
function judgeBooks(evidence: Evidence): string[] {
  const { visit, ledger } = evidence
  const kinds = ledger.map(({ kind, attempt }) => `${kind} ${attempt}`)
  if (visit.generation === null) return kinds.length > 0 ? [`refused, and in the books: ${kinds.join(', ')}`] : []
  const problems: string[] = []
  const isClosedOnce = ledger.length === 2 && kinds[0] === 'reserve 1' && kinds[1] !== 'reserve 1'
  if (!isClosedOnce) problems.push(`the books have ${kinds.join(', ') || 'nothing'}`)
  const booked = ledger.reduce((sum, { micros }) => sum + micros, 0)
  const billed = dueSeconds(evidence) * PRICE_PER_SECOND_MICROS
  if (booked !== billed) problems.push(`booked ${booked / 1e6} $, billed ${billed / 1e6} $`)
  const charged = visit.seen?.cost.charged
  if (!visit.canceled && charged !== undefined && Math.round(charged * 1e6) !== billed) {
    problems.push(`the visitor was told ${charged} $, billed ${billed / 1e6} $`)
  }
  return problems
}

/** The video, byte for byte, or a true reason. */
function judgeEnd(evidence: Evidence): string[] {
  const { visit, counted, struck } = evidence
  const { seen, plan } = visit
  if (visit.generation === null || !seen) return []
  if (!['succeeded', 'failed', 'canceled'].includes(seen.status)) return [`no end: it is ${seen.status}`]
  const [prediction] = counted?.predictions ?? []
  if (seen.status === 'succeeded') {
    if (prediction?.status !== 'succeeded')
      return [`succeeded, and the provider says ${prediction?.status ?? 'nothing'}`]
    return visit.videoSha256 === prediction.video_sha256 ? [] : ['the video has other bytes than the provider made']
  }
  if (seen.status === 'canceled') return plan.cancel === null ? ['canceled, and nobody wanted that'] : []
  const told = seen.error?.code ?? 'no reason'
  const due = reasonsFor(prediction?.status, struck)
  if (prediction?.status === 'succeeded' && isTooLate(seen, prediction.completed_at)) due.push('storage-failed')
  if (isLost(evidence)) due.push('deadline-exceeded')
  return due.includes(told) ? [] : [`failed with ${told}; due was ${due.join(' or ') || 'no failure'}`]
}

/** True where the provider's hour was over: its delivery failed all the time, or the Worker was dead, as on a busy machine. */
function isTooLate(seen: Generation, completedAt: string | null): boolean {
  return Date.parse(seen.completed_at ?? '') - Date.parse(completedAt ?? '') >= OUTPUT_LIFE_MS / TIME_SCALE
}

/** The reasons that are true for what the provider did. */
function reasonsFor(status: string | undefined, struck: Evidence['struck']): string[] {
  switch (status) {
    case 'failed':
      return 'run-sensitive' in struck ? ['sensitive-content'] : 'run-fails' in struck ? ['provider-failed'] : []
    case 'canceled':
      return 'run-hangs' in struck ? ['deadline-exceeded'] : ['provider-failed', 'deadline-exceeded']
    case 'aborted':
      return ['deadline-exceeded']
    default:
      return []
  }
}
