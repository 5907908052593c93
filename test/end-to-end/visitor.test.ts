/** What a visitor of the shop meets: a photo or a clip becomes a video, on another origin than the Worker's. */
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../rig/ports.ts'
import { createShop } from '../shop/server.ts'
import { mediaFacts } from './media-facts.ts'
import { openBrowser, StudioPage } from './studio-page.ts'
import { startTestRig, type TestRig } from './test-rig.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

/** The two examples that the model's own page shows, with the photos that we have. */
const CAT_PROMPT =
  "A curious cat sits on a windowsill watching rain fall outside, cozy indoor lighting, the cat's tail gently swaying, raindrops streaking down the glass, peaceful and contemplative mood"
const PRODUCT_PROMPT =
  'The sneakers rotate slowly on a reflective black surface, dramatic studio lighting with blue and orange color gels casting highlights, dust particles floating in beams of light, premium product commercial aesthetic.'

let rig: TestRig
let browser: Browser

beforeAll(async () => {
  ;[rig, browser] = await Promise.all([startTestRig(), openBrowser()])
})

afterAll(async () => {
  await browser?.close()
  await rig?.end()
})

// An open page that still plays would slow the next test down.
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

/** A run that lasts long enough to be looked at in its middle, however late a busy browser hears of it. */
const slowly = (prompt: string) => rig.fault({ kind: 'run-slow', match: prompt, seconds: 4 })

/** A new visitor at a page of the shop. */
const arrive = (path: string) => StudioPage.open(browser, `${rig.shopUrl}${path}`)

describe('a visitor of the shop', () => {
  it('gets a video of their photo on the product page: watched, played and downloaded', async () => {
    expect(new URL(rig.shopUrl).origin).not.toBe(new URL(rig.workerUrl).origin)
    const visit = await arrive('/')
    await visit.chooseFiles(fixture('cup.png'))
    await visit.describe(PRODUCT_PROMPT)
    await visit.choose({ aspectRatio: '16:9', resolution: '1080p', seconds: 5, camera: 'One shot', seed: 7777 })
    await slowly(PRODUCT_PROMPT)
    await visit.make()
    await visit.phase('generating')
    await visit.studio.getByRole('progressbar', { name: 'Progress of your video' }).waitFor()

    const played = await visit.play()
    expect(played).toMatchObject({ width: 1920, height: 1080 })
    expect(played.movedSeconds).toBeGreaterThan(0.2)
    expect(played.duration).toBeCloseTo(5, 1)

    const { path, name } = await visit.download()
    expect(name).toMatch(/\.mp4$/)
    const facts = await mediaFacts(path)
    expect(facts).toMatchObject({ codec: 'h264', width: 1920, height: 1080 })
    expect(facts.seconds).toBeCloseTo(5, 1)
    expect(await rig.inputsOf(PRODUCT_PROMPT)).toEqual([
      {
        prompt: PRODUCT_PROMPT,
        reference_images: [expect.stringContaining(`${rig.workerUrl}/v1/media/`)],
        resolution: '1080p',
        aspect_ratio: '16:9',
        duration: 5,
        shot_type: 'single',
        seed: 7777,
      },
    ])
    expect(visit.complaints).toEqual([])
  })

  it('makes the published example of a cat in portrait, from one click on a sample', async () => {
    const visit = await arrive('/make.html')
    await visit.page.getByText('Local preview.').waitFor()
    await visit.takeSample('A cat')
    await visit.page.getByRole('button', { name: 'Rain on the windowsill' }).click()
    await visit.choose({ aspectRatio: '9:16', resolution: '1080p', seconds: 5, seed: 456 })
    await visit.make()

    const played = await visit.play()
    expect(played).toMatchObject({ width: 1080, height: 1920 })
    expect(played.duration).toBeCloseTo(5, 1)
    // No camera was chosen, so the model isn't told of one.
    expect(await rig.inputsOf(CAT_PROMPT)).toEqual([
      {
        prompt: CAT_PROMPT,
        reference_images: [expect.any(String)],
        resolution: '1080p',
        aspect_ratio: '9:16',
        duration: 5,
        seed: 456,
      },
    ])
    expect(visit.complaints).toEqual([])
  })

  it('can use a clip as the only reference', async () => {
    const prompt = 'The cup from Video 1 turns on a table in the rain.'
    const visit = await arrive('/')
    await visit.takeSample('This cup, turning')
    await visit.describe(prompt)
    await visit.choose({ resolution: '720p', seconds: 2 })
    await visit.make()

    expect(await visit.play()).toMatchObject({ width: 1280, height: 720 })
    const [input] = await rig.inputsOf(prompt)
    expect(input?.reference_videos).toHaveLength(1)
    expect(input).not.toHaveProperty('reference_images')
    expect(visit.complaints).toEqual([])
  })

  it('chooses all nine inputs, and the model gets them as they were chosen', async () => {
    const prompt = 'Image 1 and Image 2 meet the cat of Video 1.'
    const visit = await arrive('/make.html')
    await visit.chooseFiles(fixture('cat.webp'), fixture('cat-pan.mov'))
    await visit.takeSample('A rocket')
    await visit.describe(prompt)
    await visit.choose({
      aspectRatio: '3:4',
      resolution: '720p',
      seconds: 2,
      camera: 'Several shots',
      avoid: 'blur, flicker',
      seed: 2147483647,
    })
    await visit.studio.getByText('3 of 5 used').waitFor()
    await visit.make()

    const { width, height } = await visit.play()
    expect(width / height).toBeCloseTo(3 / 4, 2)
    expect(await rig.inputsOf(prompt)).toEqual([
      {
        prompt,
        negative_prompt: 'blur, flicker',
        reference_images: [expect.any(String), expect.any(String)],
        reference_videos: [expect.any(String)],
        aspect_ratio: '3:4',
        resolution: '720p',
        duration: 2,
        shot_type: 'multi',
        seed: 2147483647,
      },
    ])
    expect(visit.complaints).toEqual([])
  })

  it('finds the run again when the page is loaded anew in the middle of it', async () => {
    const prompt = 'The cup waits on a windowsill.'
    const visit = await arrive('/')
    await visit.takeSample('This cup')
    await visit.describe(prompt)
    await visit.choose({ resolution: '720p', seconds: 4 })
    await slowly(prompt)
    await visit.make()
    await visit.phase('generating')
    await visit.reload()

    expect(await visit.play()).toMatchObject({ width: 1280, height: 720 })
    expect(await rig.inputsOf(prompt)).toHaveLength(1)
  })

  it('takes a run back, and it stops, and their choices are still there', async () => {
    const prompt = 'The cat yawns for ten seconds.'
    const visit = await arrive('/')
    await visit.takeSample('Our cat')
    await visit.describe(prompt)
    await visit.choose({ resolution: '1080p', seconds: 10 })
    await slowly(prompt)
    await visit.make()
    await visit.phase('generating')
    await visit.studio.getByRole('button', { name: 'Cancel' }).click()

    await visit.phase('canceled')
    await visit.studio.getByText('cat.png').waitFor()
    await expect.poll(() => rig.statusesOf(prompt), { timeout: 20_000 }).toEqual(['canceled'])
    expect(visit.complaints).toEqual([])
  })
})

it('refuses a page of another origin, says so, and asks nothing of the provider', async () => {
  const port = await freePort()
  const stranger = createShop({ workerOrigin: rig.workerUrl, preview: true }).listen(port, '127.0.0.1')
  const asked = async () => {
    const { creates, predictions } = await rig.stats()
    return { creates, predictions }
  }
  const before = await asked()
  const visit = await StudioPage.open(browser, `http://127.0.0.1:${port}/`)
  await visit.takeSample('This cup')
  await visit.studio.locator('[part="notice"]').getByText('This page may not use the service.').waitFor()
  expect(await asked()).toEqual(before)
  stranger.close()
})
