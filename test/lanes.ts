/**
 * `npm test` after the build: the static checks and all layers of tests, in lanes side by side, so that one lane computes
 * while another waits. `npm run test:only` runs what it is told in one lane.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { inRoot } from '../widget/build/paths.ts'
import type { Counts } from './count-reporter.ts'

/** Projects of `vitest.config.ts`; those of one lane take turns by their `groupOrder`. */
const LANES = [['end-to-end'], ['kills', 'own-rig', 'gallery'], ['worker', 'worker-unreached', 'replicate', 'widget']]

/** A program of its own and its output; `counts` tells how it went, once it has ended. */
type Lane = { child: ChildProcess; said: Readable; counts: () => Counts }

const folder = mkdtempSync(join(tmpdir(), 'refreel-tests-'))
const lanes = [startCheck(), ...LANES.map(startTests)]
// Ctrl-C reaches the whole group by itself.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {
  for (const { child } of lanes) child.kill('SIGTERM')
})

// One lane after the other, so that the words of each stay together.
for (const { said } of lanes) {
  said.pipe(process.stdout, { end: false })
  await finished(said)
}
const counts = lanes.map((lane) => lane.counts())
rmSync(folder, { recursive: true })

const failures = counts.flatMap((lane) => lane.failures)
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  ${name}\n`).join('')}`)
const sum = (which: 'passed' | 'failed') => counts.reduce((total, lane) => total + lane[which], 0)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') === 0 && lanes.every(({ child }) => child.exitCode === 0) ? 0 : 1

/** Runs `npm run check`, which is no test: only its failure is counted. */
function startCheck(): Lane {
  const lane = start('npm', ['run', '--silent', 'check'], {})
  return {
    ...lane,
    counts: () => (lane.child.exitCode === 0 ? { passed: 0, failed: 0, failures: [] } : failed('check')),
  }
}

function startTests(projects: readonly string[]): Lane {
  const file = join(folder, `${projects[0]}.json`)
  const args = ['run', '--config', 'test/vitest.config.ts', ...projects.flatMap((name) => ['--project', name])]
  // The build is fresh: rigs need not look again whether a source has changed.
  // Hundreds of programs start: Node compiles what they load once for all of them.
  const env = { COUNTS_FILE: file, REFREEL_BUILT: '1', NODE_COMPILE_CACHE: inRoot('dist/.compiled') }
  const lane = start(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), ...args], env)
  return {
    ...lane,
    counts: () => {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as Counts
      } catch {
        return failed(projects.join(', '))
      }
    },
  }
}

function start(program: string, args: readonly string[], env: Record<string, string>) {
  const child = spawn(program, args, {
    cwd: inRoot(''),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Buffers all that is said before this lane's turn: a lane whose output nobody takes would stand still.
  const said = new PassThrough({ highWaterMark: Number.MAX_SAFE_INTEGER })
  for (const stream of [child.stdout, child.stderr]) stream.pipe(said, { end: false })
  child.once('close', () => said.end())
  return { child, said }
}

/** A lane that failed as a whole. */
function failed(name: string): Counts {
  return { passed: 0, failed: 1, failures: [name] }
}
