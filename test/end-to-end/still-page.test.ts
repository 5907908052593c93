/** What stands below the studio on a shop's page stays where it is while the studio arrives. */
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './studio-page.ts'
import { startTestRig, type TestRig } from './test-rig.ts'

/**
 * The score of shifts that is left by what the session tells (presets, that this is a preview), which makes room for
 * itself inside the studio; without reserved space it is above 1.
 */
const STILL = 0.15

let rig: TestRig
let browser: Browser

beforeAll(async () => {
  ;[rig, browser] = await Promise.all([startTestRig(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await rig?.end()
})

it.each([375, 1280])('at %i px', async (width) => {
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  await page.addInitScript(() => {
    const seen = { shift: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(`${rig.shopUrl}/`)
  await page.locator('refreel-studio').scrollIntoViewIfNeeded()
  await page.locator('refreel-studio textarea').first().waitFor()
  await page.waitForLoadState('networkidle')
  const shift = await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift)
  expect(shift).toBeLessThan(STILL)
  await page.close()
})
