/** Asks Chromium what a file shows, through a page that holds it against its base. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright'
import { chromiumLaunch } from '../../rig/browser.ts'
import type { ChromiumAnswer } from '../answers.ts'
import type { Frame } from './ffmpeg.ts'

const ORIGIN = 'http://corpus.test'
const TYPES: Record<string, string> = {
  ...{ jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', bmp: 'image/bmp' },
  ...{ mp4: 'video/mp4', mov: 'video/quicktime' },
}
/** Milliseconds for one file: a clip is looked at frame by frame. */
const PATIENCE_MS = 180_000

/** The sound file, and when each of its frames is shown. */
export type BaseFile = { name: string; bytes: Uint8Array; times: Frame[] }

export type Chromium = {
  version: string
  picture: (name: string, file: Uint8Array, base: BaseFile | null) => Promise<ChromiumAnswer>
  clip: (name: string, file: Uint8Array, times: Frame[], base: BaseFile | null) => Promise<ChromiumAnswer>
  close: () => Promise<void>
}

export async function startChromium(): Promise<Chromium> {
  const browser = await chromium.launch(chromiumLaunch())
  const files = new Map<string, { body: Buffer; type: string }>()
  let page: Page | null = null
  const put = (path: string, bytes: Uint8Array, name: string) => {
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
    files.set(path, { body: Buffer.from(bytes), type })
    return path
  }
  /** A page that a file has crashed is opened anew. */
  const ask = async <Answer>(call: string, nothing: Answer): Promise<Answer> => {
    try {
      page ??= await openPage(browser, files)
      const late = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE_MS, new Error('late')).unref())
      return (await Promise.race([page.evaluate(`import('/in-page.js').then((page) => page.${call})`), late])) as Answer
    } catch (error) {
      console.error(`  Chromium gave up: ${String(error).split('\n')[0]}`)
      await page?.close().catch(() => undefined)
      page = null
      return nothing
    }
  }
  const nothing = { shows: false, lossless: false, width: 0, height: 0 }
  return {
    version: browser.version(),
    picture: (name, file, base) => {
      const [path, basePath] = [put('/file', file, name), base ? put('/base', base.bytes, base.name) : '']
      return ask(`askPicture('${path}', '${basePath}')`, nothing)
    },
    clip: (name, file, times, base) => {
      const [path, basePath] = [put('/file', file, name), base ? put(`/base/${base.name}`, base.bytes, base.name) : '']
      const [at, baseAt] = [JSON.stringify(middles(times)), JSON.stringify(middles(base?.times ?? []))]
      return ask(`askClip('${path}', ${at}, '${basePath}', ${baseAt})`, { ...nothing, duration: null })
    },
    close: () => browser.close(),
  }
}

/** Frames that Chromium is shown at most: the first ones of a file that has too many. */
const FRAMES_MAX = 80

/** The middle of each frame's time, where no rounding leads to a neighbour. */
const middles = (times: Frame[]) => {
  const ordered = [...times].sort((a, b) => a.at - b.at).slice(0, FRAMES_MAX)
  return ordered.map(({ at, lasts }, index) => {
    const next = ordered[index + 1]?.at ?? at + lasts
    return at + Math.min(Math.max(next - at, 0), 0.1) / 2
  })
}

async function openPage(browser: Browser, files: Map<string, { body: Buffer; type: string }>): Promise<Page> {
  const page = await browser.newPage()
  const script = stripTypeScriptTypes(readFileSync(new URL('in-page.ts', import.meta.url), 'utf8'))
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/in-page.js') return route.fulfill({ contentType: 'text/javascript', body: script })
    const file = files.get(pathname)
    if (file) return route.fulfill({ contentType: file.type, body: file.body })
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Corpus</title>' })
  })
  await page.goto(`${ORIGIN}/`)
  return page
}
