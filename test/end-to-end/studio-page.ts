/** A visitor at a page with a studio, who does and sees what a person would. */
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright'
import { chromiumLaunch } from '../rig/browser.ts'

/** Milliseconds that each wait may take, a run's end included, on a machine that is busy with other tests. */
const PATIENCE_MS = 90_000

export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch(chromiumLaunch())
  browser.on('context', (context) => context.setDefaultTimeout(PATIENCE_MS))
  return browser
}

export type Options = Partial<{
  aspectRatio: string
  seconds: number
  resolution: string
  camera: 'Automatic' | 'One shot' | 'Several shots'
  avoid: string
  seed: number
}>

export class StudioPage {
  readonly page: Page
  readonly studio: Locator
  readonly #selector: string
  /** What the browser complained about: failed requests, exceptions, what the page's policy refused. */
  readonly complaints: string[] = []

  private constructor(page: Page, studio: string) {
    this.page = page
    this.#selector = studio
    this.studio = page.locator(studio)
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
    page.on('pageerror', (error) => this.complaints.push(String(error)))
  }

  /** A new visitor with empty storage, or with that of a `context`. */
  static async open(
    browser: Browser,
    address: string,
    context?: BrowserContext,
    studio = 'refreel-studio',
  ): Promise<StudioPage> {
    const page = context ? context.newPage() : browser.newPage({ viewport: { width: 1280, height: 900 } })
    const visit = new StudioPage(await page, studio)
    await visit.page.goto(address)
    await visit.studio.scrollIntoViewIfNeeded()
    return visit
  }

  /** A view of another studio on the same page, for the same visitor. */
  beside(studio: string): StudioPage {
    return new StudioPage(this.page, studio)
  }

  async reload(): Promise<void> {
    await this.page.reload()
    await this.studio.scrollIntoViewIfNeeded()
  }

  /** Picks files from this machine by the studio's button. */
  async chooseFiles(...paths: string[]): Promise<void> {
    // A click that begins on the shell's button and ends on the studio's would be lost.
    await this.studio.evaluate(async (studio) => {
      await customElements.whenDefined(studio.localName)
      await Reflect.get(studio, 'updateComplete')
    })
    const chooser = this.page.waitForEvent('filechooser')
    await this.studio.getByRole('button', { name: /^(Choose files|Add more)$/ }).click()
    await (await chooser).setFiles(paths)
  }

  /** Takes one of the shop's own pictures. */
  async takeSample(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  async describe(prompt: string): Promise<void> {
    await this.studio.getByRole('textbox', { name: 'What should happen?' }).fill(prompt)
  }

  async choose({ aspectRatio, seconds, resolution, camera, avoid, seed }: Options): Promise<void> {
    const { studio } = this
    const options = studio.locator('details[part~="options"]')
    // Content that arrives meanwhile may move the line away between press and release.
    while (!(await options.evaluate((details: HTMLDetailsElement) => details.open))) {
      await studio.getByText('Options', { exact: true }).click()
    }
    const radio = (group: string, name: string) =>
      studio.getByRole('group', { name: group }).getByRole('radio', { name, exact: true }).check()
    if (aspectRatio) await radio('Aspect ratio', aspectRatio)
    if (resolution) await radio('Resolution', resolution)
    if (camera) await radio('Camera', camera)
    if (seconds) await studio.getByRole('slider').fill(String(seconds))
    if (avoid) await studio.getByRole('textbox', { name: 'What to avoid' }).fill(avoid)
    if (seed === undefined) return
    const field = studio.getByRole('spinbutton', { name: 'Seed' })
    await field.fill(String(seed))
    await field.blur()
  }

  /** Presses the generate button as soon as it is enabled. */
  async make(): Promise<void> {
    await this.studio.locator('button[part~="generate-button"]:not([aria-disabled])').click()
  }

  /** Waits until the studio is in one of these phases, and tells which. */
  async phase(...phases: string[]): Promise<string> {
    const ends = [...new Set([...phases, 'done', 'failed', 'canceled'])]
    await this.page.locator(ends.map((one) => `${this.#selector}[phase="${one}"]`).join()).waitFor()
    const phase = (await this.studio.getAttribute('phase')) ?? ''
    if (phases.includes(phase) || !ends.includes(phase)) return phase
    throw new Error(`The studio is ${phase}, not ${phases.join(' or ')}: ${await this.studio.ariaSnapshot()}`)
  }

  /** Plays the finished video for a moment. */
  async play(): Promise<{ movedSeconds: number; width: number; height: number; duration: number }> {
    await this.phase('done')
    return await this.studio.locator('video').evaluate(async (video: HTMLVideoElement) => {
      video.muted = true
      await video.play()
      const before = video.currentTime
      await new Promise<void>((resolve) => {
        video.addEventListener('timeupdate', () => video.currentTime > before + 0.3 && resolve())
      })
      const movedSeconds = video.currentTime - before
      video.pause()
      return { movedSeconds, width: video.videoWidth, height: video.videoHeight, duration: video.duration }
    })
  }

  /** Downloads the video; returns the file's path, and the name that the browser was told. */
  async download(): Promise<{ path: string; name: string }> {
    const started = this.page.waitForEvent('download')
    await this.studio.getByRole('link', { name: 'Download' }).click()
    const download = await started
    return { path: await download.path(), name: download.suggestedFilename() }
  }
}
