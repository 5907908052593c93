/** Two copies and two versions of the elements on one page: nothing breaks, and the copy that came first does the work. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { PUBLIC_DIR } from '../../widget/build/paths.ts'
import { documentOf, type OwnPages, serveOwnPages } from './own-pages.ts'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

const CUP = fileURLToPath(new URL('../fixtures/cup.png', import.meta.url))
const { version } = packageJson
const OTHER = '9.9.9'

const SITE = 'site_versions'

const rig = sharedRig()
const browser = await sharedBrowser()
let pages: OwnPages
let other: Server

/** The built files under another version, as another deployment would serve them. */
function serveOther(): Server {
  return createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://other').pathname).replace(OTHER, version)
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript'
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' })
    response.end(readFileSync(join(PUBLIC_DIR, path), 'utf8').replaceAll(version, OTHER))
  })
}

beforeAll(async () => {
  other = serveOther().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const worker = rig.workerUrl
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const studio = (id: string) => `<refreel-studio id="${id}" site="${SITE}" endpoint="${worker}"></refreel-studio>`
  pages = await serveOwnPages(rig, SITE, () => ({
    '/twice': {
      html: documentOf(worker, studio('one') + studio('two'), [
        `${worker}/refreel.js`,
        `${worker}/refreel.js?again`,
        `${worker}/refreel@${version}/refreel.js`,
      ]),
    },
    '/versions': {
      html: documentOf(worker, studio('one'), [`${worker}/refreel.js`, `${elsewhere}/refreel.js`]),
    },
  }))
})
afterAll(async () => {
  other?.close()
  await pages?.close()
})

it('the script three times, from two addresses: silent, and each studio has its own video', async () => {
  const context = await browser.newContext()
  const visit = await StudioPage.open(browser, `${pages.origin}/twice`, context, '#one')
  const warned: string[] = []
  visit.page.on('console', (message) => message.type() === 'warning' && warned.push(message.text()))
  const second = await visit.beside('#two')
  for (const [each, prompt] of [
    [visit, 'Image 1 turns'],
    [second, 'Image 1 shines'],
  ] as const) {
    await each.studio.scrollIntoViewIfNeeded()
    await each.chooseFiles(CUP)
    await each.describe(prompt)
    await each.choose({ seconds: 2, resolution: '720p' })
    await each.make()
    expect((await each.play()).movedSeconds).toBeGreaterThan(0)
  }
  const ids = await visit.page
    .locator('refreel-studio')
    .evaluateAll((all) => all.map((each) => Reflect.get(each, 'value')))
  expect(new Set(ids).size).toBe(2)
  expect(warned).toEqual([])
  expect(visit.complaints).toEqual([])
  await context.close()
})

it('two versions: the second steps aside with one warning that names both, and the whole flow works', async () => {
  const context = await browser.newContext()
  const warned: string[] = []
  context.on('console', (message) => message.type() === 'warning' && warned.push(message.text()))
  const visit = await StudioPage.open(browser, `${pages.origin}/versions`, context)
  await visit.chooseFiles(CUP)
  await visit.describe('Image 1 dances')
  await visit.choose({ seconds: 2, resolution: '720p' })
  await visit.make()
  expect((await visit.play()).movedSeconds).toBeGreaterThan(0)
  const present = await visit.page.evaluate(() =>
    Reflect.get(customElements.get('refreel-studio') ?? Object, 'version'),
  )
  // The network decides which of the two comes first.
  expect([version, OTHER]).toContain(present)
  for (const warning of warned)
    expect(warning).toMatch(new RegExp(`by version (${version}|${OTHER}); (${version}|${OTHER}) steps aside`))
  // Either the second loader or its files find the element defined, so the warning comes once for each element.
  const about = warned.map((warning) => /<([\w-]+)>/.exec(warning)?.[1])
  expect(new Set(about).size).toBe(about.length)
  expect(visit.complaints).toEqual([])
  await context.close()
})
