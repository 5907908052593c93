/** A visitor who has not pressed the button yet loads the page anew: pictures and prompt are still there. */
import { expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { sharedBrowser, sharedRig } from './shared.ts'
import { StudioPage } from './studio-page.ts'

const rig = sharedRig()
const browser = await sharedBrowser()

it('shows the pictures from the Worker, under the page’s own policy, and makes a video of them', async () => {
  const visit = await StudioPage.open(browser, `${rig.shopUrl}/`)
  const { studio } = visit
  const ready = () => studio.getByText('Ready', { exact: true })
  await visit.chooseFiles(inRoot('test/fixtures/cat.jpg'), inRoot('test/fixtures/cup.jpg'))
  await ready().nth(1).waitFor()
  await studio.getByRole('button', { name: 'Move cup.jpg up' }).click()
  await visit.describe('Image 1 stands beside Image 2')
  await visit.reload()
  await ready().nth(1).waitFor()
  const rows = studio.getByRole('listitem')
  expect(await rows.nth(0).textContent()).toContain('cup.jpg')
  expect(await rows.nth(1).textContent()).toContain('cat.jpg')
  await expect
    .poll(() =>
      rows
        .nth(0)
        .locator('img')
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBe(600)
  const prompt = studio.getByRole('textbox', { name: 'What should happen?' })
  expect(await prompt.inputValue()).toBe('Image 1 stands beside Image 2')
  await visit.choose({ seconds: 2, resolution: '720p' })
  await visit.make()
  expect(await visit.phase('done')).toBe('done')
  expect(visit.complaints).toEqual([])
})
