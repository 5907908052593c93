/**
 * All layers of tests, in two lanes side by side: files of the whole rig take turns, because each wants a browser and
 * several programs to itself; the others run beside them. `npm run test:only` runs what it is told in one lane.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { inRoot } from '../widget/build/paths.ts'
import type { Counts } from './count-reporter.ts'

const LANES = [['end-to-end'], ['worker', 'worker-unreached', 'replicate', 'gallery', 'widget', 'kills']]

const folder = mkdtempSync(join(tmpdir(), 'refreel-tests-'))
const lanes = LANES.map(startLane)
// Ctrl-C reaches all of the group by itself.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {
  for (const { child } of lanes) child.kill('SIGTERM')
})

// One after the other, so that what a lane says stays together.
for (const { said } of lanes) {
  said.pipe(process.stdout, { end: false })
  await finished(said)
}
const counts = lanes.map(({ counts }) => readCounts(counts))
rmSync(folder, { recursive: true })

const failures = counts.flatMap((lane) => lane?.failures ?? [])
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  ${name}\n`).join('')}`)
const sum = (which: 'passed' | 'failed') => counts.reduce((total, lane) => total + (lane?.[which] ?? 0), 0)
// A lane that told nothing has failed as a whole.
const lost = counts.filter((lane) => lane === undefined).length
console.log(`\n${sum('passed')} passed, ${sum('failed') + lost} failed`)
process.exitCode = lanes.every(({ child }) => child.exitCode === 0) && lost === 0 ? 0 : 1

type Lane = { child: ChildProcess; counts: string; said: Readable }

function startLane(projects: readonly string[]): Lane {
  const counts = join(folder, `${projects[0]}.json`)
  const args = ['run', '--config', 'test/vitest.config.ts', ...projects.flatMap((name) => ['--project', name])]
  const child = spawn(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), ...args], {
    cwd: inRoot(''),
    env: { ...process.env, COUNTS_FILE: counts },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Takes all that is said before it is its turn: a lane whose words nobody takes stands still.
  const said = new PassThrough({ highWaterMark: Number.MAX_SAFE_INTEGER })
  for (const stream of [child.stdout, child.stderr]) stream.pipe(said, { end: false })
  child.once('close', () => said.end())
  return { child, counts, said }
}

function readCounts(path: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Counts
  } catch {
    return undefined
  }
}
