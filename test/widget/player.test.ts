/** The player: what it loads and when, what it reserves, and that it speaks like a media element. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RefreelPlayer } from '../../widget/index.ts'
import { ENDPOINT, problem } from './fake-worker.ts'
import { event, fixtureUrl, until, withWorker } from './stage.ts'

const held = withWorker()
const facts = () => held.worker.requests('GET', '/v1/videos/vid_1')

function mount(attributes: Record<string, string>, parent: HTMLElement = document.body): RefreelPlayer {
  const player = document.createElement('refreel-player')
  for (const [name, value] of Object.entries({ endpoint: ENDPOINT, ...attributes })) player.setAttribute(name, value)
  parent.append(player)
  return player
}

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const media = (player: RefreelPlayer) => player.renderRoot.querySelector('video')

/** Resolves when the player shows a video element. */
function shown(player: RefreelPlayer): Promise<HTMLVideoElement> {
  return new Promise((resolve) => {
    const look = () => {
      const found = media(player)
      if (!found) return
      observer.disconnect()
      resolve(found)
    }
    const observer = new MutationObserver(look)
    observer.observe(player.renderRoot, { childList: true, subtree: true })
    look()
  })
}

const once = (target: EventTarget, type: string) =>
  new Promise<Event>((resolve) => target.addEventListener(type, resolve, { once: true }))

/** Takes a player out of view. */
function shiftAway(player: RefreelPlayer): HTMLElement {
  const space = document.createElement('div')
  space.style.height = '5000px'
  player.before(space)
  return space
}

/** Resolves when observers that were there before have heard that the element is in view, or isn't any more. */
const seen = (element: Element, inView: boolean) =>
  new Promise<void>((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting !== inView) return
      observer.disconnect()
      resolve()
    })
    observer.observe(element)
  })

describe('loading', () => {
  test('nothing is asked for before it is near the view', async () => {
    const far = document.createElement('div')
    far.style.height = '5000px'
    document.body.append(far)
    const player = mount({ video: 'vid_1' })
    // A second one in view has asked by then, so the first one would have too.
    const near = document.createElement('div')
    document.body.prepend(near)
    await shown(mount({ video: 'vid_2' }, near))
    expect(facts()).toHaveLength(0)
    expect(media(player)).toBeNull()
    player.scrollIntoView()
    await shown(player)
    expect(facts()).toHaveLength(1)
  })

  test('with a poster nothing but the poster is loaded before it is played', async () => {
    held.worker.posterUrl = fixtureUrl('cup.jpg')
    const video = await shown(mount({ video: 'vid_1', controls: '' }))
    expect(video.preload).toBe('none')
    expect(video.poster).toBe(fixtureUrl('cup.jpg'))
    expect(video.networkState).not.toBe(HTMLMediaElement.NETWORK_LOADING)
  })

  test('an own source needs no question', async () => {
    const video = await shown(mount({ src: fixtureUrl('cup-turn.mp4') }))
    expect(video.src).toBe(fixtureUrl('cup-turn.mp4'))
    expect(held.worker.seen).toHaveLength(0)
  })

  test('the shape is reserved before anything is known', async () => {
    const player = mount({ video: 'vid_1', 'aspect-ratio': '9:16' })
    player.style.width = '180px'
    await player.updateComplete
    expect(player.getBoundingClientRect().height).toBeCloseTo(320, 0)
  })
})

describe('playing', () => {
  test('media events are the player’s own, and none of them bubbles', async () => {
    const player = mount({ video: 'vid_1', muted: '' })
    const bubbled = vi.fn()
    document.body.addEventListener('play', bubbled)
    const heard = Promise.all(['play', 'loadedmetadata', 'timeupdate', 'pause'].map((type) => once(player, type)))
    await player.play()
    expect(player.paused).toBe(false)
    expect(player.duration).toBeCloseTo(3, 0)
    player.currentTime = 1
    player.pause()
    for (const { target, bubbles } of await heard) {
      expect(target).toBe(player)
      expect(bubbles).toBe(false)
    }
    expect(player.currentTime).toBeCloseTo(1, 1)
    expect(bubbled).not.toHaveBeenCalled()
  })

  test('what is held before it began does not begin', async () => {
    const player = mount({ video: 'vid_1', muted: '' })
    const begun = vi.fn()
    player.addEventListener('play', begun)
    const playing = player.play()
    player.pause()
    await expect(playing).rejects.toMatchObject({ name: 'AbortError' })
    expect(player.paused).toBe(true)
    expect(begun).not.toHaveBeenCalled()
  })

  test('without native controls the button pauses too, and keeps the focus', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), muted: '' })
    const button = () => player.renderRoot.querySelector<HTMLButtonElement>('[part=play-button]')
    await until(button)
    button()?.focus()
    button()?.click()
    await until(() => button()?.ariaLabel === 'Stop the moving picture')
    expect(player.shadowRoot?.activeElement).toBe(button())
    button()?.click()
    await until(() => button()?.ariaLabel === 'Play')
    expect(player.shadowRoot?.activeElement).toBe(button())
    expect(player.paused).toBe(true)
    // Another video in its place begins anew, though the browser says no “pause” then.
    button()?.click()
    await until(() => button()?.ariaLabel === 'Stop the moving picture')
    player.src = `${fixtureUrl('cup-turn.mp4')}?other`
    await until(() => button()?.ariaLabel === 'Play')
  })

  test('autoplay is muted', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '' })
    await once(player, 'playing')
    expect((await shown(player)).muted).toBe(true)
  })

  test('autoplay holds for each video that takes the place of another', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '' })
    await once(player, 'playing')
    player.src = `${fixtureUrl('cup-turn.mp4')}?other`
    await once(player, 'emptied')
    await once(player, 'playing')
    player.remove()
    const asking = mount({ video: 'vid_1', autoplay: '' })
    await once(asking, 'playing')
    expect(facts()).toHaveLength(1)
  })

  test('autoplay rests out of view and goes on when it is back', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '', loop: '' })
    await once(player, 'playing')
    const moved = shiftAway(player)
    await once(player, 'pause')
    moved.remove()
    await once(player, 'play')
  })

  test('autoplay leaves alone what the visitor has stopped', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '', loop: '' })
    await once(player, 'playing')
    player.pause()
    await once(player, 'pause')
    const moved = shiftAway(player)
    await seen(player, false)
    const started = vi.fn()
    player.addEventListener('play', started)
    moved.remove()
    await seen(player, true)
    expect(started).not.toHaveBeenCalled()
  })

  test('autoplay lets a video go on out of view whose sound the visitor wants', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '', loop: '' })
    await once(player, 'playing')
    const video = await shown(player)
    // Turning the sound on needs a click, which is not the question here.
    Object.defineProperty(video, 'muted', { value: false })
    shiftAway(player)
    await seen(player, false)
    expect(player.paused).toBe(false)
  })

  test('autoplay never goes against reduced motion', async () => {
    const real = window.matchMedia
    const reduced = vi
      .spyOn(window, 'matchMedia')
      .mockImplementation((query) => ({ ...real(query), matches: query.includes('motion') }) as MediaQueryList)
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '' })
    const play = vi.spyOn(player, 'play')
    await until(() => reduced.mock.calls.length > 0)
    await seen(player, true)
    expect(play).not.toHaveBeenCalled()
  })

  test('a refused start leaves poster and button', async () => {
    const refusal = vi
      .spyOn(HTMLMediaElement.prototype, 'play')
      .mockRejectedValue(new DOMException('', 'NotAllowedError'))
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '' })
    await until(() => refusal.mock.calls.length > 0)
    refusal.mockRestore()
    expect(player.renderRoot.querySelector('[part=play-button]')).not.toBeNull()
  })
})

describe('notes', () => {
  test('AI is named unless the page does so itself', async () => {
    const player = mount({ video: 'vid_1' })
    await shown(player)
    expect(player.renderRoot.querySelector('[part=label]')?.textContent).toBe('Made by AI')
    player.withoutLabel = true
    await player.updateComplete
    expect(player.renderRoot.querySelector('[part=label]')).toBeNull()
  })

  test('what Vue writes for “no” is no', async () => {
    const player = mount({ video: 'vid_1', 'without-label': 'false', controls: 'false' })
    const video = await shown(player)
    expect(player.renderRoot.querySelector('[part=label]')).not.toBeNull()
    expect(video.controls).toBe(false)
    expect(mount({ 'without-label': 'true' }).withoutLabel).toBe(true)
  })

  test('a preview is called one, whatever the page leaves out', async () => {
    held.worker.preview = true
    const player = mount({ video: 'vid_1', 'without-label': '' })
    await shown(player)
    expect(player.renderRoot.querySelector('[part=preview-label]')?.textContent).toContain('not the model')
  })

  test('a video that is gone is said so', async () => {
    held.worker.once('GET', '/v1/videos/vid_9', () => problem('expired'))
    const error = event(document.body, 'refreel-error')
    const player = mount({ video: 'vid_9' })
    expect((await error).detail.code).toBe('expired')
    await player.updateComplete
    expect(player.renderRoot.querySelector('[part=problem]')?.textContent).toContain('any more')
  })

  test('what can’t be played is refused as a media element refuses it', async () => {
    held.worker.intercept(({ path }) => (path === '/v1/videos/vid_9' ? problem('not-found') : undefined))
    await expect(mount({ video: 'vid_9' }).play()).rejects.toMatchObject({ name: 'NotSupportedError' })
    await expect(mount({}).play()).rejects.toMatchObject({ name: 'NotSupportedError' })
  })
})

describe('a video that does not come', () => {
  const problemOf = (player: RefreelPlayer) => player.renderRoot.querySelector('[part=problem]')?.textContent?.trim()
  const again = (player: RefreelPlayer) => player.renderRoot.querySelector<HTMLButtonElement>('[part=retry-button]')

  test('is told as a line that was cut, and comes when asked for again', async () => {
    held.worker.once('GET', '/v1/videos/vid_1', () => new Error('cut'))
    const error = event(document.body, 'refreel-error')
    const player = mount({ video: 'vid_1' })
    expect((await error).detail.code).toBe('network')
    await player.updateComplete
    expect(problemOf(player)).toContain('could not be reached')
    again(player)?.focus()
    again(player)?.click()
    await shown(player)
    await until(() => !problemOf(player))
    await player.updateComplete
    expect(player.shadowRoot?.activeElement?.getAttribute('part')).toBe('play-button')
  })

  test('comes by itself when the Worker is well again, and is told of once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    let broken = 2
    held.worker.intercept(() => (broken-- > 0 ? new Response('', { status: 503 }) : undefined))
    const errors = vi.fn()
    document.body.addEventListener('refreel-error', errors)
    const player = mount({ video: 'vid_1' })
    await until(() => problemOf(player))
    vi.advanceTimersByTime(4000)
    await until(() => facts().length === 2 && vi.getTimerCount() > 0)
    vi.advanceTimersByTime(8000)
    await shown(player)
    await until(() => !problemOf(player))
    document.body.removeEventListener('refreel-error', errors)
    expect(errors).toHaveBeenCalledOnce()
  })

  test('is told of once more where somebody asked for it once more', async () => {
    held.worker.intercept(() => new Error('cut'))
    const player = mount({ video: 'vid_1' })
    await event(document.body, 'refreel-error')
    await until(() => again(player))
    const error = event(document.body, 'refreel-error')
    again(player)?.click()
    expect((await error).detail.code).toBe('network')
  })

  test('comes as soon as there is a network again', async () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    held.worker.once('GET', '/v1/videos/vid_1', () => new Error('cut'))
    const player = mount({ video: 'vid_1' })
    await until(() => problemOf(player))
    onLine.mockRestore()
    dispatchEvent(new Event('online'))
    await shown(player)
    await until(() => !problemOf(player))
  })

  test('is not asked for again where it is gone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    held.worker.once('GET', '/v1/videos/vid_1', () => problem('expired'))
    const player = mount({ video: 'vid_1' })
    await until(() => problemOf(player))
    expect(vi.getTimerCount()).toBe(0)
  })

  test('also in the middle of it: it goes on by itself where it was cut off', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), controls: '', muted: '' })
    await player.play()
    player.currentTime = 1.5
    await once(player, 'seeked')
    const video = await shown(player)
    const error = event(document.body, 'refreel-error')
    Object.defineProperty(video, 'error', { configurable: true, value: { code: MediaError.MEDIA_ERR_NETWORK } })
    video.dispatchEvent(new Event('error'))
    expect((await error).detail.code).toBe('network')
    await until(() => problemOf(player))
    const going = Promise.all([once(player, 'loadedmetadata'), once(player, 'playing')])
    vi.advanceTimersByTime(4000)
    await going
    expect(player.currentTime).toBeGreaterThan(1.4)
    await until(() => !problemOf(player))
  })

  test('asks for it anew after it was moved while the answer was on its way', async () => {
    let cut = () => {}
    held.worker.once(
      'GET',
      '/v1/videos/vid_1',
      () =>
        new Promise((_, reject) => {
          cut = () => reject(new Error('cut'))
        }),
    )
    const player = mount({ video: 'vid_1' })
    await held.worker.arrival('GET', '/v1/videos/vid_1')
    player.remove()
    document.body.append(player)
    cut()
    await shown(player)
  })
})

describe('the small loop', () => {
  const loopOf = (player: RefreelPlayer) => player.renderRoot.querySelector<HTMLVideoElement>('[part=loop]')
  const looping = async () => {
    held.worker.posterUrl = fixtureUrl('cup.jpg')
    held.worker.loopUrl = `${fixtureUrl('cup-turn.mp4')}?loop`
    const player = mount({ video: 'vid_1', 'preview-loop': '', controls: '', muted: '' })
    await shown(player)
    await until(() => loopOf(player))
    return player
  }
  const button = (player: RefreelPlayer, name: string) =>
    player.renderRoot.querySelector<HTMLButtonElement>(`[part=${name}]`)

  test('plays silently in view, says nothing of itself, and loads no more than itself', async () => {
    held.worker.posterUrl = fixtureUrl('cup.jpg')
    held.worker.loopUrl = `${fixtureUrl('cup-turn.mp4')}?loop`
    const said = vi.fn()
    const player = mount({ video: 'vid_1', 'preview-loop': '' })
    for (const type of ['play', 'playing', 'loadeddata']) player.addEventListener(type, said)
    await until(() => loopOf(player)?.paused === false)
    const loop = loopOf(player)
    expect(loop?.muted && loop.loop && loop.ariaHidden).toBe('true')
    expect(said).not.toHaveBeenCalled()
    expect(player.paused).toBe(true)
  })

  test('can be stopped and let go on', async () => {
    const player = await looping()
    await until(() => loopOf(player)?.paused === false)
    button(player, 'loop-button')?.click()
    await player.updateComplete
    expect(loopOf(player)?.paused).toBe(true)
    expect(button(player, 'loop-button')?.getAttribute('aria-label')).toBe('Let the picture move')
    button(player, 'loop-button')?.click()
    await player.updateComplete
    expect(loopOf(player)?.paused).toBe(false)
  })

  test('makes room for the video and its controls when that is wanted', async () => {
    const player = await looping()
    expect(media(player)?.controls).toBe(false)
    const playing = once(player, 'playing')
    button(player, 'play-button')?.click()
    await playing
    await player.updateComplete
    expect(loopOf(player)).toBeNull()
    expect(media(player)?.controls).toBe(true)
  })

  test('never plays against reduced motion', async () => {
    const real = window.matchMedia
    vi.spyOn(window, 'matchMedia').mockImplementation(
      (query) => ({ ...real(query), matches: query.includes('motion') }) as MediaQueryList,
    )
    held.worker.loopUrl = fixtureUrl('cup-turn.mp4')
    const player = mount({ video: 'vid_1', 'preview-loop': '' })
    await shown(player)
    await until(() => button(player, 'play-button'))
    expect(loopOf(player)).toBeNull()
    vi.restoreAllMocks()
  })
})

describe('for search engines', () => {
  const schemas = () => [...document.head.querySelectorAll('script[type="application/ld+json"]')]

  test('the video is told as VideoObject, with the mark of its making, as long as the player is there', async () => {
    held.worker.posterUrl = fixtureUrl('cup.jpg')
    const player = mount({ video: 'vid_1', 'generate-schema': '' })
    await until(() => schemas().length === 1)
    expect(JSON.parse(schemas()[0]?.textContent ?? '')).toEqual({
      '@context': 'https://schema.org',
      '@type': 'VideoObject',
      name: 'A cat',
      description: 'A cat',
      thumbnailUrl: fixtureUrl('cup.jpg'),
      uploadDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      contentUrl: fixtureUrl('cup-turn.mp4'),
      duration: 'PT3S',
      width: 1280,
      height: 720,
      digitalSourceType: 'https://schema.org/TrainedAlgorithmicMediaDigitalSource',
    })
    const [first] = schemas()
    player.video = 'vid_2'
    await until(() => schemas()[0] && schemas()[0] !== first)
    expect(schemas()).toHaveLength(1)
    player.remove()
    await until(() => schemas().length === 0)
  })

  test('it is told of a player that was moved, once, and not after it was taken back', async () => {
    const player = mount({ video: 'vid_1', 'generate-schema': '' })
    await until(() => schemas().length === 1)
    const [first] = schemas()
    const place = document.createElement('div')
    document.body.append(place)
    place.append(player)
    await until(() => schemas().length === 1 && schemas()[0] !== first)
    player.generateSchema = false
    await until(() => schemas().length === 0)
  })

  test('a poster of the page’s own is told, and nothing any more of a player that is gone', async () => {
    const player = mount({ video: 'vid_1', 'generate-schema': '', poster: '/cup.jpg' })
    await until(() => schemas().length === 1)
    expect(JSON.parse(schemas()[0]?.textContent ?? '').thumbnailUrl).toBe(new URL('/cup.jpg', location.href).href)
    player.remove()
    player.alt = 'Another cup'
    await player.updateComplete
    expect(schemas()).toEqual([])
  })

  test('nothing is told unless the page wants it', async () => {
    const player = mount({ video: 'vid_1' })
    await shown(player)
    await player.updateComplete
    expect(schemas()).toEqual([])
  })
})
