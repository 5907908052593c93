/** The system's Firefox, over WebDriver BiDi on a socket of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../rig/ports.ts'
import { type BrowserPage, type InPage, inPageCode, readAnswer } from './driver.ts'

export const FIREFOX = '/usr/bin/firefox-esr'

type Answer = { id: number; result?: unknown; error?: string; message?: string }

/** Commands and their answers, by number. */
class Bidi {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  #count = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      const { id, result, error, message } = JSON.parse(String(data)) as Answer
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error) waiting?.reject(new Error(`${error}: ${message}`))
      else waiting?.resolve(result)
    })
  }

  send<T>(method: string, params: object): Promise<T> {
    const id = ++this.#count
    this.#socket.send(JSON.stringify({ id, method, params }))
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject })
    })
  }
}

/** Resolves with the address that Firefox says it listens on. */
function listening(firefox: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    firefox.stderr?.on('data', (text) => {
      said += text
      const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? []
      if (address) resolve(address)
    })
    firefox.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${said.slice(-500)}`)))
  })
}

export async function openFirefox(): Promise<BrowserPage> {
  const profile = mkdtempSync(join(tmpdir(), 'refreel-firefox-'))
  const flags = ['--headless', '--no-remote', `--profile=${profile}`, `--remote-debugging-port=${await freePort()}`]
  const env = { ...process.env, HOME: profile, MOZ_HEADLESS_WIDTH: '1280', MOZ_HEADLESS_HEIGHT: '1000' }
  const firefox = spawn(FIREFOX, flags, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const socket = new WebSocket(`${await listening(firefox)}/session`)
  await once(socket as unknown as NodeJS.EventEmitter & EventTarget, 'open')
  const bidi = new Bidi(socket)
  const { capabilities } = await bidi.send<{ capabilities: { browserName: string; browserVersion: string } }>(
    'session.new',
    { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } },
  )
  const tree = await bidi.send<{ contexts: { context: string }[] }>('browsingContext.getTree', {})
  const context = tree.contexts[0]?.context ?? ''
  return {
    name: `Firefox ${capabilities.browserVersion}`,
    open: async (url) => {
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    evaluate: async <T>(run: InPage, argument?: unknown) => {
      const { result, exceptionDetails } = await bidi.send<{
        result?: { value: string }
        exceptionDetails?: { text: string }
      }>('script.evaluate', { expression: inPageCode(run, argument), target: { context }, awaitPromise: true })
      if (!result) throw new Error(exceptionDetails?.text)
      return readAnswer<T>(result.value)
    },
    resize: async (width, height) => {
      await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } })
    },
    screenshot: async () => {
      const { data } = await bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context })
      return Buffer.from(data, 'base64')
    },
    close: async () => {
      firefox.kill()
      await once(firefox, 'exit')
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
