/** `npm run faults`: the fault matrix with as many runs as you like; it prints a report of each run that went wrong. */
import { parseArgs } from 'node:util'
import { exitWith, Failure } from '../../../widget/build/failure.ts'
import { describe } from './plan.ts'
import { playMatrix } from './play.ts'

const DEFAULT_RUNS = 500
const DEFAULT_IN_FLIGHT = 20
/** Share of the runs that bring a kill of their own. */
const DEFAULT_KILLS = 0.2

try {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      kills: { type: 'string' },
      'in-flight': { type: 'string' },
      unreachable: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  })
  const seed = number('seed', values.seed, Math.floor(Math.random() * 1_000_000))
  const runs = number('runs', values.runs, DEFAULT_RUNS)
  console.log(`${runs} runs of seed ${seed}${values.unreachable ? ', where the provider cannot reach us' : ''}`)
  const began = Date.now()
  const { problems, ...result } = await playMatrix({
    runs,
    seed,
    kills: number('kills', values.kills, DEFAULT_KILLS),
    reachable: !values.unreachable,
    inFlight: number('in-flight', values['in-flight'], DEFAULT_IN_FLIGHT),
    ...(values.only === undefined ? {} : { only: number('only', values.only, 0) }),
    onEnd: ({ plan, seen }) => {
      if (values.verbose) console.log(`${describe(plan)}: ${seen?.status ?? 'refused'} ${seen?.error?.code ?? ''}`)
    },
  })
  for (const problem of problems) console.log(`\n${problem}`)
  const { killed, kills, longestAbsenceMs, ends } = result
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  console.log(`\n${result.runs} runs in ${seconds(Date.now() - began)}`)
  console.log(
    `${kills} kills, which ${killed} runs lived through; the Worker was away for ${seconds(longestAbsenceMs)} at most`,
  )
  for (const [end, count] of Object.entries(ends).sort()) console.log(`${String(count).padStart(6)} ${end}`)
  console.log(`${problems.length} problems with seed ${seed}`)
  process.exitCode = problems.length > 0 ? 1 : 0
} catch (error) {
  exitWith(error)
}

function number(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new Failure(`--${name} has to be a number; it is "${text}".`)
}
