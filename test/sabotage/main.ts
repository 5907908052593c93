/**
 * `npm run sabotage`: makes each change of the list in a copy of the sources and runs the tests that have to notice it.
 * `-- --only NAME` makes one, `-- --from NAME` begins there. Ends with 1 when a change can't be made or nobody notices it.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inRoot } from '../../widget/build/paths.ts'
import { projectOf, type Sabotage, sabotaged } from './sabotage.ts'
import { OF_THE_WIDGET } from './widget.ts'
import { OF_THE_WORKER } from './worker.ts'

const SABOTAGES = [...OF_THE_WORKER, ...OF_THE_WIDGET]

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, from: { type: 'string' } },
})
const first = values.from ? SABOTAGES.findIndex(({ name }) => name === values.from) : 0
const chosen = SABOTAGES.slice(first).filter(({ name }) => values.only?.includes(name) ?? true)
if (chosen.length === 0 || first < 0) throw new Error('The list has no sabotage of this name.')

const folder = mkdtempSync(join(tmpdir(), 'refreel-sabotage-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

// Copies the files that git tracks or would add, so that neither builds nor secrets are copied.
const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: inRoot('') })
for (const file of new Set(listed.stdout.toString().split('\0').filter(Boolean))) {
  cpSync(inRoot(file), join(folder, file), { recursive: true })
}
symlinkSync(inRoot('node_modules'), join(folder, 'node_modules'))

// A test that fails without any sabotage would seem to notice every one.
const before = failures([...new Set(chosen.flatMap(({ tests }) => tests))], false)
if (before.length > 0) {
  console.error(`These fail before anything is changed:\n${before.map((name) => `  ${name}`).join('\n')}`)
  process.exit(1)
}

const unnoticed: string[] = []
for (const sabotage of chosen) {
  const failed = noticedBy(sabotage)
  if (failed === undefined) unnoticed.push(sabotage.name)
  console.log(`${failed ? 'noticed    ' : 'NOT NOTICED'} ${sabotage.name}: ${failed ?? sabotage.rule}`)
}
console.log(`\n${chosen.length - unnoticed.length} of ${chosen.length} noticed`)
process.exitCode = unnoticed.length > 0 ? 1 : 0

/** Makes the change, runs its tests and takes the change back. Answers the first test that failed. */
function noticedBy(sabotage: Sabotage): string | undefined {
  const changed = sabotaged(folder, sabotage)
  if (changed === undefined) return undefined
  const path = join(folder, sabotage.file)
  const original = readFileSync(path, 'utf8')
  writeFileSync(path, changed)
  try {
    return failures(sabotage.tests, true)[0]
  } finally {
    writeFileSync(path, original)
  }
}

/** The names of the tests that fail in the copy. `bail` ends at the first one. */
function failures(tests: readonly string[], bail: boolean): string[] {
  const projects = Map.groupBy(tests, projectOf)
  const failed: string[] = []
  for (const [project, files] of projects) {
    const output = join(folder, 'dist/sabotage.json')
    rmSync(output, { force: true })
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--project', project]
    const report = ['--reporter=json', `--outputFile=${output}`, ...(bail ? ['--bail=1'] : [])]
    const run = spawnSync(process.execPath, [...vitest, ...report, ...files], { cwd: folder, encoding: 'utf8' })
    failed.push(...failedTests(output, run.stderr))
    if (bail && failed.length > 0) break
  }
  return failed
}

/** A file that can't even be loaded counts as no test: a sabotage has to break a rule, not the syntax. */
function failedTests(output: string, said: string): string[] {
  type Report = { testResults: { assertionResults: { status: string; fullName: string }[] }[] }
  let report: Report
  try {
    report = JSON.parse(readFileSync(output, 'utf8')) as Report
  } catch {
    throw new Error(`vitest gave no report:\n${said}`)
  }
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  if (results.length === 0) throw new Error(`vitest ran no test:\n${said}`)
  return results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
}
