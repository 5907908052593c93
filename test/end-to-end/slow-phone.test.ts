/** A slow phone on a bad line: the video is made and plays without another touch after the click. */
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright'
import { expect, it } from 'vitest'
import { sharedBrowser, sharedRig } from './shared.ts'

const CUP = fileURLToPath(new URL('../fixtures/cup.jpg', import.meta.url))
/** How many times slower the phone's processor is than this machine's. */
const CPU_RATE = 4
/** 1.6 Mbit/s down and 0.75 up, in bytes a second; milliseconds of latency. */
const LINE = { downloadThroughput: 200_000, uploadThroughput: 93_750, latency: 150 }

const PROMPT = 'Image 1 turns slowly'

const rig = sharedRig()
const browser = await sharedBrowser()

const line = (session: CDPSession, offline: boolean) =>
  session.send('Network.emulateNetworkConditions', { offline, ...LINE })

const phase = (page: Page, ...phases: string[]) =>
  page.locator(phases.map((each) => `refreel-studio[phase="${each}"]`).join()).waitFor({ timeout: 120_000 })

/** Counts how often the page says that the connection is lost, however briefly. */
const watchNotice = (page: Page) =>
  page.evaluate(() => {
    Object.assign(window, { lost: 0 })
    const root = document.querySelector('refreel-studio')?.shadowRoot
    let shown = false
    const look = () => {
      const now = root?.querySelector('refreel-notice')?.textContent?.includes('The connection is lost') ?? false
      if (now && !shown) Reflect.set(window, 'lost', Reflect.get(window, 'lost') + 1)
      shown = now
    }
    if (root) new MutationObserver(look).observe(root, { childList: true, subtree: true, characterData: true })
  })

/** Cuts the network until the page has said so. */
async function drop(page: Page, session: CDPSession): Promise<void> {
  const before = await page.evaluate(() => Reflect.get(window, 'lost') as number)
  await line(session, true)
  await page.waitForFunction((before) => Reflect.get(window, 'lost') > before, before)
  await line(session, false)
}

it('with two drops of the connection after the click', async () => {
  // The run lasts long enough to be cut twice.
  await rig.fault({ kind: 'run-slow', match: PROMPT, seconds: 8 })
  const context = await browser.newContext({ viewport: { width: 375, height: 800 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_RATE })
  await line(session, false)
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await session.send('Network.enable')

  const began = Date.now()
  await page.goto(`${rig.shopUrl}/make.html`, { waitUntil: 'commit' })
  const studio = page.locator('refreel-studio')
  await studio.getByRole('button', { name: 'Choose files' }).waitFor()
  const shell = Date.now() - began
  await studio.scrollIntoViewIfNeeded()
  await studio.getByRole('textbox', { name: 'What should happen?' }).waitFor()
  console.log(`slow phone: shell after ${shell} ms, composer after ${Date.now() - began} ms, ${bytes} bytes by then`)

  // A small video: this test is about the line, not about the stand-in's rendering.
  await studio.evaluate((each) => Object.assign(each, { duration: 3, resolution: '720p' }))
  const chooser = page.waitForEvent('filechooser')
  await studio.getByRole('button', { name: 'Choose files' }).tap()
  await (await chooser).setFiles(CUP)
  await studio.getByRole('textbox', { name: 'What should happen?' }).fill(PROMPT)
  await studio.locator('button[part~="generate-button"]:not([aria-disabled])').tap()

  // From here on nobody touches the page.
  await watchNotice(page)
  await phase(page, 'queued', 'generating')
  await drop(page, session)
  await phase(page, 'generating', 'storing', 'done')
  if ((await studio.getAttribute('phase')) === 'generating') await drop(page, session)
  else {
    await line(session, true)
    await line(session, false)
  }
  await phase(page, 'done')
  const played = await studio.locator('video').evaluate(async (video: HTMLVideoElement) => {
    video.muted = true
    await video.play()
    await new Promise<void>((resolve) => {
      video.addEventListener('timeupdate', () => video.currentTime > 0.3 && resolve())
    })
    return video.videoWidth
  })
  expect(played).toBeGreaterThan(0)
  expect(await rig.statusesOf(PROMPT)).toHaveLength(1)
  await context.close()
})
