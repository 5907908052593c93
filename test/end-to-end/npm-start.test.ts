/** `npm start` as a person runs it: up with one command, clear when it can't, and gone without a trace. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../../widget/build/paths.ts'
import { freePort, isFree } from '../rig/ports.ts'

/** A timeout longer than the time that a part gets to end by itself. */
const LONG = { timeout: 60_000 }

let stateDir: string
let port: number
let shopPort: number
let running: ChildProcess | undefined

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'refreel-start-'))
  port = await freePort()
  shopPort = await freePort()
})

afterEach(() => running?.kill('SIGKILL'))
afterAll(() => rmSync(stateDir, { recursive: true, force: true }))

function npmStart(settings: Record<string, string> = {}): ChildProcess {
  running = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    // As for a person, this start checks whether a source has changed.
    env: {
      ...process.env,
      REFREEL_BUILT: '',
      PORT: `${port}`,
      SHOP_PORT: `${shopPort}`,
      STATE_DIR: stateDir,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A terminal, too, gives a command a process group of its own.
    detached: true,
  })
  return running
}

/** The output of `npm start` up to the line that says `ready`. */
async function untilReady(child: ChildProcess): Promise<string> {
  const lines: string[] = []
  if (!child.stdout) throw new Error('npm start has no output.')
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (/\bready\b/.test(line)) return lines.join('\n')
  }
  throw new Error(`npm start ended before it was ready:\n${lines.join('\n')}`)
}

/** The exit code of `npm start` and its standard error without npm's own lines. */
async function untilEnd(child: ChildProcess): Promise<{ code: number | null; errors: string[] }> {
  let text = ''
  child.stderr?.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  return { code, errors: text.split('\n').filter((line) => line !== '' && !line.startsWith('npm ')) }
}

/** Processes started with this test's state, whoever their parent is. Linux only; elsewhere the ports tell. */
function leftovers(): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`STATE_DIR=${stateDir}\0`)
    } catch {
      return false
    }
  })
}

async function expectNothingLeft(): Promise<void> {
  await expect.poll(leftovers, LONG).toEqual([])
  // A dying process loses its environment first, and its sockets a moment later.
  await expect.poll(async () => [await isFree(port), await isFree(shopPort)], LONG).toEqual([true, true])
}

it('brings everything up, says where, and is gone without a trace after SIGTERM', async () => {
  const child = npmStart()
  const said = await untilReady(child)
  expect(said).toContain(`http://localhost:${shopPort}/`)
  expect(said).toContain(`http://127.0.0.1:${port}`)
  expect(said).toContain(`http://localhost:${shopPort}/gallery.html`)
  const shop = await fetch(`http://localhost:${shopPort}/`)
  expect(await shop.text()).toContain(`src="http://127.0.0.1:${port}/refreel.js"`)
  for (const address of ['gallery.html', 'gallery/gallery.js', 'gallery/scene.js']) {
    expect((await fetch(`http://localhost:${shopPort}/${address}`)).status).toBe(200)
  }
  const health = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(await health.json()).toMatchObject({ status: 'ok', mode: 'preview' })
  expect((await fetch(`http://127.0.0.1:${port}/openapi.json`)).status).toBe(200)

  const ended = untilEnd(child)
  child.kill('SIGTERM')
  expect(await ended).toEqual({ code: 0, errors: [] })
  await expectNothingLeft()
})

it.each([
  ['Ctrl-C', (npm: number) => process.kill(-npm, 'SIGINT')],
  ['the end of npm alone', (npm: number) => process.kill(npm, 'SIGKILL')],
  ['a kill of npm and of the start together', (npm: number) => process.kill(-npm, 'SIGKILL')],
])('leaves nothing behind after %s, and starts again', async (_, end) => {
  const child = npmStart()
  await untilReady(child)
  const ended = once(child, 'exit')
  end(child.pid ?? 0)
  await ended
  await expectNothingLeft()
})

it.each([
  ['a port that is taken', () => ({ PORT: String(port) }), /^Port \d+ is taken\./],
  ['a port that is none', () => ({ PORT: 'eighty' }), /^PORT has to be a port/],
  ['the same port twice', () => ({ PORT: '8787', SHOP_PORT: '8787' }), /^PORT and SHOP_PORT are both 8787/],
  ['a weak secret', () => ({ ADMIN_TOKEN: 'short' }), /^The Worker refuses these settings: ADMIN_TOKEN\./],
  ['a folder that can’t be made', () => ({ STATE_DIR: '/proc/nope' }), /^STATE_DIR \/proc\/nope can't be written to/],
  ['an address that is none', () => ({ PUBLIC_URL: 'shop' }), /^PUBLIC_URL has to be an address/],
])('reports %s in one line', async (what, settings, line) => {
  const blocker = createServer()
  if (what.includes('taken')) await once(blocker.listen(port, '127.0.0.1'), 'listening')
  const { code, errors } = await untilEnd(npmStart(settings()))
  blocker.close()
  expect(code).toBe(1)
  expect(errors).toEqual([expect.stringMatching(line)])
  await expect.poll(leftovers, LONG).toEqual([])
})
