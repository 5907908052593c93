/** Opens one state in a browser's page and waits until it is drawn. */
import type { Page } from 'playwright'
import type { View } from './view.ts'

/** Milliseconds; a little more than the scene itself waits before it says what it missed. */
const PATIENCE_MS = 65_000

export async function openScene(page: Page, url: string, id: string, view: Partial<View> = {}): Promise<void> {
  await page.goto(`${url}/gallery-scene.html?${new URLSearchParams({ ...view, scene: id })}`)
  const state = page.locator('html[data-scene]')
  await state.waitFor({ state: 'attached', timeout: PATIENCE_MS })
  if ((await state.getAttribute('data-scene')) === 'ready') return
  throw new Error(`${id}: ${await page.locator('.failure').textContent()}`)
}
