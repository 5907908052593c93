/** What a browser has to do, in the order in which a visitor would: each is one line of the report. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserPage } from './driver.ts'
import { installTools } from './in-page.ts'

export interface Surroundings {
  page: BrowserPage
  shop: string
  worker: string
}

export interface Check {
  name: string
  run: (surroundings: Surroundings) => Promise<void>
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

function equal(actual: unknown, wanted: unknown): void {
  const [found, want] = [JSON.stringify(actual), JSON.stringify(wanted)]
  if (found !== want) throw new Error(`${found} instead of ${want}`)
}

async function arrive({ page, shop }: Surroundings): Promise<void> {
  await page.open(`${shop}/make.html`)
  await page.evaluate(installTools)
  await page.evaluate(async () => {
    window.tools.studio().scrollIntoView()
    await window.tools.until(() => window.tools.find('textarea'), 'the composer')
  })
}

/** axe over the studio, into its shadow tree. The page's policy lets nothing in, so the source comes as a function. */
async function axe(page: BrowserPage): Promise<void> {
  const found = await page.evaluate<string[]>(
    new Function(`${AXE}
      return axe.run(document.querySelector('refreel-studio'), { rules: { 'target-size': { enabled: true } } })
        .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`) as never,
  )
  equal(found, [])
}

export const CHECKS: readonly Check[] = [
  {
    name: 'the elements are defined, in a page with a strict policy',
    run: async (around) => {
      await arrive(around)
      const version = await around.page.evaluate(() =>
        Reflect.get(customElements.get('refreel-studio') ?? {}, 'version'),
      )
      equal(typeof version, 'string')
    },
  },
  {
    name: 'what stands below the studio is not moved while it arrives',
    run: async ({ page, shop }) => {
      await page.open(`${shop}/make.html`)
      await page.evaluate(installTools)
      const [before, after] = await page.evaluate<[number, number]>(async () => {
        const height = () => window.tools.studio().offsetHeight
        const before = height()
        await window.tools.until(() => window.tools.find('textarea'), 'the composer')
        return [before, height()]
      })
      equal(after, before)
    },
  },
  { name: 'axe finds nothing before anything is chosen', run: ({ page }) => axe(page) },
  {
    name: 'a picture and a clip are sent, and are ready',
    run: async ({ page }) => {
      const names = await page.evaluate(async () => {
        const { tools } = window
        tools.choose(await tools.file('cup.png'), await tools.file('cup-turn.mp4'))
        await tools.phase('ready')
        await tools.until(() => tools.studio().shadowRoot?.querySelectorAll('[part~=call-name]').length === 2, 'both')
        return [...(tools.studio().shadowRoot?.querySelectorAll('[part~=call-name]') ?? [])].map(
          (each) => each.textContent,
        )
      })
      equal(names, ['Image 1', 'Video 1'])
    },
  },
  {
    name: 'a file is dropped',
    run: ({ page }) =>
      page.evaluate(async () => {
        const { tools } = window
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(await tools.file('cat.jpg'))
        for (const type of ['dragenter', 'dragover', 'drop']) {
          tools.studio().dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
        }
        await tools.until(() => tools.find('[part~=reference-name][title="cat.jpg"]'), 'the dropped file')
        await tools.phase('ready')
      }),
  },
  {
    name: 'a picture that the model can’t take is converted, where the browser can open it',
    run: async ({ page }) => {
      const said = await page.evaluate<string>(async () => {
        const { tools } = window
        // A drawing: every browser opens it, the model doesn't.
        const svg =
          '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="300" height="300" fill="#297"/></svg>'
        tools.choose(new File([svg], 'green.svg', { type: 'image/svg+xml' }))
        const row = await tools.until(() => tools.find('[part~=reference-name][title="green.svg"]'), 'the drawing')
        await tools.phase('ready')
        return row.closest('[part~=reference]')?.textContent ?? ''
      })
      if (!said.includes('Converted to JPEG')) throw new Error(said)
    },
  },
  {
    name: 'an upload is held and goes on',
    run: async ({ page }) => {
      await page.evaluate(async () => {
        const { tools } = window
        // Enough bytes that there is time to hold them: a bitmap is as large as it says.
        const side = 1800
        const bytes = new Uint8Array(54 + side * side * 3)
        const view = new DataView(bytes.buffer)
        bytes.set([0x42, 0x4d])
        view.setUint32(2, bytes.length, true)
        view.setUint32(10, 54, true)
        view.setUint32(14, 40, true)
        view.setInt32(18, side, true)
        view.setInt32(22, side, true)
        view.setUint16(26, 1, true)
        view.setUint16(28, 24, true)
        view.setUint32(34, side * side * 3, true)
        for (let at = 54; at < bytes.length; at += 1) bytes[at] = (at * 7919) & 255
        tools.choose(new File([bytes], 'large.bmp'))
        const pause = await tools.until(() => tools.find('[part~=pause-button]'), 'the button to pause')
        pause.click()
        const resume = await tools.until(() => tools.find('[part~=resume-button]'), 'the button to go on')
        resume.click()
        await tools.phase('ready')
      })
    },
  },
  {
    name: 'all kinds of options are there, and what is chosen goes along',
    run: ({ page }) =>
      page.evaluate(async () => {
        const { tools } = window
        tools.write('prompt-input', `Image 1 turns (${navigator.userAgent.length})`)
        ;(tools.part('options') as HTMLDetailsElement).open = true
        const length = await tools.until(() => tools.find('#duration') as HTMLInputElement | null, 'the options')
        length.value = '2'
        length.dispatchEvent(new Event('input', { bubbles: true }))
        const low = tools.find('[name=resolution][value="720p"]') as HTMLInputElement
        low.click()
        await tools.until(
          () => tools.part('options-summary').textContent?.includes('720p'),
          'the choice in the summary',
        )
      }),
  },
  {
    name: 'a run is taken back',
    run: ({ page }) =>
      page.evaluate(async () => {
        const { tools } = window
        tools.part('generate-button').click()
        const cancel = await tools.until(() => tools.find('[part~=cancel-button]'), 'the button to cancel')
        cancel.click()
        await tools.phase('canceled')
      }),
  },
  {
    name: 'events bring a run to its end, and the video is there',
    run: ({ page }) =>
      page.evaluate(async () => {
        const { tools } = window
        const phases: string[] = []
        tools.studio().addEventListener('refreel-phase', (event) => phases.push((event as CustomEvent).detail.phase))
        tools.write('prompt-input', `Image 1 turns slowly (${navigator.userAgent.length})`)
        await tools.until(() => !tools.part('generate-button').hasAttribute('aria-disabled'), 'the button')
        tools.part('generate-button').click()
        await tools.phase('done')
        if (!phases.includes('generating')) throw new Error(phases.join())
      }),
  },
  { name: 'axe finds nothing in the result', run: ({ page }) => axe(page) },
  {
    name: 'the video plays, and jumps to another place',
    run: async ({ page }) => {
      await page.evaluate(async () => {
        const { tools } = window
        const player = await tools.until(() => tools.find('refreel-player'), 'the player')
        const video = await tools.until(() => player.shadowRoot?.querySelector('video'), 'the video')
        video.muted = true
        await video.play()
        await tools.until(() => video.currentTime > 0.2, 'a moment of it')
        video.pause()
        video.currentTime = 1.5
        await tools.until(() => !video.seeking && Math.abs(video.currentTime - 1.5) < 0.2, 'another place')
        if (video.videoWidth !== 1280) throw new Error(`${video.videoWidth} px wide`)
      })
    },
  },
  {
    name: 'the studio is in the state that style sheets ask for',
    run: async ({ page }) => {
      equal(await page.evaluate(() => window.tools.studio().matches(':state(done)')), true)
    },
  },
  {
    name: 'the download is offered as a file',
    run: async ({ page }) => {
      const header = await page.evaluate(async () => {
        const { href } = window.tools.part('download-link') as HTMLAnchorElement
        return (await fetch(href)).headers.get('content-type')
      })
      equal(header, 'video/mp4')
    },
  },
  {
    name: 'a form submits the video’s id',
    run: async ({ page }) => {
      const [before, id] = await page.evaluate<[string, string]>(() => {
        const studio = window.tools.studio()
        const form = document.createElement('form')
        studio.setAttribute('name', 'video')
        studio.replaceWith(form)
        form.append(studio)
        return [String(new FormData(form).get('video')), String(studio.value)]
      })
      equal(before, id)
      if (!id.startsWith('vid_')) throw new Error(id)
    },
  },
  {
    name: 'a reload finds the video again, and "make another" starts from it',
    run: async (around) => {
      await around.page.open(`${around.shop}/make.html`)
      await around.page.evaluate(installTools)
      await around.page.evaluate(async () => {
        const { tools } = window
        await tools.phase('done')
        const again = await tools.until(() => tools.find('[part~=another-button]'), 'the button')
        again.click()
        await tools.phase('ready')
      })
    },
  },
  {
    name: 'the visitor’s videos are listed',
    run: ({ page }) =>
      page.evaluate(async () => {
        const { tools } = window
        ;(tools.part('history') as HTMLDetailsElement).open = true
        await tools.until(() => tools.find('[part~=history-item]'), 'the list')
      }),
  },
  {
    name: 'another language turns the studio around at once',
    run: async ({ page }) => {
      const found = await page.evaluate<string[]>(async () => {
        const { tools } = window
        tools.studio().lang = 'ar'
        await tools.until(() => tools.part('frame').dir === 'rtl', 'the other direction')
        const words = tools.part('generate-button').textContent?.trim() ?? ''
        const direction = getComputedStyle(tools.part('frame')).direction
        tools.studio().lang = 'en'
        await tools.until(() => tools.part('frame').dir === 'ltr', 'the first direction')
        return [direction, /[\u0600-\u06ff]/.test(words) ? 'arabic' : words]
      })
      equal(found, ['rtl', 'arabic'])
    },
  },
  {
    name: 'colours follow the page’s scheme',
    run: async ({ page }) => {
      const [light, dark] = await page.evaluate<[string, string]>(() => {
        const colour = () => getComputedStyle(window.tools.part('frame')).backgroundColor
        document.documentElement.style.colorScheme = 'light'
        const light = colour()
        document.documentElement.style.colorScheme = 'dark'
        const dark = colour()
        document.documentElement.style.colorScheme = ''
        return [light, dark]
      })
      if (light === dark) throw new Error(light)
    },
  },
  {
    name: 'nothing is wider than 320 px',
    run: async ({ page }) => {
      const wide = await page.evaluate<string[]>(() => {
        const studio = window.tools.studio()
        studio.style.inlineSize = '320px'
        const { right } = studio.getBoundingClientRect()
        const wide = [...(studio.shadowRoot?.querySelectorAll<HTMLElement>('.frame *') ?? [])].filter(
          (each) => each.getBoundingClientRect().right > right + 1 && getComputedStyle(each).position !== 'absolute',
        )
        studio.style.inlineSize = ''
        return wide.map((each) => each.className || each.localName)
      })
      equal(wide, [])
    },
  },
  {
    name: 'a second script and a second studio break nothing',
    run: ({ page, worker }) =>
      page.evaluate(async (worker: string) => {
        const script = Object.assign(document.createElement('script'), {
          type: 'module',
          src: `${worker}/refreel.js?2`,
        })
        const loaded = new Promise((resolve) => script.addEventListener('load', resolve))
        document.head.append(script)
        await loaded
        const second = document.createElement('refreel-studio')
        second.setAttribute('site', 'site_demo')
        second.id = 'second'
        window.tools.studio().before(second)
        await window.tools.until(() => second.shadowRoot?.querySelector('textarea, video'), 'the second studio')
      }, worker),
  },
  {
    name: 'the page’s policy had nothing to object to, and the console is empty',
    run: async ({ page }) => {
      equal(await page.evaluate(() => window.tools.complaints), [])
    },
  },
]
