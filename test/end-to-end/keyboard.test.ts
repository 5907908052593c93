/** The whole flow by keyboard and by ear: nothing is clicked, no script moves the focus, and everything that happens is announced. */
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Keyboard } from './keyboard.ts'
import { documentOf, type OwnPages, serveOwnPages } from './own-pages.ts'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

const SITE = 'site_keyboard'

const PROMPT = 'Image 1 purrs'

const rig = sharedRig()
const browser = await sharedBrowser()
let pages: OwnPages

beforeAll(async () => {
  const html = documentOf(
    rig.workerUrl,
    `<a href="#before">Before</a><refreel-studio site="${SITE}" require-consent></refreel-studio><a href="#after">After</a>`,
  )
  pages = await serveOwnPages(rig, SITE, () => ({ '/': { html } }))
})
afterAll(async () => {
  await pages?.close()
})

/** Records each announcement of the live regions once. */
const listen = (studio: Locator) =>
  studio.evaluate((element) => {
    const said: string[] = []
    Reflect.set(window, 'said', said)
    for (const region of element.shadowRoot?.querySelectorAll('[aria-live]') ?? []) {
      new MutationObserver(() => said.push(region.textContent?.trim() ?? '')).observe(region, { childList: true })
    }
  })

const said = (page: Page) => page.evaluate(() => Reflect.get(window, 'said') as string[])

it('from the page’s first link to the video and beyond', async () => {
  // Both runs are slow, so that the visitor can cancel the first one and hear of the second.
  await rig.fault({ kind: 'run-slow', match: PROMPT, seconds: 8, times: 2 })
  const visit = await StudioPage.open(browser, `${pages.origin}/`)
  const { page, studio } = visit
  const keys = new Keyboard(page)
  await studio.getByRole('textbox', { name: 'What should happen?' }).waitFor()
  await listen(studio)

  // Two pictures, by the button.
  for (const name of ['cup.png', 'cat.png']) {
    const chooser = page.waitForEvent('filechooser')
    await keys.part('add-button')
    await keys.press('Enter')
    await (await chooser).setFiles(fixture(name))
    await studio.getByText(name, { exact: true }).waitFor()
    await visit.phase('ready')
  }

  // The second one becomes the first, then the other one goes; the focus stays in the list.
  await keys.part('move-button', 'Shift+Tab')
  await keys.press('Enter')
  await expect.poll(() => studio.locator('[part~="reference-name"]').allTextContents()).toEqual(['cat.png', 'cup.png'])
  await expect.poll(async () => (await keys.focused()).part).toMatch(/call-name|move-button/)
  await keys.reach(({ name }) => name === 'Remove cup.png', 'the removal')
  await keys.press('Space')
  await expect.poll(() => studio.locator('[part~="reference-name"]').allTextContents()).toEqual(['cat.png'])
  await expect.poll(async () => (await keys.focused()).name).toBe('Remove cat.png')

  // The picture's name goes into the prompt, and words after it.
  await keys.part('call-name', 'Shift+Tab')
  await keys.press('Enter')
  await expect.poll(async () => (await keys.focused()).tag).toBe('textarea')
  await keys.type('purrs')
  expect((await keys.focused()).value).toBe(PROMPT)

  // One option of each kind.
  await keys.part('options-summary')
  await keys.press('Enter')
  await studio.locator('[part~="option"]').first().waitFor()
  await keys.reach(({ type }) => type === 'radio', 'the shapes')
  await keys.press('ArrowRight', 2)
  await keys.reach(({ type }) => type === 'range', 'the length')
  await keys.press('ArrowLeft', 3)
  await keys.reach(({ type }) => type === 'radio', 'the resolution')
  await keys.press('ArrowLeft')
  await keys.reach(({ tag }) => tag === 'textarea', 'what to avoid')
  await keys.type('blur')
  await keys.reach(({ type }) => type === 'number', 'the seed')
  await keys.type('7')

  // Without the consent the button says what is missing, and moves the focus there.
  await keys.part('generate-button')
  await keys.press('Enter')
  await expect.poll(async () => (await keys.focused()).type).toBe('checkbox')
  await keys.press('Space')
  await keys.part('generate-button')
  await keys.press('Enter')
  await visit.phase('generating')

  // The run is canceled, and asked for once more.
  await keys.part('cancel-button')
  await keys.press('Enter')
  await visit.phase('canceled')
  expect((await keys.focused()).tag).not.toBe('body')
  await keys.part('generate-button')
  await keys.press('Enter')
  await page.locator('refreel-studio[phase="queued"], refreel-studio[phase="generating"]').waitFor()
  await visit.phase('done')
  expect((await keys.focused()).tag).not.toBe('body')

  // The result is played, its download link reached, and the next video begun.
  await keys.reach(({ tag }) => tag === 'video', 'the video')
  await keys.press('Space')
  await expect
    .poll(() => studio.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
    .toBeGreaterThan(0)
  await keys.part('download-link')
  const inputs = await rig.inputsOf(PROMPT)
  expect(inputs.at(-1)).toMatchObject({
    aspect_ratio: '1:1',
    duration: 2,
    resolution: '720p',
    negative_prompt: 'blur',
    seed: 7,
  })
  await keys.part('another-button')
  await keys.press('Enter')
  await visit.phase('ready')
  expect((await keys.focused()).tag).not.toBe('body')

  // Everything was announced; announcements of progress are left out, because their number depends on the time.
  const heard = (await said(page)).filter((words) => !/%|^Waiting in line|^Saving/.test(words))
  expect(heard).toEqual([
    'cup.png is here.',
    'cup.png is ready. The prompt can call it Image 1.',
    'cat.png is here.',
    'cat.png is ready. The prompt can call it Image 2.',
    'The prompt can call cat.png Image 1 now.',
    'cup.png was removed.',
    'Please confirm that you may use the pictures.',
    'Your video is being made.',
    'Cancelled',
    'Your video is being made.',
    'Your video is ready',
  ])

  // The focus leaves the studio at its end: no keyboard trap.
  await keys.reach(({ name }) => name === 'After', 'what comes after')
  expect(visit.complaints).toEqual([])
  await page.close()
})
