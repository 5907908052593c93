/** The player: what it loads and when, what it reserves, and that it speaks like a media element. */
import { describe, expect, test, vi } from 'vitest'
import { problem } from './fake-worker.ts'
import { media, mount, once, shown } from './player-page.ts'
import { event, fixtureUrl, until, withWorker } from './stage.ts'

const held = withWorker()
const facts = () => held.worker.requests('GET', '/v1/videos/vid_1')
describe('loading', () => {
  test('nothing is asked for before it is near the view', async () => {
    const far = document.createElement('div')
    far.style.height = '5000px'
    document.body.append(far)
    const player = mount({ video: 'vid_1' })
    // A second player in view has asked by then, so the first one would have too.
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
    // Another video in its place begins anew, although the browser fires no `pause` event then.
    button()?.click()
    await until(() => button()?.ariaLabel === 'Stop the moving picture')
    player.src = `${fixtureUrl('cup-turn.mp4')}?other`
    await until(() => button()?.ariaLabel === 'Play')
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
