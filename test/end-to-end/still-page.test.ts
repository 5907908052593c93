/** Nothing on a shop's page moves while the studio loads. */
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { sharedBrowser, sharedRig } from './shared.ts'

const rig = sharedRig()
const browser = await sharedBrowser()

/** Every layout shift that the browser has seen, with the nodes that moved. */
const shifts = (page: Page) => page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)

async function open(address: string, width: number, lang = 'en'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  await page.addInitScript((lang) => {
    // The studio waits two seconds for its session, then it draws without it; a busy machine needs longer for the session.
    const { setTimeout } = window
    window.setTimeout = ((run: () => void, ms = 0, ...all: []) => setTimeout(run, ms * 20, ...all)) as typeof setTimeout
    // The page is in this language from its first element on.
    new MutationObserver((_, observer) => {
      if (!document.documentElement) return
      document.documentElement.lang = lang
      if (document.body) observer.disconnect()
    }).observe(document, { childList: true, subtree: true })
    const shifts: string[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as Shift[]) {
        const moved = entry.sources.map(({ node, previousRect, currentRect }) => {
          return `${node?.nodeName} from ${previousRect.y} to ${currentRect.y}`
        })
        shifts.push(`${entry.value}: ${moved.join(', ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  }, lang)
  await page.goto(address)
  await page.locator('refreel-studio').scrollIntoViewIfNeeded()
  await page.locator('refreel-studio textarea').first().waitFor()
  await page.waitForLoadState('networkidle')
  return page
}

interface Shift {
  value: number
  sources: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[]
}

describe('nothing is moved', () => {
  it.each([320, 375, 768, 1280])('on the product page at %i px', async (width) => {
    const page = await open(`${rig.shopUrl}/`, width)
    expect(await shifts(page)).toEqual([])
    await page.close()
  })

  it.each(['de', 'ar', 'ja'])('where the studio is in view from the start, in the language %s', async (lang) => {
    const page = await open(`${rig.shopUrl}/make.html`, 1280, lang)
    expect(await shifts(page)).toEqual([])
    await page.close()
  })
})

it('the room that is reserved is enough in every language, from 320 to 1,600 px', async () => {
  const page = await open(`${rig.shopUrl}/make.html`, 1700)
  const short = await page.evaluate(async (worker) => {
    const box = document.createElement('div')
    const studio = document.createElement('refreel-studio')
    studio.setAttribute('site', 'site_demo')
    // A box with the room that is reserved before the script runs, and the studio without that rule.
    const room = document.createElement('div')
    const sheet = new CSSStyleSheet()
    const css = await (await fetch(`${worker}/refreel.css`)).text()
    const rules = css.replaceAll('refreel-studio:not(:defined)', '.room')
    sheet.replaceSync(`refreel-studio::before { display: none !important } ${rules}`)
    document.adoptedStyleSheets = [sheet]
    room.className = 'room'
    document.body.replaceChildren(box)
    box.append(room, studio)
    await studio.updateComplete
    const found: string[] = []
    for (const lang of ['en', 'de', 'es', 'fr', 'it', 'pt', 'ja', 'zh', 'ar']) {
      box.lang = lang
      const spoken = () => studio.shadowRoot?.querySelector('.frame')?.getAttribute('lang') ?? ''
      while (!spoken().startsWith(lang)) await new Promise(requestAnimationFrame)
      for (const width of [320, 343, 375, 412, 500, 600, 700, 759, 760, 800, 900, 1024, 1280, 1600]) {
        box.style.inlineSize = `${width}px`
        await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))
        const short = studio.offsetHeight - room.offsetHeight
        if (short > 0) found.push(`${lang} at ${width} px: ${short} px`)
      }
    }
    return found
  }, rig.workerUrl)
  expect(short).toEqual([])
  await page.close()
})
