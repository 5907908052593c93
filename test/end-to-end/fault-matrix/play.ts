/** Plays the runs of a matrix, many at once over one Worker, and judges each when all are over. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Usage } from '../../../worker/contract/admin.ts'
import { readAttempt, readLedger } from './books.ts'
import { Group } from './group.ts'
import { type Draw, describe, isLong, planRuns, type RunPlan } from './plan.ts'
import { Stage, TIME_SCALE } from './stage.ts'
import { dueSeconds, judge, judgeSite } from './verdict.ts'
import { type Visit, visit } from './visit.ts'

export type MatrixOptions = Draw & {
  /** Runs under way at the same time. */
  inFlight: number
  /** Play only the run with this index. */
  only?: number
  /** Called with each run as the run ends. */
  onEnd?: (visit: Visit) => void
}

export type MatrixResult = {
  /** The rules that a run broke, run by run, with the command that repeats the run. */
  problems: string[]
  runs: number
  kills: number
  longestAbsenceMs: number
  /** Runs that lived through a kill. */
  killed: number
  /** The number of runs for each way to end. */
  ends: Record<string, number>
}

const GROUP_SIZE = 10
/**
 * Milliseconds until the books of a run that is over are closed: the longest run at the provider, and an hour to keep it;
 * and as much again, twice, for all the starts of the Worker in between.
 */
const CLOSING_MS = (3 * 2 * 3_600_000) / TIME_SCALE
/** Milliseconds that the Worker gets to settle, before it is killed and the ledgers are read. */
const SETTLING_MS = 1000
/** Lines of the Worker's log in the report of a run that went wrong. */
const LOG_LINES = 40
/** The mark of log lines about reads, which the report leaves out. */
const LOOKED = '"method":"GET"'

export async function playMatrix(options: MatrixOptions): Promise<MatrixResult> {
  const stage = await Stage.open(options.reachable)
  try {
    return await play(stage, options)
  } finally {
    await stage.close()
  }
}

async function play(stage: Stage, options: MatrixOptions): Promise<MatrixResult> {
  const plans = planRuns(options)
  const isPlayed = ({ index }: RunPlan) => options.only === undefined || index === options.only
  const groups = new Map<number, Group>()
  for (let number = 0; number * GROUP_SIZE < plans.length; number++) {
    const members = plans.slice(number * GROUP_SIZE, (number + 1) * GROUP_SIZE)
    const played = members.filter(isPlayed)
    if (played.length > 0) groups.set(number, await Group.open(number, members, played, stage))
  }
  const groupOf = ({ index }: RunPlan) => groups.get(Math.floor(index / GROUP_SIZE)) as Group

  const visits: Visit[] = []
  // The longest runs first, so that the last ones to end are short.
  const waiting = plans.filter(isPlayed).sort((a, b) => Number(isLong(b)) - Number(isLong(a)))
  const lane = async () => {
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      const seen = await visit(plan, stage, groupOf(plan))
      visits.push(seen)
      options.onEnd?.(seen)
    }
  }
  await Promise.all(Array.from({ length: options.inFlight }, lane))
  const usages = await closeBooks(stage, [...groups.values()])

  const problems: string[] = []
  for (const group of groups.values()) {
    const rows = readLedger(stage.worker.stateDir, group.site)
    let billedSeconds = 0
    for (const seen of visits.filter(({ plan }) => groupOf(plan) === group)) {
      const { prompt } = seen.plan
      const counted = await stage.counted(prompt)
      const ledger = rows.filter(({ generation }) => generation === seen.generation)
      const sentAt = sentAtOf(stage, seen)
      const evidence = { visit: seen, counted, ledger, struck: stage.struck(prompt), sentAt }
      billedSeconds += dueSeconds(evidence)
      const wrong = judge(evidence)
      if (wrong.length > 0) problems.push(complaint(stage, seen, wrong, options))
    }
    const { site, budgetMicros } = group
    const wrong = judgeSite({ budgetMicros, rows, usage: usages.get(site) ?? null, billedSeconds })
    problems.push(...wrong.map((line) => `${site}: ${line}`))
  }
  const ends: Record<string, number> = {}
  for (const { seen } of visits) {
    const end = seen === null ? 'refused' : [seen.status, seen.error?.code].filter(Boolean).join(': ')
    ends[end] = (ends[end] ?? 0) + 1
  }
  return {
    problems,
    runs: visits.length,
    kills: stage.kills,
    longestAbsenceMs: stage.longestAbsenceMs,
    killed: visits.filter(({ kills }) => kills > 0).length,
    ends,
  }
}

/**
 * Kills the Worker for the last time, when every reservation is settled or released, or when that takes too long;
 * returns each site's usage as the operator saw it right before.
 */
async function closeBooks(stage: Stage, groups: readonly Group[]): Promise<Map<string, Usage>> {
  const began = Date.now()
  const isOpen = ({ site }: Group) => {
    const rows = readLedger(stage.worker.stateDir, site)
    return rows.filter(({ kind }) => kind === 'reserve').length * 2 > rows.length
  }
  for (;;) {
    await delay(SETTLING_MS)
    const usages = new Map<string, Usage>()
    for (const { site } of groups) usages.set(site, await stage.patiently(() => stage.usage(site)))
    await stage.end()
    if (!groups.some(isOpen) || Date.now() - began > CLOSING_MS) return usages
    await stage.worker.again()
  }
}

/** When the run's create was sent. Only asked for a run that was given up: there are many databases to search. */
function sentAtOf(stage: Stage, { generation, seen }: Visit): number | null {
  if (generation === null || seen?.error?.code !== 'deadline-exceeded') return null
  return (readAttempt(stage.worker.stateDir, generation)?.sent_at as number | null | undefined) ?? null
}

function complaint(stage: Stage, { plan, generation }: Visit, wrong: string[], options: MatrixOptions): string {
  const { runs, seed, kills, reachable } = options
  const log = readFileSync(join(stage.worker.stateDir, 'worker.log'), 'utf8').split('\n')
  const attempt = generation === null ? undefined : readAttempt(stage.worker.stateDir, generation)
  const lines =
    generation === null
      ? []
      : log.filter((line) => line.includes(generation) && !line.includes(LOOKED)).slice(-LOG_LINES)
  return [
    describe(plan),
    ...wrong.map((line) => `  ✗ ${line}`),
    `  again: npm run faults -- --runs ${runs} --seed ${seed} --kills ${kills}${reachable ? '' : ' --unreachable'} --only ${plan.index}`,
    ...(attempt ? [`    ${JSON.stringify(attempt)}`] : []),
    ...lines.map((line) => `    ${line}`),
  ].join('\n')
}
