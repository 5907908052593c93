/** A video that doesn't load, or breaks off: the player reports the failure and retries. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RefreelPlayer } from '../../widget/index.ts'
import { problem } from './fake-worker.ts'
import { mount, once, shown } from './player-page.ts'
import { event, fixtureUrl, until, withWorker } from './stage.ts'

const held = withWorker()
const facts = () => held.worker.requests('GET', '/v1/videos/vid_1')
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
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

  test('is asked for anew when the player is back on the page, and not while it is away', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    held.worker.once('GET', '/v1/videos/vid_1', () => new Error('cut'))
    const player = mount({ video: 'vid_1' })
    await until(() => problemOf(player))
    player.remove()
    vi.advanceTimersByTime(4000)
    player.alt = 'Another cup'
    await player.updateComplete
    expect(facts()).toHaveLength(1)
    document.body.append(player)
    await shown(player)
    await until(() => !problemOf(player))
  })

  test('and is gone after all is told as that too', async () => {
    held.worker.once('GET', '/v1/videos/vid_1', () => new Error('cut'))
    const player = mount({ video: 'vid_1' })
    await until(() => again(player))
    held.worker.once('GET', '/v1/videos/vid_1', () => problem('expired'))
    const error = event(document.body, 'refreel-error')
    void player.play().catch(() => {})
    expect((await error).detail.code).toBe('expired')
  })
})
