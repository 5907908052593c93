/** A finished video: looping it, downloading it, and sharing its link. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RefreelPlayer, RefreelStudio } from '../../widget/index.ts'
import { problem } from './fake-worker.ts'
import { appears, part, phase, piece, readyStudio, until, withWorker } from './stage.ts'

const held = withWorker()
afterEach(() => {
  vi.restoreAllMocks()
  for (const name of ['share', 'clipboard'] as const) Reflect.deleteProperty(navigator, name)
})

const PLAIN = {
  id: 'vid_1',
  url: 'https://refreel.test/v1/videos/vid_1.mp4',
  download_url: 'https://refreel.test/d',
  media_type: 'video/mp4',
  bytes: 1,
} as const

/** A studio whose video is there, with the facts of the video as given. */
async function made(video: { url?: string; page_url?: string; download_url?: string } = {}): Promise<RefreelStudio> {
  const studio = await readyStudio({ metadata: '{"title":"Our cat"}' })
  await studio.generate()
  held.worker.advance('succeeded', { video: { ...PLAIN, ...video } })
  await phase(studio, 'done')
  await appears(studio, () => part(studio, 'loop-button'))
  return studio
}

const has = (name: 'share' | 'clipboard', value: unknown) =>
  Object.defineProperty(navigator, name, { value, configurable: true })

test('the video begins again at its end while the visitor wants that', async () => {
  const studio = await made()
  const button = piece(studio, 'loop-button')
  const player = piece<RefreelPlayer>(studio, 'player')
  expect([button.ariaPressed, player.loop]).toEqual(['false', false])
  button.click()
  await until(() => button.ariaPressed === 'true' && player.loop)
  button.click()
  await until(() => button.ariaPressed === 'false' && !player.loop)
})

describe('an address that expires', () => {
  const signed = (token: number) => ({
    url: `https://refreel.test/v1/videos/vid_1.mp4?token=${token}`,
    download_url: `https://refreel.test/v1/videos/vid_1.mp4?token=${token}&download=1`,
  })
  /** A studio whose video was made an hour ago; the Worker has new addresses for it. */
  const left = async () => {
    const studio = await made(signed(1))
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000)
    held.worker.advance('succeeded', { video: { ...PLAIN, ...signed(2) } })
    return studio
  }
  /** The addresses of the downloads. */
  const downloads = (studio: RefreelStudio): string[] => {
    const hrefs: string[] = []
    studio.renderRoot.addEventListener('click', (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>('[part=download-link]')
      if (!link || event.defaultPrevented) return
      event.preventDefault()
      hrefs.push(link.href)
    })
    return hrefs
  }

  test('is asked for anew before a download, in one click', async () => {
    const studio = await left()
    const hrefs = downloads(studio)
    piece(studio, 'download-link').click()
    await until(() => hrefs.length > 0)
    expect(hrefs).toEqual([signed(2).download_url])
    // A video that plays meanwhile plays on.
    expect(piece<RefreelPlayer>(studio, 'player').src).toBe(signed(1).url)
  })

  test('is asked for anew when the video can’t be played any more, which goes on where it was', async () => {
    const studio = await left()
    const player = piece<RefreelPlayer>(studio, 'player')
    const media = await appears(player, () => player.renderRoot.querySelector('video'))
    let at = 1.5
    Object.defineProperty(media, 'currentTime', {
      get: () => at,
      set: (seconds) => {
        at = seconds
      },
    })
    media.dispatchEvent(new Event('error'))
    at = 0
    await until(() => player.src === signed(2).url)
    await until(() => at === 1.5)
  })

  test('that could not be had anew starts no download later', async () => {
    const studio = await left()
    const hrefs = downloads(studio)
    held.worker.once('GET', '/v1/generations/gen_1', () => problem('not-found'))
    piece(studio, 'download-link').click()
    await appears(studio, () => part(studio, 'notice'))
    piece<RefreelPlayer>(studio, 'player').dispatchEvent(new Event('refreel-error', { bubbles: true }))
    await until(() => piece<RefreelPlayer>(studio, 'player').src === signed(2).url)
    expect(hrefs).toEqual([])
  })

  test('is taken as it is while it is fresh', async () => {
    const studio = await made(signed(1))
    const hrefs = downloads(studio)
    piece(studio, 'download-link').click()
    expect(hrefs).toEqual([signed(1).download_url])
  })
})

describe('sharing', () => {
  test('hands the page’s link to the device, with the title', async () => {
    const share = vi.fn(async () => {})
    has('share', share)
    const studio = await made({ page_url: 'https://refreel.test/videos/vid_1' })
    piece(studio, 'share-button').click()
    await until(() => share.mock.calls.length === 1)
    expect(share).toHaveBeenCalledWith({ url: 'https://refreel.test/videos/vid_1', title: 'Our cat' })
  })

  test('that the visitor thinks better of says and copies nothing', async () => {
    const gone = new DOMException('no', 'AbortError')
    const share = vi.fn(() => Promise.reject(gone))
    const writeText = vi.fn(async () => {})
    has('share', share)
    has('clipboard', { writeText })
    const studio = await made()
    piece(studio, 'share-button').click()
    await until(() => share.mock.calls.length === 1)
    await Promise.resolve()
    expect(writeText).not.toHaveBeenCalled()
    expect(piece(studio, 'share-note').textContent).toBe('')
  })

  test('copies the link where the device has no sharing, and says so', async () => {
    const writeText = vi.fn(async () => {})
    has('share', undefined)
    has('clipboard', { writeText })
    const studio = await made()
    piece(studio, 'share-button').click()
    await appears(studio, () => piece(studio, 'share-note').textContent === 'The link is copied.')
    expect(piece(studio, 'share-note').role ?? piece(studio, 'share-note').getAttribute('role')).toBe('status')
    expect(writeText).toHaveBeenCalledWith('https://refreel.test/v1/videos/vid_1.mp4')
  })

  test('says so of the one video that was shared', async () => {
    has('share', undefined)
    has('clipboard', { writeText: async () => {} })
    const studio = await made()
    piece(studio, 'share-button').click()
    await appears(studio, () => piece(studio, 'share-note').textContent === 'The link is copied.')
    piece(studio, 'same-button').click()
    await phase(studio, 'ready')
    await studio.generate()
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    expect((await appears(studio, () => part(studio, 'share-note'))).textContent).toBe('')
  })

  test('shows the link, selected, where neither is allowed', async () => {
    has('share', undefined)
    has('clipboard', undefined)
    const studio = await made()
    piece(studio, 'share-button').click()
    const link = await appears(studio, () => part<HTMLInputElement>(studio, 'share-link'))
    await until(() => studio.shadowRoot?.activeElement === link)
    expect(link.value.slice(link.selectionStart ?? 0, link.selectionEnd ?? 0)).toBe(
      'https://refreel.test/v1/videos/vid_1.mp4',
    )
  })

  test('is not offered where the link would not last', async () => {
    const studio = await made({ url: 'https://refreel.test/v1/videos/vid_1.mp4?expires=1&signature=2' })
    expect(part(studio, 'share-button')).toBeNull()
  })
})
