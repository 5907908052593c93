/** Lazily loaded files whose first request is lost: each is loaded after all, and the visitor loses nothing. */
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

const CAT = fileURLToPath(new URL('../fixtures/cat.png', import.meta.url))

const rig = sharedRig()
const browser = await sharedBrowser()
let context: BrowserContext

beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(() => context.close())

/** Cuts the next request for this file; returns a count of the requests. */
async function lose(file: RegExp): Promise<() => number> {
  let asked = 0
  await context.route(file, async (route) => {
    asked += 1
    await (asked === 1 ? route.abort('connectionreset') : route.continue())
  })
  return () => asked
}

async function arrive(): Promise<StudioPage> {
  const visit = await StudioPage.open(browser, `${rig.shopUrl}/make.html`, context)
  await visit.studio.getByRole('textbox', { name: 'What should happen?' }).waitFor()
  return visit
}

it.each(['studio', 'shared'])('the file of the name %s, which all starts with', async (name) => {
  const asked = await lose(new RegExp(`/${name}-`))
  const visit = await arrive()
  expect(asked()).toBeGreaterThan(1)
  expect(visit.complaints.filter((each) => !each.includes('net::ERR'))).toEqual([])
})

it('what a first file needs', async () => {
  const visit = await arrive()
  const asked = await lose(/\/files-/)
  await visit.chooseFiles(CAT)
  await visit.phase('ready')
  expect(await visit.studio.getByText('cat.png', { exact: true }).isVisible()).toBe(true)
  expect(asked()).toBe(2)
})

it('the fields of the options', async () => {
  const visit = await arrive()
  const asked = await lose(/\/option-fields-/)
  await visit.studio.getByText('Options', { exact: true }).click()
  await visit.studio.getByRole('slider').waitFor()
  expect(asked()).toBe(2)
})

it('the list of earlier videos', async () => {
  const visit = await arrive()
  await visit.chooseFiles(CAT)
  await visit.describe('Image 1 yawns')
  await visit.make()
  await visit.phase('done')
  const asked = await lose(/\/history-/)
  await visit.studio.getByText('Your videos', { exact: true }).click()
  await visit.studio.getByRole('button', { name: 'Try again' }).click()
  await visit.studio.getByRole('button', { name: 'Open: Image 1 yawns' }).waitFor()
  expect(asked()).toBe(2)
})
