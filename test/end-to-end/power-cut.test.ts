/** A power cut in the middle of a run: the visitor notices nothing, and nothing is paid twice. */
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, StudioPage } from './studio-page.ts'
import { startTestRig, type TestRig } from './test-rig.ts'

const PROMPT = 'The cup stays where it is while the lights go out.'

let rig: TestRig
let browser: Browser
let visit: StudioPage

beforeAll(async () => {
  // The run takes long enough for a cut in its middle.
  ;[rig, browser] = await Promise.all([startTestRig({ REPLICATE_SECONDS: '6' }), openBrowser()])
})

afterAll(async () => {
  await browser?.close()
  await rig?.end()
})

it('ends a run in one video although everything was killed in the middle of it', async () => {
  visit = await StudioPage.open(browser, `${rig.shopUrl}/`)
  await visit.takeSample('This cup')
  await visit.describe(PROMPT)
  await visit.choose({ resolution: '720p', seconds: 2 })
  await visit.make()
  await visit.phase('generating')
  await rig.kill()
  rig = await rig.again()

  // The page was not reloaded: the studio reconnects by itself.
  expect(await visit.play()).toMatchObject({ width: 1280, height: 720 })
  expect(await rig.statusesOf(PROMPT)).toEqual(['succeeded'])
  // The stand-in counts predictions over all its starts, and creates since the last one: nothing was sent again.
  expect(await rig.stats()).toMatchObject({ creates: 0, predictions: 1 })
})

it('shows the earlier video after the next start', async () => {
  await rig.stop()
  rig = await rig.again()
  await visit.reload()
  expect(await visit.play()).toMatchObject({ width: 1280, height: 720 })
})
