/** The React wrapper: objects and functions reach the element as properties and listeners. */
import { act, createElement, createRef, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RefreelPlayer, RefreelStudio } from '../../widget/index.ts'
import { wrap } from '../../widget/react/wrap.ts'
import { ENDPOINT } from './fake-worker.ts'
import { withWorker } from './stage.ts'

withWorker()

const Studio = wrap('refreel-studio')
const Player = wrap('refreel-player')
let root: Root
let place: HTMLElement

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  place = document.createElement('div')
  document.body.append(place)
  root = createRoot(place)
})
afterEach(() => act(() => root.unmount()))

const draw = (node: ReactNode) => act(() => root.render(node))

describe('a component', () => {
  test('gives strings as attributes, and objects, functions and booleans as properties', async () => {
    const session = async () => 'token'
    const variables = { product: 'cup' }
    await draw(
      createElement(Studio, {
        site: 'site_a',
        endpoint: ENDPOINT,
        aspectRatio: '9:16',
        variables,
        session,
        required: true,
      }),
    )
    const studio = place.querySelector('refreel-studio') as RefreelStudio
    expect(studio.getAttribute('aspect-ratio')).toBe('9:16')
    expect(studio.aspectRatio).toBe('9:16')
    expect(studio.variables).toBe(variables)
    expect(studio.session).toBe(session)
    expect(studio.required).toBe(true)
  })

  test('takes back what is not given any more', async () => {
    await draw(createElement(Player, { src: 'a.mp4', controls: true, loop: true }))
    const player = place.querySelector('refreel-player') as RefreelPlayer
    expect([player.controls, player.loop]).toEqual([true, true])
    await draw(createElement(Player, { src: 'a.mp4', controls: false }))
    expect([player.controls, Boolean(player.loop)]).toEqual([false, false])
  })

  test('hears with the newest handler, and none after it is gone', async () => {
    const first = vi.fn()
    const second = vi.fn()
    const say = () =>
      place.querySelector('refreel-player')?.dispatchEvent(new CustomEvent('refreel-error', { detail: { code: 'x' } }))
    await draw(createElement(Player, { src: 'a.mp4', onRefreelError: first }))
    say()
    await draw(createElement(Player, { src: 'a.mp4', onRefreelError: second }))
    say()
    expect(first).toHaveBeenCalledOnce()
    expect(second).toHaveBeenCalledOnce()
    await draw(createElement(Player, { src: 'a.mp4' }))
    say()
    expect(second).toHaveBeenCalledOnce()
  })

  test('hears media events, as React or HTML write them', async () => {
    const heard = vi.fn()
    await draw(createElement(Player, { src: 'a.mp4', onTimeUpdate: heard, onPlay: heard }))
    const player = place.querySelector('refreel-player')
    player?.dispatchEvent(new Event('timeupdate'))
    player?.dispatchEvent(new Event('play'))
    expect(heard).toHaveBeenCalledTimes(2)
  })

  test('hands out the element, with its methods', async () => {
    const ref = createRef<RefreelStudio>()
    await draw(createElement(Studio, { ref, site: 'site_a', endpoint: ENDPOINT, className: 'wide', id: 'one' }))
    expect(ref.current).toBe(place.querySelector('refreel-studio#one.wide'))
    expect(typeof ref.current?.addReferences).toBe('function')
    await draw(null)
    expect(ref.current).toBeNull()
  })
})
