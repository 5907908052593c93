/** A large clip on a slow line: the visitor reloads the page in the middle and chooses the clip again, and the upload continues. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Request, Response } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import { PART_BYTES } from './cut-connection.ts'
import { longClip, sha256 } from './long-clip.ts'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

/** Four parts and a rest. */
const CLIP = longClip(23_456_789, 3)
/** Bytes a second of the uplink: a part takes more than two seconds. */
const UPLINK = 2_400_000

const folder = mkdtempSync(join(tmpdir(), 'refreel-clip-'))
const file = join(folder, 'cup.mp4')

const rig = sharedRig()
const browser = await sharedBrowser()

beforeAll(async () => {
  writeFileSync(file, CLIP)
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
})

const offsetOf = (message: Request | Response) => Number(message.headers()['upload-offset'])

it('continues at the byte where the Worker stands', async () => {
  const visit = await StudioPage.open(browser, `${rig.shopUrl}/`)
  const { page } = visit
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput: UPLINK,
  })
  const asked: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/v1/references')) asked.push(request.method())
  })
  const answered = (method: string) =>
    page.waitForResponse((response) => response.request().method() === method && /\/ref_\w+$/.test(response.url()))

  const firstPart = answered('PATCH')
  const secondPart = page.waitForRequest((request) => request.method() === 'PATCH' && offsetOf(request) === PART_BYTES)
  await visit.chooseFiles(file)
  const acknowledged = offsetOf(await firstPart)
  expect(acknowledged).toBe(PART_BYTES)
  // The next part is on its way.
  await secondPart
  await visit.reload()
  asked.length = 0

  const stands = answered('HEAD')
  const goesOn = page.waitForRequest((request) => request.method() === 'PATCH')
  const ready = page.waitForResponse(
    async (response) =>
      response.request().method() === 'GET' &&
      /\/ref_\w+$/.test(response.url()) &&
      ((await response.json()) as Reference).status === 'ready',
  )
  await visit.chooseFiles(file)
  const kept = offsetOf(await stands)
  const next = await goesOn
  expect(kept).toBeGreaterThanOrEqual(acknowledged)
  expect(kept).toBeLessThan(CLIP.byteLength)
  expect(offsetOf(next)).toBe(kept)
  const record = (await (await ready).json()) as Reference
  expect(record).toMatchObject({ sha256: sha256(CLIP), bytes: CLIP.byteLength })
  expect(next.url()).toMatch(new RegExp(`/${record.id}$`))
  // No new upload was created.
  expect(asked).not.toContain('POST')
})
