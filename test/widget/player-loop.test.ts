/** The small loop that plays in place of a video until the visitor starts it. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RefreelPlayer } from '../../widget/index.ts'
import { media, mount, once, shown } from './player-page.ts'
import { fixtureUrl, until, withWorker } from './stage.ts'

const held = withWorker()
afterEach(() => {
  vi.restoreAllMocks()
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

  test('goes on when the player is put back', async () => {
    const player = await looping()
    await until(() => loopOf(player)?.paused === false)
    const paused = new Promise((resolve) => loopOf(player)?.addEventListener('pause', resolve, { once: true }))
    player.remove()
    await paused
    document.body.append(player)
    await until(() => loopOf(player)?.paused === false)
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
