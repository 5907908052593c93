/** A form that the browser itself fills in again: the video counts at once, and is what the shop's server gets. */
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { documentOf, type OwnPages, serveOwnPages } from './own-pages.ts'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

const CAT = fileURLToPath(new URL('../fixtures/cat.png', import.meta.url))

const SITE = 'site_form'

const rig = sharedRig()
const browser = await sharedBrowser()
let pages: OwnPages

beforeAll(async () => {
  const html = documentOf(
    rig.workerUrl,
    `<form action="/cart"><input name="size" value="L"><refreel-studio site="${SITE}" name="video" required></refreel-studio>
<button>Order</button></form>`,
  )
  pages = await serveOwnPages(rig, SITE, () => ({
    // A page that may not be kept alive is loaded anew when the visitor comes back to it.
    '/order': { html, headers: { 'cache-control': 'no-store' } },
    '/cart': { html: documentOf(rig.workerUrl, '<h1>Thank you</h1>', []) },
  }))
})
afterAll(async () => {
  await pages?.close()
})

const entries = (page: Page) =>
  page.evaluate(() => [...new FormData(document.querySelector('form') ?? undefined)].map(String))

it('after a step away and back, and after a reload', async () => {
  const visit = await StudioPage.open(browser, `${pages.origin}/order`)
  const { page, studio } = visit

  // The form isn't submitted before there is a video.
  await studio.getByRole('textbox', { name: 'What should happen?' }).waitFor()
  await page.getByRole('button', { name: 'Order' }).click()
  expect(pages.asked.filter((each) => each.startsWith('/cart'))).toEqual([])

  await visit.chooseFiles(CAT)
  await visit.describe('Image 1 stretches')
  await visit.choose({ seconds: 2, resolution: '720p' })
  await visit.make()
  await visit.phase('done')
  const video = await studio.evaluate((each) => Reflect.get(each, 'value') as string)
  expect(await entries(page)).toEqual(['size,L', `video,${video}`])

  await page.getByRole('button', { name: 'Order' }).click()
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  expect(pages.asked).toContain(`/cart?size=L&video=${video}`)

  await page.goBack()
  await visit.phase('done')
  expect(await entries(page)).toEqual(['size,L', `video,${video}`])
  expect((await visit.play()).movedSeconds).toBeGreaterThan(0)

  await page.reload()
  await visit.phase('done')
  expect(await entries(page)).toEqual(['size,L', `video,${video}`])

  // Removes the studio's own memory, so that only the browser's is left.
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.endsWith(':generation')) localStorage.removeItem(key)
  })
  await page.goto(`${pages.origin}/cart`)
  await page.goBack()
  await visit.phase('done')
  expect(await entries(page)).toEqual(['size,L', `video,${video}`])
  await page.close()
})
