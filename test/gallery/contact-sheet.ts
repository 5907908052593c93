/** Puts screenshots side by side on one page, each below its title, so that a person can look at everything at once. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'

export interface Shot {
  title: string
  /** A PNG's path. */
  path: string
}

/** Pixels of a column on a sheet: a phone's as it is, wider ones at half their size. */
const columnOf = (width: number) => (width > 640 ? width / 2 : width)

/** Pixels that a sheet is wide, about. */
const SHEET = 2200

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Columns are filled from the top, so that tall states leave no holes. */
export async function contactSheet(
  page: Page,
  title: string,
  shots: readonly Shot[],
  width: number,
  path: string,
): Promise<void> {
  const column = columnOf(width)
  const columns = Math.min(shots.length, Math.ceil(SHEET / column))
  const figures = shots.map(
    (shot) =>
      `<figure><figcaption>${escaped(shot.title)}</figcaption><img src="data:image/png;base64,${readFileSync(shot.path, 'base64')}"></figure>`,
  )
  await page.setViewportSize({ width: columns * (column + 16) + 16, height: 800 })
  await page.setContent(`<!doctype html><style>
    body { margin: 0; padding: 16px; background: #8a8d94; font: 600 15px/1.3 system-ui, sans-serif; }
    h1 { margin: 0 0 16px; font-size: 22px; }
    main { columns: ${columns}; column-gap: 16px; }
    figure { margin: 0 0 16px; break-inside: avoid; }
    figcaption { margin-block-end: 4px; }
    img { display: block; width: 100%; }
  </style><h1>${escaped(title)}</h1><main>${figures.join('')}</main>`)
  await page.evaluate(() => Promise.all([...document.images].map((each) => each.decode())))
  await page.screenshot({ path, fullPage: true })
}
