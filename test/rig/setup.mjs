/**
 * The first step of `npm start` and `npm test`, also on a fresh clone: makes sure that the packages are there and, with
 * `--browser`, a Chromium; with `--browsers`, Firefox and WebKit too. Plain JavaScript without dependencies, because it runs on whatever Node (18 or newer) is there.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const isRoot = process.getuid?.() === 0
const root = fileURLToPath(new URL('../..', import.meta.url))
const inModules = (path) => `${root}node_modules/${path}`

if (!packagesFit()) {
  run('Installing packages (npm ci)', ...npm('ci', '--loglevel=error', '--prefer-offline'))
  if (!packagesFit()) fail('npm ci ended well, but node_modules still does not match package-lock.json.')
}
if (process.argv.includes('--browser') || process.argv.includes('--browsers')) {
  ensureBrowser('chromium', '/usr/bin/chromium', ['chromium', 'fonts-liberation'])
}
if (process.argv.includes('--browsers')) {
  // Debian's two play H.264 with codecs that come apart.
  ensureBrowser('firefox', '/usr/bin/firefox-esr', ['firefox-esr', 'libavcodec-extra'])
  ensureBrowser('webkit', '/usr/bin/WebKitWebDriver', ['webkit2gtk-driver', 'gstreamer1.0-libav', 'xvfb', 'xauth'])
}

/** True when what npm says it installed is what the lock file asks for, and the two programs of ours run. */
function packagesFit() {
  const wanted = readLock(`${root}package-lock.json`)
  const installed = readLock(inModules('.package-lock.json'))
  if (!wanted || !installed) return false
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    // Packages for other platforms are left out by npm; each of ours is checked by its program below.
    if (found ? found.version !== entry.version : !entry.optional) return false
  }
  return ['.bin/node', '.bin/workerd'].every((program) => succeeds(inModules(program), '--version'))
}

/** The packages of a lock file by their folder; undefined when it isn't there or was cut short. */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** Whether Debian has it on this machine; true elsewhere, where nobody can say. */
function isInstalled(name) {
  const asked = spawnSync('dpkg-query', ['--status', name], { encoding: 'utf8' })
  return asked.error !== undefined || asked.stdout.includes('Status: install ok installed')
}

/** Debian's own packages where they can be installed, else what Playwright brings. */
function ensureBrowser(name, program, packages) {
  if (existsSync(program) && (!isRoot || packages.every(isInstalled))) return
  if (isDebian() && isRoot) {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    run('Reading the package lists (apt-get update)', 'apt-get', ['update', '-q'], environment)
    const options = ['install', '-q', '-y', '--no-install-recommends', ...packages]
    run(`Installing ${name} (apt-get install)`, 'apt-get', options, environment)
    return
  }
  const ask = `import('playwright').then(({ ${name} }) => process.stdout.write(${name}.executablePath()))`
  const answer = spawnSync(inModules('.bin/node'), ['-e', ask], { cwd: root, encoding: 'utf8' })
  if (answer.stdout && existsSync(answer.stdout)) return
  const playwright = inModules('playwright/cli.js')
  run(`Installing ${name} (playwright install)`, inModules('.bin/node'), [playwright, 'install', name])
}

function isDebian() {
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/** The npm that runs us, or the one on the path. */
function npm(...args) {
  const cli = process.env.npm_execpath
  return cli ? [process.execPath, [cli, ...args]] : ['npm', args]
}

function succeeds(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

/** Runs a step quietly: one line that says what and how long; the step's own words only when it fails. */
function run(what, program, args, env = process.env) {
  process.stdout.write(`${what} … `)
  const began = Date.now()
  const step = spawnSync(program, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (step.status === 0) {
    console.log(`${Math.round((Date.now() - began) / 1000)} s`)
    return
  }
  console.log('failed')
  // The cause comes first; advice and where to read more follow.
  const words = (step.stderr ?? '').trim().split('\n').slice(0, 8).join('\n')
  if (words) console.error(words)
  fail(`${what} failed: ${step.error?.message ?? step.signal ?? `exit code ${step.status}`}.`)
}

function fail(line) {
  console.error(line)
  process.exit(1)
}
