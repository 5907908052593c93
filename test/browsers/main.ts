/** `npm run test:browsers`: the elements' flow in Firefox, WebKit and Chromium, on the whole rig. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { exitWith } from '../../widget/build/failure.ts'
import { inRoot } from '../../widget/build/paths.ts'
import { startTestRig } from '../end-to-end/test-rig.ts'
import { CHECKS } from './checks.ts'
import type { BrowserPage } from './driver.ts'
import { FIREFOX, openFirefox } from './firefox.ts'
import { openChromium, openPlaywrightFirefox, openPlaywrightWebKit } from './from-playwright.ts'
import { openWebKit, WEBKIT_DRIVER } from './webkit.ts'

const SCREENSHOTS = inRoot('dist/browsers')

const BROWSERS: Readonly<Record<string, () => Promise<BrowserPage>>> = {
  firefox: existsSync(FIREFOX) ? openFirefox : openPlaywrightFirefox,
  webkit: existsSync(WEBKIT_DRIVER) ? openWebKit : openPlaywrightWebKit,
  chromium: openChromium,
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
let passed = 0
let failed = 0

async function judge(open: () => Promise<BrowserPage>, shop: string, worker: string): Promise<void> {
  const page = await open()
  console.log(page.name)
  for (const [at, { name, run }] of CHECKS.entries()) {
    try {
      await run({ page, shop, worker })
      passed += 1
      console.log(`  ✓ ${name}`)
    } catch (error) {
      failed += 1
      console.log(`  ✗ ${name}\n      ${error instanceof Error ? error.message : error}`)
    }
    const picture = await page.screenshot().catch(() => undefined)
    const folder = join(SCREENSHOTS, page.name.replace(/ .*/, '').toLowerCase())
    mkdirSync(folder, { recursive: true })
    if (picture) writeFileSync(join(folder, `${String(at + 1).padStart(2, '0')}.png`), picture)
  }
  await page.close()
}

try {
  const rig = await startTestRig({ REPLICATE_SECONDS: '2' })
  try {
    for (const [name, open] of Object.entries(BROWSERS)) {
      if (name.includes(values.only)) await judge(open, rig.shopUrl, rig.workerUrl)
    }
  } finally {
    await rig.end()
  }
  console.log(`\nWhat each of them showed: ${SCREENSHOTS}\n${passed} passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
} catch (error) {
  exitWith(error)
}
