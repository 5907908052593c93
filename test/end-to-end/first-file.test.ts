/** The first file alone: what a visitor sees and can do before the other files arrive, and that nothing is lost when they do. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page, Route } from 'playwright'
import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { sharedBrowser, sharedRig } from './shared.ts'

const PINNED = `/refreel@${packageJson.version}`
const CAT = fileURLToPath(new URL('../fixtures/cat.jpg', import.meta.url))
/** The files of the elements, which the first file asks for. */
const REST = /\/refreel%40[^/]*\/(studio|player|shared)-/

const rig = sharedRig()
const browser = await sharedBrowser()

/** A page of the shop with the other files held back; `letGo` lets them load. */
async function held(path = '/make.html'): Promise<{ page: Page; asked: string[]; letGo: () => void }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const asked: string[] = []
  let letGo = () => {}
  const open = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(REST, async (route: Route) => {
    asked.push(new URL(route.request().url()).pathname)
    await open
    await route.continue()
  })
  await page.goto(`${rig.shopUrl}${path}`)
  return { page, asked, letGo }
}

/** A page without any element of ours; the shop's policy holds there too. */
const EMPTY = '/shop.css'

/** Replaces the page's content. Elements with `width` and `height` attributes get that size, because the policy forbids `style`. */
const put = (page: Page, html: string) =>
  page.evaluate((html) => {
    const place = document.createElement('main')
    document.body.replaceChildren(place)
    place.innerHTML = html
    for (const each of document.querySelectorAll<HTMLElement>('[height],[width]')) {
      each.style.height = each.getAttribute('height') ?? ''
      each.style.width = each.getAttribute('width') ?? ''
    }
  }, html)

/** Adds the first file as a page would. */
const addScript = (page: Page, src: string, integrity = '') =>
  page.evaluate(
    ([src, integrity]) => {
      const script = Object.assign(document.createElement('script'), { type: 'module', src, integrity })
      script.crossOrigin = 'anonymous'
      document.head.append(script)
    },
    [src, integrity] as const,
  )

describe('a studio before its code is there', () => {
  it('has its heading, its button and its room', async () => {
    const { page, letGo } = await held()
    const studio = page.locator('refreel-studio')
    await studio.getByRole('heading', { name: 'Make your own video' }).waitFor()
    expect(await studio.getByRole('button', { name: 'Choose files' }).isVisible()).toBe(true)
    const before = await studio.boundingBox()
    letGo()
    await studio.getByRole('textbox').first().waitFor()
    expect(await studio.boundingBox()).toEqual(before)
    expect(await studio.getByRole('heading', { name: 'Make your own video' }).count()).toBe(1)
    await page.close()
  })

  it('takes files by its button, and they are there when it comes', async () => {
    const { page, letGo } = await held()
    const chooser = page.waitForEvent('filechooser')
    await page.locator('refreel-studio').getByRole('button', { name: 'Choose files' }).click()
    letGo()
    // The studio has taken the shell's place while the chooser is still open.
    await page.locator('refreel-studio').getByRole('textbox').first().waitFor()
    await (await chooser).setFiles(CAT)
    await page.locator('refreel-studio[phase="ready"]').waitFor()
    expect(await page.locator('refreel-studio').getByText('cat.jpg', { exact: true }).isVisible()).toBe(true)
    await page.close()
  })

  it('keeps the focus in the studio when it comes', async () => {
    const { page, letGo } = await held()
    await page.locator('refreel-studio').getByRole('button', { name: 'Choose files' }).focus()
    letGo()
    await page.locator('refreel-studio').getByRole('textbox').first().waitFor()
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('refreel-studio')
    await page.close()
  })

  it('speaks the language around it, in its direction', async () => {
    const { page } = await held()
    await put(page, '<div lang="ar"><refreel-studio site="site_demo"></refreel-studio></div>')
    const frame = page.locator('refreel-studio [part=frame]')
    await frame.getByRole('heading', { name: 'اصنع الفيديو الخاص بك' }).waitFor()
    expect(await frame.getAttribute('dir')).toBe('rtl')
    await page.close()
  })

  it('says nothing of ours where the page has texts of its own', async () => {
    const { page } = await held()
    await put(
      page,
      '<script type="application/json" data-refreel-texts>{"heading":"Star in it"}</script><refreel-studio site="site_demo"></refreel-studio>',
    )
    const studio = page.locator('refreel-studio')
    await studio.locator('[part=frame]').waitFor()
    expect(await studio.locator('[part=frame]').textContent()).toBe('')
    await page.close()
  })
})

describe('a player before its code is there', () => {
  it('has its shape, its poster and its button, and plays as soon as it can', async () => {
    const { page, letGo } = await held()
    const src = `${rig.shopUrl}/photos/cup-turn.mp4`
    await put(
      page,
      `<refreel-player width="360px" aspect-ratio="9:16" src="${src}" poster="/photos/cup.jpg"></refreel-player>`,
    )
    const player = page.locator('refreel-player')
    await player.locator('img[src="/photos/cup.jpg"]').waitFor()
    const box = await player.boundingBox()
    expect((box?.height ?? 0) / (box?.width ?? 1)).toBeCloseTo(16 / 9, 1)
    await player.getByRole('button', { name: 'Play' }).click()
    letGo()
    await player.evaluate(async (player: HTMLElement & { paused: boolean }) => {
      await customElements.whenDefined('refreel-player')
      if (player.paused) await new Promise((playing) => player.addEventListener('playing', playing, { once: true }))
    })
    expect(await player.boundingBox()).toEqual(box)
    await page.close()
  })

  it('brings nothing of the studio’s', async () => {
    const { page, asked, letGo } = await held(EMPTY)
    await addScript(page, `${rig.workerUrl}/refreel.js`)
    await put(page, `<refreel-player src="${rig.shopUrl}/photos/cup-turn.mp4"></refreel-player>`)
    letGo()
    await page.locator('refreel-player video').waitFor()
    expect(asked.filter((path) => path.includes('/studio-'))).toEqual([])
    expect(asked.filter((path) => path.includes('/player-'))).toHaveLength(1)
    await page.close()
  })
})

it('an element far from the view brings nothing until it comes near', async () => {
  const { page, asked, letGo } = await held(EMPTY)
  await addScript(page, `${rig.workerUrl}/refreel.js`)
  await put(page, '<div height="6000px"></div><refreel-studio site="site_demo"></refreel-studio>')
  await page.locator('refreel-studio [part=frame]').waitFor({ state: 'attached' })
  // A player in view has asked for its file by then.
  await page.evaluate(() => document.body.prepend(document.createElement('refreel-player')))
  await expect.poll(() => asked.filter((path) => path.includes('/player-')).length).toBe(1)
  expect(asked.filter((path) => path.includes('/studio-'))).toEqual([])
  letGo()
  await page.locator('refreel-studio').scrollIntoViewIfNeeded()
  await page.locator('refreel-studio').getByRole('textbox').first().waitFor()
  await page.close()
})

describe('an element', () => {
  /** A component of the page with a studio in its shadow tree, which it draws as soon as it is defined. */
  const component = (name: string) => {
    customElements.define(
      name,
      class extends HTMLElement {
        connectedCallback() {
          const studio = document.createElement('refreel-studio')
          studio.setAttribute('site', 'site_demo')
          this.attachShadow({ mode: 'open' }).append(studio)
        }
      },
    )
  }

  it.each([
    ['there already', true],
    ['defined later', false],
  ])('in the open tree of another element, %s, is found', async (_, first) => {
    const { page, letGo } = await held(EMPTY)
    letGo()
    if (first) await page.evaluate(component, 'page-part')
    await put(page, '<page-part></page-part><svg><font-face></font-face></svg>')
    await addScript(page, `${rig.workerUrl}/refreel.js`)
    if (!first) {
      // The first file has looked through the page by then.
      await page.evaluate(() => document.body.append(document.createElement('refreel-player')))
      await page.locator('refreel-player [part=box]').waitFor()
      await page.evaluate(component, 'page-part')
    }
    await page.locator('page-part refreel-studio').getByRole('textbox').first().waitFor()
    await page.close()
  })

  it('that is a field of a form holds it up, however far below it stands', async () => {
    const { page, letGo } = await held(EMPTY)
    letGo()
    await addScript(page, `${rig.workerUrl}/refreel.js`)
    await put(
      page,
      '<form action="/shop.css"><div height="6000px"></div><refreel-studio site="site_demo" name="video" required></refreel-studio></form>',
    )
    await page.waitForFunction(() => customElements.get('refreel-studio'))
    expect(await page.evaluate(() => document.querySelector('form')?.checkValidity())).toBe(false)
    await page.close()
  })

  it('in a dialog that is as wide as what is in it has room to be used', async () => {
    const { page, letGo } = await held(EMPTY)
    letGo()
    await addScript(page, `${rig.workerUrl}/refreel.js`)
    await put(page, '<dialog><refreel-studio site="site_demo"></refreel-studio></dialog>')
    await page.evaluate(() => document.querySelector('dialog')?.showModal())
    const studio = page.locator('refreel-studio')
    await studio.getByRole('textbox').first().waitFor()
    expect((await studio.boundingBox())?.width).toBeGreaterThan(280)
    await page.close()
  })
})

describe('the files', () => {
  it('are listed with digests that hold, each of them, and are kept for ever', async () => {
    const answer = await fetch(`${rig.workerUrl}${PINNED}/integrity.json`)
    const listed = Object.entries((await answer.json()) as Record<string, string>)
    expect(listed.map(([name]) => name)).toEqual(expect.arrayContaining(['refreel.js', 'refreel.css']))
    expect(listed.length).toBeGreaterThan(25)
    for (const [name, digest] of listed) {
      const file = await fetch(`${rig.workerUrl}${PINNED}/${name}`)
      const bytes = new Uint8Array(await file.arrayBuffer())
      expect(`sha384-${createHash('sha384').update(bytes).digest('base64')}`, name).toBe(digest)
      expect(file.headers.get('cache-control'), name).toContain('immutable')
      expect(file.headers.get('access-control-allow-origin'), name).toBe('*')
    }
  })

  it('can be pinned with a digest, and load from their own version', async () => {
    const digests = (await (await fetch(`${rig.workerUrl}${PINNED}/integrity.json`)).json()) as Record<string, string>
    const { page, asked, letGo } = await held(EMPTY)
    letGo()
    await put(page, '<refreel-player></refreel-player>')
    await addScript(page, `${rig.workerUrl}${PINNED}/refreel.js`, digests['refreel.js'])
    await page.waitForFunction(() => customElements.get('refreel-player'))
    expect(asked.every((path) => path.startsWith(PINNED.replace('@', '%40')))).toBe(true)
    await page.close()
  })

  it('name the newest of its version as the one of today', async () => {
    const [newest, pinned] = await Promise.all(
      ['/refreel.js', `${PINNED}/refreel.js`].map(async (path) => (await fetch(`${rig.workerUrl}${path}`)).text()),
    )
    expect(newest).toBe(pinned)
    const { headers } = await fetch(`${rig.workerUrl}/refreel.js`)
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    expect(readFileSync(new URL('../../dist/public/_headers', import.meta.url), 'utf8')).toContain('/refreel@*')
  })
})
