/** Playing by itself: in view, without sound, and never against what a visitor wants. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RefreelPlayer } from '../../widget/index.ts'
import { mount, once, shown } from './player-page.ts'
import { fixtureUrl, until, withWorker } from './stage.ts'

const held = withWorker()
const facts = () => held.worker.requests('GET', '/v1/videos/vid_1')
afterEach(() => {
  vi.restoreAllMocks()
})

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

describe('autoplay', () => {
  test('is muted', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '' })
    await once(player, 'playing')
    expect((await shown(player)).muted).toBe(true)
  })

  test('holds for each video that takes the place of another', async () => {
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

  test('rests out of view and goes on when it is back', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '', loop: '' })
    await once(player, 'playing')
    const moved = shiftAway(player)
    await once(player, 'pause')
    moved.remove()
    await once(player, 'play')
  })

  test('leaves alone what the visitor has stopped', async () => {
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

  test('lets a video go on out of view whose sound the visitor wants', async () => {
    const player = mount({ src: fixtureUrl('cup-turn.mp4'), autoplay: '', loop: '' })
    await once(player, 'playing')
    const video = await shown(player)
    // Turning the sound on needs a click, which is not the question here.
    Object.defineProperty(video, 'muted', { value: false })
    shiftAway(player)
    await seen(player, false)
    expect(player.paused).toBe(false)
  })

  test('never goes against reduced motion', async () => {
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
