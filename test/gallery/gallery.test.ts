/** Every state of every element: it is reached, axe finds nothing in it, the page's policy is kept, and it fits a small phone. */
import axe, { type AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../end-to-end/studio-page.ts'
import { openScene } from './open-scene.ts'
import { SCENES } from './scenes.ts'
import { type ServedGallery, serveGallery } from './serve.ts'
import type { View } from './view.ts'

const PHONE = { width: 320, height: 640 }
/** Languages whose words are long. */
const LONG = ['de', 'fr', 'pt'] as const
/** Pages at a time. */
const PAGES = 3
/** All rules of WCAG 2.2 AA that axe knows, including the size of targets. */
const RULES = {
  resultTypes: ['violations'],
  // Style sheets of other origins are not asked for once more.
  preload: false,
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } },
}

let gallery: ServedGallery
let browser: Browser
const free: Page[] = []
const waiting: ((page: Page) => void)[] = []
const complaints = new Map<Page, string[]>()

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
  for (let count = 0; count < PAGES; count += 1) free.push(await newPage())
})
afterAll(async () => {
  await browser?.close()
  gallery?.close()
})

/** Pages are used again: what one scene has loaded the next one need not. */
async function withPage(use: (page: Page) => Promise<void>): Promise<void> {
  const page = free.pop() ?? (await new Promise<Page>((next) => waiting.push(next)))
  complaints.set(page, [])
  await use(page).finally(() => {
    const next = waiting.shift()
    if (next) next(page)
    else free.push(page)
  })
}

async function newPage(): Promise<Page> {
  const page = await browser.newPage()
  const complain = (text: string) => complaints.get(page)?.push(text)
  page.on('console', (message) => message.type() === 'error' && complain(message.text()))
  page.on('pageerror', (error) => complain(String(error)))
  await page.exposeFunction('refused', complain)
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      Reflect.get(window, 'refused')(`${violatedDirective}: ${blockedURI}`)
    })
  })
  return page
}

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(atRest)
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate(
    (rules) => Reflect.get(window, 'axe').run(document, rules),
    RULES,
  )) as AxeResults
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** Colours are measured as they end up, not on their way there. */
async function atRest(): Promise<void> {
  const rootsIn = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
    root,
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? rootsIn(shadowRoot) : [])),
  ]
  const moving = rootsIn(document).flatMap((root) => root.getAnimations())
  const ending = moving.filter(({ effect }) => effect?.getTiming().iterations === 1)
  await Promise.allSettled(ending.map(({ finished }) => finished))
}

/** The page as wide as it became, in pixels. */
function widthIn(page: Page, lang: View['lang']): Promise<number> {
  return page.evaluate(async (lang) => {
    const root = document.documentElement
    const element = document.querySelector('refreel-studio, refreel-player')
    const spoken = () => element?.shadowRoot?.querySelector(`[lang="${lang}"]`)
    root.lang = lang
    await new Promise<void>((resolve) => {
      const look = () => (spoken() ? resolve() : requestAnimationFrame(look))
      look()
    })
    return root.scrollWidth
  }, lang)
}

/** From light to dark, while it is shown: what the page wears, the elements follow. */
const darken = (page: Page) =>
  page.evaluate(() => {
    document.documentElement.dataset.scheme = 'dark'
    document.documentElement.dir = 'rtl'
  })

describe.concurrent('in light and left to right, then in dark and right to left', () => {
  it.each(SCENES)('$id: $title', ({ id }) =>
    withPage(async (page) => {
      await page.setViewportSize({ width: 1280, height: 800 })
      await openScene(page, gallery.url, id)
      expect(await findings(page)).toEqual([])
      await page.setViewportSize(PHONE)
      for (const lang of LONG) expect([lang, await widthIn(page, lang)]).toEqual([lang, PHONE.width])
      await darken(page)
      expect(await widthIn(page, 'ar')).toBe(PHONE.width)
      expect(await findings(page)).toEqual([])
      expect(complaints.get(page)).toEqual([])
    }),
  )
})

describe('the page that shows them', () => {
  it.each([
    { width: 375, scheme: 'dark' },
    { width: 1600, scheme: 'light' },
  ])('has no faults of its own at $width px, $scheme', ({ width, scheme }) =>
    withPage(async (page) => {
      await page.setViewportSize({ width, height: 900 })
      await page.goto(`${gallery.url}/gallery.html?scheme=${scheme}`)
      await page.getByText(`All ${SCENES.length} states`).click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      // The frames are judged one by one, above.
      await page.evaluate(() => {
        for (const frame of document.querySelectorAll('iframe')) frame.remove()
      })
      expect(await findings(page)).toEqual([])
    }),
  )

  it('lets all frames follow its switches, and keeps them in its address', () =>
    withPage(async (page) => {
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.goto(`${gallery.url}/gallery.html`)
      const scene = page.frameLocator('#empty iframe')
      await scene.locator('html[data-scene=ready]').waitFor({ state: 'attached' })
      await page.getByLabel('Language').selectOption('ar')
      await page.getByLabel('Colours').selectOption('dark')
      await scene.locator('html[lang=ar][dir=rtl][data-scheme=dark]').waitFor({ state: 'attached' })
      await scene.locator('refreel-studio [lang=ar]').first().waitFor()
      await page.reload()
      expect(new URL(page.url()).searchParams.get('lang')).toBe('ar')
      await scene.locator('html[lang=ar][data-scheme=dark][data-scene=ready]').waitFor({ state: 'attached' })
    }))

  it('gives each frame the height of what is in it', () =>
    withPage(async (page) => {
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.goto(`${gallery.url}/gallery.html`)
      await page.frameLocator('#empty iframe').locator('html[data-scene=ready]').waitFor({ state: 'attached' })
      await expect
        .poll(() =>
          page.locator('#empty iframe').evaluate((frame: HTMLIFrameElement) => {
            const root = frame.contentDocument?.documentElement
            return root ? root.scrollHeight - root.clientHeight : undefined
          }),
        )
        .toBe(0)
    }))
})

it('no two states have the same name', () => {
  const ids = SCENES.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
