/** `npm run screenshots`: every state at two widths, light, dark and Arabic, as PNGs and on contact sheets, in `dist/screenshots`. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright'
import { exitWith } from '../../widget/build/failure.ts'
import { inRoot } from '../../widget/build/paths.ts'
import { chromiumLaunch } from '../rig/browser.ts'
import { contactSheet, type Shot } from './contact-sheet.ts'
import { openScene } from './open-scene.ts'
import { SECTIONS } from './scenes.ts'
import { serveGallery } from './serve.ts'
import type { View } from './view.ts'

const OUT = inRoot('dist/screenshots')
const WIDTHS = [375, 1280]
const LOOKS: Readonly<Record<string, Partial<View>>> = {
  light: {},
  dark: { scheme: 'dark' },
  arabic: { lang: 'ar' },
}
/** Pages at a time. */
const PAGES = 3

const { values } = parseArgs({
  options: {
    /** Only scenes and sections whose id contains this. */
    only: { type: 'string', default: '' },
    look: { type: 'string', default: '' },
    width: { type: 'string', default: '' },
  },
})
const sections = SECTIONS.map((section) => ({
  ...section,
  scenes: section.scenes.filter(({ id }) => `${section.id} ${id}`.includes(values.only)),
})).filter(({ scenes }) => scenes.length > 0)

interface Task {
  folder: string
  width: number
  view: Partial<View>
  id: string
}

const tasks: Task[] = Object.entries(LOOKS)
  .filter(([name]) => name.includes(values.look))
  .flatMap(([name, view]) =>
    WIDTHS.filter((width) => String(width).includes(values.width)).flatMap((width) =>
      sections.flatMap(({ scenes }) => scenes.map(({ id }) => ({ folder: `${name}-${width}`, width, view, id }))),
    ),
  )

async function shoot(page: Page, url: string, { folder, width, view, id }: Task): Promise<void> {
  // The view is low, so that a short state has no empty room below it.
  await page.setViewportSize({ width, height: 320 })
  await openScene(page, url, id, view)
  // A sticky part would be drawn too low where a scene has scrolled.
  await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path: pathOf(folder, id), fullPage: true })
}

const pathOf = (folder: string, id: string) => join(OUT, folder, `${id}.png`)

/** Several pages take the next task each until none is left. */
async function shootAll(browser: Browser, url: string): Promise<string[]> {
  const left = [...tasks]
  const failed: string[] = []
  const work = async () => {
    const page = await browser.newPage()
    for (let task = left.shift(); task; task = left.shift()) {
      await shoot(page, url, task).catch((error) => failed.push(String(error)))
    }
    await page.close()
  }
  await Promise.all(Array.from({ length: PAGES }, work))
  return failed
}

async function sheets(browser: Browser): Promise<void> {
  const page = await browser.newPage()
  for (const [folder, width] of new Map(tasks.map((task) => [task.folder, task.width]))) {
    for (const { id, title, scenes } of sections) {
      const shots: Shot[] = scenes.map((scene) => ({ title: scene.title, path: pathOf(folder, scene.id) }))
      await contactSheet(page, `${title} · ${folder}`, shots, width, join(OUT, `${folder}-${id}.png`))
    }
  }
  await page.close()
}

try {
  if (!values.only) rmSync(OUT, { recursive: true, force: true })
  for (const { folder } of tasks) mkdirSync(join(OUT, folder), { recursive: true })
  const gallery = await serveGallery()
  const browser = await chromium.launch(chromiumLaunch())
  const failed = await shootAll(browser, gallery.url)
  if (failed.length === 0) await sheets(browser)
  await browser.close()
  gallery.close()
  if (failed.length > 0) throw new Error(failed.join('\n'))
  console.log(`${tasks.length} screenshots, and sheets of them: ${OUT}`)
} catch (error) {
  exitWith(error)
}
