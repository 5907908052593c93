/** Pages with the strictest policies that the documentation promises to serve: the whole flow, and nothing to object to. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ffmpeg from '@ffmpeg-installer/ffmpeg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { documentOf, type OwnPages, serveOwnPages } from './own-pages.ts'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

const SITE = 'site_strict'

const rig = sharedRig()
const browser = await sharedBrowser()
let pages: OwnPages
let folder: string

/** The policy in docs/embedding.md. */
const policy = (worker: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' ${worker}`,
    `connect-src 'self' ${worker}`,
    `img-src 'self' ${worker} blob:`,
    `media-src 'self' ${worker} blob:`,
    `style-src 'self' ${worker}`,
  ].join('; ')
const TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types lit-html refreel"

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refreel-strict-'))
  execFileSync(ffmpeg.path, ['-v', 'error', '-i', fixture('cat.png'), join(folder, 'cat.gif')])
  const worker = rig.workerUrl
  const html = documentOf(
    worker,
    `<refreel-studio site="${SITE}" require-consent></refreel-studio><refreel-player generate-schema preview-loop></refreel-player>`,
  )
  pages = await serveOwnPages(rig, SITE, () => ({
    '/strict': { html, headers: { 'content-security-policy': policy(worker) } },
    '/trusted': { html, headers: { 'content-security-policy': policy(worker) + TRUSTED_TYPES } },
  }))
})
afterAll(async () => {
  await pages?.close()
  rmSync(folder, { recursive: true, force: true })
})

it.each([
  ['that admits itself and the Worker alone', '/strict'],
  ['that asks for Trusted Types as well', '/trusted'],
])('a page %s has nothing to object to', async (_, path) => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 } })
  const reports: string[] = []
  await context.exposeBinding('report', (_, text: string) => void reports.push(text))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, sample }) => {
      Reflect.get(window, 'report')(`${violatedDirective} ${blockedURI} ${sourceFile} ${sample}`)
    })
  })
  const visit = await StudioPage.open(browser, `${pages.origin}${path}`, context)
  const { page, studio } = visit
  const player = page.locator('body > refreel-player')

  // The policy is at work: a forbidden style is reported.
  await page.evaluate(() => document.body.setAttribute('style', 'color: red'))
  await expect.poll(() => reports.length).toBe(1)
  reports.length = 0
  visit.complaints.length = 0

  await visit.chooseFiles(fixture('cup.png'), join(folder, 'cat.gif'), fixture('cup-turn.mp4'), fixture('README.md'))
  await studio.getByText('Converted to JPEG').waitFor()
  await studio.locator('[part~="reference-problem"]').waitFor()
  await visit.phase('ready')
  await visit.describe('Image 1 and Video 1 turn')
  await visit.choose({ aspectRatio: '1:1', seconds: 3, resolution: '720p', seed: 5 })
  await studio.getByRole('checkbox').check()
  await visit.make()
  await visit.phase('done')
  await visit.play()
  await visit.download()
  await studio.getByRole('button', { name: 'Loop' }).click()
  await studio.getByText('Your videos', { exact: true }).click()
  await studio.locator('[part~="history-item"]').waitFor()

  // A player of the page shows the same video and uses every feature it has.
  const video = await studio.evaluate((each) => Reflect.get(each, 'value') as string)
  await player.evaluate((each, video) => each.setAttribute('video', video), video)
  await player.scrollIntoViewIfNeeded()
  await page.locator('head > script[type="application/ld+json"]').waitFor({ state: 'attached' })
  await player.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => player.evaluate((each) => Reflect.get(each, 'paused'))).toBe(false)

  await studio.getByRole('button', { name: 'Make another' }).click()
  await visit.phase('ready')
  await studio.evaluate((each) => Reflect.get(each, 'reset').call(each))
  await page.locator('refreel-studio[phase="empty"]').waitFor()
  expect(reports).toEqual([])
  expect(visit.complaints).toEqual([])
  await context.close()
})
