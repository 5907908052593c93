/** The system's WebKit (WebKitGTK's MiniBrowser), over plain WebDriver, on a screen that nobody sees. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../rig/ports.ts'
import { type BrowserPage, type InPage, inPageCode, readAnswer } from './driver.ts'

export const WEBKIT_DRIVER = '/usr/bin/WebKitWebDriver'
const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'
/** Milliseconds that a script in the page may take. */
const SCRIPT_MS = 180_000

export async function openWebKit(): Promise<BrowserPage> {
  const port = await freePort()
  const screen = ['-a', '--server-args=-screen 0 1400x1200x24', WEBKIT_DRIVER, `--port=${port}`]
  const driver = spawn('xvfb-run', screen, { stdio: 'ignore', detached: true })
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } }
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`)
    return value
  }
  await answering(port)
  const { sessionId, capabilities } = await call<{ sessionId: string; capabilities: { browserVersion: string } }>(
    'POST',
    '/session',
    {
      capabilities: {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          timeouts: { script: SCRIPT_MS, pageLoad: SCRIPT_MS },
          'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] },
        },
      },
    },
  )
  const at = `/session/${sessionId}`
  return {
    name: `WebKitGTK ${capabilities.browserVersion}`,
    open: async (url) => {
      await call('POST', `${at}/url`, { url })
    },
    evaluate: async <T>(run: InPage, argument?: unknown) => {
      const script = `const done = arguments[arguments.length - 1]; ${inPageCode(run, argument)}.then(done)`
      return readAnswer<T>(await call<string>('POST', `${at}/execute/async`, { script, args: [] }))
    },
    resize: async (width, height) => {
      await call('POST', `${at}/window/rect`, { width, height })
    },
    screenshot: async () => Buffer.from(await call<string>('GET', `${at}/screenshot`), 'base64'),
    close: async () => {
      await call('DELETE', at).catch(() => {})
      // The screen goes with the driver.
      if (driver.pid) process.kill(-driver.pid)
      await once(driver, 'exit')
    },
  }
}

/** Resolves when something answers there: the driver says nothing when it is ready. */
async function answering(port: number): Promise<void> {
  for (let tried = 0; ; tried += 1) {
    try {
      await (await fetch(`http://127.0.0.1:${port}/status`)).body?.cancel()
      return
    } catch (error) {
      if (tried === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
