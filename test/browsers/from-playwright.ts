/** A browser that Playwright brings, where the system has none of its own. */
import { type BrowserType, chromium, firefox, webkit } from 'playwright'
import { chromiumLaunch } from '../rig/browser.ts'
import { type BrowserPage, type InPage, inPageCode, readAnswer } from './driver.ts'

async function open(name: string, type: BrowserType, options: object = {}): Promise<BrowserPage> {
  const browser = await type.launch(options)
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  return {
    name: `${name} ${browser.version()}`,
    open: async (address) => {
      await page.goto(address)
    },
    evaluate: async <T>(run: InPage, argument?: unknown) =>
      readAnswer<T>((await page.evaluate(inPageCode(run, argument))) as string),
    resize: (width, height) => page.setViewportSize({ width, height }),
    screenshot: () => page.screenshot(),
    close: () => browser.close(),
  }
}

export const openChromium = () => open('Chromium', chromium, chromiumLaunch())
export const openPlaywrightFirefox = () => open('Firefox', firefox)
export const openPlaywrightWebKit = () => open('WebKit', webkit)
