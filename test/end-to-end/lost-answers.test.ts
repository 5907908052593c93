/** The Worker has begun the paid run, but its answer never reaches the page: one video is made, and the visitor sees it. */
import type { Route } from 'playwright'
import { expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

const rig = sharedRig()
const browser = await sharedBrowser()

/** A visitor about to press the button, whose first answer meets `firstAnswer`; returns the idempotency keys that were sent. */
async function about(prompt: string, firstAnswer: (route: Route) => Promise<void>) {
  const visit = await StudioPage.open(browser, `${rig.shopUrl}/make.html`)
  const keys: (string | undefined)[] = []
  const heard = Promise.withResolvers<void>()
  await visit.page.route('**/v1/generations', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    await firstAnswer(route)
    heard.resolve()
  })
  await visit.chooseFiles(inRoot('test/fixtures/cup.jpg'))
  await visit.describe(prompt)
  await visit.choose({ seconds: 2, resolution: '720p' })
  return { visit, keys, heard: heard.promise }
}

async function isOne(visit: StudioPage, prompt: string, keys: readonly unknown[]): Promise<void> {
  await visit.phase('done')
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(await rig.statusesOf(prompt)).toEqual(['succeeded'])
  await visit.studio.getByText('Your videos', { exact: true }).click()
  await visit.studio.locator('[part~="history-item"]').first().waitFor()
  expect(await visit.studio.locator('[part~="history-item"]').count()).toBe(1)
}

it('a gateway on the way fails after the Worker has answered', async () => {
  const prompt = 'The cup steams'
  const { visit, keys } = await about(prompt, async (route) => {
    expect((await route.fetch()).status()).toBe(201)
    await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' })
  })
  await visit.make()
  await isOne(visit, prompt, keys)
})

it('the page is loaded anew while the answer is on its way', async () => {
  const prompt = 'The cup turns on its saucer'
  const { visit, keys, heard } = await about(prompt, async (route) => {
    expect((await route.fetch()).status()).toBe(201)
  })
  await visit.make()
  await heard
  await visit.reload()
  await isOne(visit, prompt, keys)
})
