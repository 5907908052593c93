/** Upload clients that know nothing of us, just as npm brings them: in Node, and in Chromium on another origin. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'
import { Upload, type UploadOptions } from 'tus-js-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import { openClients, serveClients } from './browser-clients.ts'
import { PART_BYTES } from './cut-connection.ts'
import { LoneWorker } from './lone-worker.ts'
import { longClip, sha256 } from './long-clip.ts'
import { openBrowser } from './studio-page.ts'

/** Two whole parts and a rest; none of the piece sizes below divides the length. */
const CLIP = longClip(12_345_678, 1)
const PHOTO = fileURLToPath(new URL('../fixtures/cup.jpg', import.meta.url))

/** The clip lies on the disk, so that a browser sees the same file with the same date each time it is chosen. */
const FOLDER = mkdtempSync(join(tmpdir(), 'refreel-clip-'))
const CLIP_FILE = join(FOLDER, 'cup.mp4')

let worker: LoneWorker
let browser: Browser
let shop: Server

beforeAll(async () => {
  writeFileSync(CLIP_FILE, CLIP)
  ;[worker, browser] = await Promise.all([LoneWorker.start(), openBrowser()])
  shop = await serveClients(worker.origin)
})

afterAll(async () => {
  await browser?.close()
  shop?.close()
  await worker?.end()
  rmSync(FOLDER, { recursive: true })
})

describe('tus-js-client in Node', () => {
  const send = async (file: Buffer | Readable, options: Partial<UploadOptions>): Promise<Reference> => {
    const headers = await worker.visitor()
    const location = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(file, {
        endpoint: `${worker.url}/v1/references`,
        headers,
        metadata: { filename: 'cup.mp4', filetype: 'video/mp4' },
        ...options,
        onSuccess: () => resolve(upload.url ?? ''),
        onError: reject,
      })
      upload.start()
    })
    return (await (await fetch(location, { headers })).json()) as Reference
  }
  const whole = { status: 'ready', sha256: sha256(CLIP), bytes: CLIP.byteLength, kind: 'video', filename: 'cup.mp4' }

  it('sends a clip in one request', async () => {
    expect(await send(CLIP, {})).toMatchObject(whole)
  })

  it('sends a clip in pieces, the first with the creation', async () => {
    expect(await send(CLIP, { chunkSize: 1_000_000, uploadDataDuringCreation: true })).toMatchObject(whole)
  })

  it('sends a clip from a stream', async () => {
    const pieces = Array.from({ length: Math.ceil(CLIP.byteLength / 70_001) }, (_, index) =>
      CLIP.subarray(index * 70_001, (index + 1) * 70_001),
    )
    const options = { chunkSize: 6_000_000, uploadSize: CLIP.byteLength }
    expect(await send(Readable.from(pieces, { objectMode: false }), options)).toMatchObject(whole)
  })
})

describe('in Chromium', () => {
  const open = async (file: string): Promise<Page> => {
    const page = await openClients(browser, worker.origin, worker.url)
    await page.locator('input').setInputFiles(file)
    return page
  }
  const recordOf = (page: Page, location: string) => page.evaluate((at) => window.uploads.recordOf(at), location)

  it('tus-js-client sends a photo', async () => {
    const page = await open(PHOTO)
    const location = await page.evaluate(() => window.uploads.sendByTus())
    expect(await recordOf(page, location)).toMatchObject({
      status: 'ready',
      sha256: sha256(readFileSync(PHOTO)),
      kind: 'image',
    })
  })

  it('tus-js-client finds its upload again after a reload, and goes on where it stood', async () => {
    const page = await open(CLIP_FILE)
    const accepted = await page.evaluate((bytes) => window.uploads.sendSome(bytes, 2_000_000), PART_BYTES)
    await page.reload()
    await page.evaluate((url) => window.uploads.arrive(url, ''), worker.url)
    await page.locator('input').setInputFiles(CLIP_FILE)
    const { found, from, location } = await page.evaluate(() => window.uploads.goOn())
    expect(found).toBe(1)
    expect(from).toBeGreaterThanOrEqual(accepted)
    expect(from).toBeLessThan(CLIP.byteLength)
    expect(await recordOf(page, location)).toMatchObject({ status: 'ready', sha256: sha256(CLIP), kind: 'video' })
  })

  it('Uppy with its tus plugin sends a clip, paused and resumed in the middle', async () => {
    const page = await open(CLIP_FILE)
    const sent = await page.evaluate((pauseAt) => window.uploads.sendByUppy(3_000_000, pauseAt), PART_BYTES)
    expect(sent.pauses).toBe(1)
    expect(await recordOf(page, sent.location)).toMatchObject({ status: 'ready', sha256: sha256(CLIP), kind: 'video' })
  })
})
