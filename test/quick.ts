/**
 * `npm run test:quick`: the linter, the types and the tests nearest to what changed since `main`, in a minute. It is for
 * the change at hand; `npm test` alone proves that nothing else broke.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { inRoot } from '../widget/build/paths.ts'
import { TYPE_PROJECTS, type TypeProject, typeCheck } from './typecheck.ts'

/**
 * Where the tests nearest to a folder's code are: the beginnings of their paths. The longest folder that holds a changed
 * file decides; whole layers are too slow for this.
 */
export const NEAREST: Readonly<Record<string, readonly string[]>> = {
  'worker/': ['worker/configuration', 'worker/openapi'],
  'worker/cli/': ['rig/admin'],
  'worker/contract/': ['worker/openapi', 'worker/bad-input', 'worker/file-limits'],
  'worker/http/': ['worker/bad-input', 'worker/origin-gate', 'worker/rate-limit', 'worker/log'],
  'worker/media/': ['worker/media', 'worker/magic-bytes', 'worker/file-limits'],
  'worker/model/': ['worker/canonical', 'worker/presets'],
  'worker/objects/': ['worker/migrations', 'worker/log'],
  'worker/objects/dispatcher/': ['worker/dispatcher'],
  'worker/objects/generation/': ['worker/generations', 'worker/cancels', 'worker/unclear-create', 'worker/progress'],
  'worker/objects/site/': ['worker/money', 'worker/quotas', 'worker/reservations', 'worker/site-', 'worker/usage'],
  'worker/objects/upload/': ['worker/uploads', 'worker/tus-corners', 'worker/references'],
  'worker/replicate/': ['worker/delivery', 'worker/unclear-create', 'worker/generations'],
  'worker/routes/': ['worker/videos', 'worker/webhooks', 'worker/openapi'],
  'worker/routes/admin/': ['worker/site-', 'worker/admin-generations', 'worker/usage'],
  'worker/routes/generations/': ['worker/generations', 'worker/bad-input', 'worker/presets'],
  'worker/routes/references/': ['worker/references', 'worker/uploads'],
  'worker/routes/sessions/': [
    'worker/sessions',
    'worker/issued-sessions',
    'worker/server-sessions',
    'worker/challenge',
  ],
  'worker/signing/': ['worker/session-tokens', 'worker/addresses', 'worker/signed-playback', 'worker/webhooks'],
  'widget/': ['widget/embedding', 'widget/mistakes'],
  'widget/build/': ['house/reference', 'house/npm-package'],
  'widget/client/': ['widget/client', 'widget/session', 'widget/recovery'],
  'widget/client/upload/': ['widget/uploads'],
  'widget/elements/': ['widget/accessibility', 'widget/form'],
  'widget/elements/player/': ['widget/player'],
  'widget/elements/studio/': ['widget/input', 'widget/run', 'widget/accessibility'],
  'widget/elements/studio/challenge/': ['widget/challenge'],
  'widget/elements/studio/history/': ['widget/history'],
  'widget/elements/studio/presets/': ['widget/presets'],
  'widget/elements/studio/reference/': ['widget/references', 'widget/order'],
  'widget/elements/studio/references/': ['widget/references', 'widget/order'],
  'widget/elements/studio/result/': ['widget/result'],
  'widget/files/': ['widget/refusals', 'widget/conversion'],
  'widget/locales/': ['widget/languages', 'house/catalogues'],
  'widget/react/': ['widget/react'],
  'widget/store/': ['widget/run', 'widget/draft', 'widget/history'],
  'widget/store/uploads/': ['widget/uploads', 'widget/references'],
}

/** The folder whose tests are nearest to this file; undefined where none is. */
export function folderOf(file: string): string | undefined {
  const holding = Object.keys(NEAREST).filter((folder) => file.startsWith(folder))
  return holding.sort((a, b) => b.length - a.length)[0]
}

/** The test files to run for these changes: those that changed themselves, and the nearest of the others. */
export function testsFor(changed: readonly string[], all: readonly string[]): string[] {
  const beginnings = changed.flatMap((file) => NEAREST[folderOf(file) ?? ''] ?? []).map((name) => `test/${name}`)
  const isSlow = (test: string) => test.startsWith('test/end-to-end/') || test.startsWith('test/gallery/')
  return all.filter(
    (test) => !isSlow(test) && (changed.includes(test) || beginnings.some((beginning) => test.startsWith(beginning))),
  )
}

/** The projects whose types a change can break: of the folder itself, and of its tests. */
function typeProjects(changed: readonly string[]): TypeProject[] {
  const isChanged = (folder: string) => changed.some((file) => file.startsWith(folder))
  const projects = [
    ...(isChanged('worker/') ? ['worker', 'test/worker'] : []),
    ...(isChanged('worker/cli/') ? ['worker/cli'] : []),
    ...(isChanged('widget/') ? ['widget'] : []),
    ...(isChanged('worker/build/') || isChanged('widget/build/') ? ['worker/build'] : []),
    ...(isChanged('test/worker/') && !isChanged('worker/') ? ['test/worker'] : []),
    ...(isChanged('test/') || isChanged('widget/') || isChanged('worker/contract/') ? ['test'] : []),
  ]
  return TYPE_PROJECTS.filter((project) => projects.includes(project))
}

function git(...args: string[]): string[] {
  const { stdout } = spawnSync('git', args, { cwd: inRoot(''), encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line !== '')
}

/** Files that differ from where this branch left `main`, committed or not. */
function changedFiles(): string[] {
  const [base = 'HEAD'] = git('merge-base', 'HEAD', 'main')
  const files = [...git('diff', '--name-only', base), ...git('ls-files', '--others', '--exclude-standard')]
  return [...new Set(files)].filter((file) => existsSync(inRoot(file)))
}

/** Runs a tool of this project; says what it said when it failed. */
async function run(name: string, ...args: string[]): Promise<boolean> {
  const began = Date.now()
  const child = spawn(inRoot(`node_modules/.bin/${name}`), args, { cwd: inRoot(''), stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(`${code === 0 ? '✓' : '✗'} ${[name, ...args].join(' ')} (${seconds} s)${code === 0 ? '' : `\n${said}`}`)
  return code === 0
}

if (process.argv[1] === inRoot('test/quick.ts')) {
  const changed = changedFiles()
  const tests = testsFor(changed, globSync('test/**/*.test.ts', { cwd: inRoot('') }))
  console.log(`${changed.length} files changed since main; ${tests.length} test files are nearest.`)
  const checks = [run('biome', 'check', '.'), ...typeProjects(changed).map(typeCheck)]
  const good = (await Promise.all(checks)).every(Boolean)
  const unreached = tests.includes('test/worker/unreached.test.ts') ? ['--project', 'worker-unreached'] : []
  const projects = ['replicate', 'worker', 'widget'].flatMap((project) => ['--project', project])
  const passed =
    tests.length === 0 ||
    (await run('vitest', 'run', '--config', 'test/vitest.config.ts', ...projects, ...unreached, ...tests))
  process.exitCode = good && passed ? 0 : 1
}
