/** Mistakes of a page's author: told where they look, once, with what the Worker said of them. */
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { ENDPOINT, problem } from './fake-worker.ts'
import { appears, event, mount, part, piece, readyStudio, until, withWorker } from './stage.ts'

const held = withWorker()
let console_: MockInstance<typeof console.warn>
beforeEach(() => {
  console_ = vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** How often the console has a line of ours with these words. */
const lines = (words: string): number =>
  console_.mock.calls.filter(([text]) => String(text).startsWith('refreel: ') && String(text).includes(words)).length

describe('the console tells', () => {
  test('that the site is missing, and so does an event', async () => {
    const error = event(document.body, 'refreel-error')
    mount({ site: '' })
    expect((await error).detail).toMatchObject({ code: 'unknown-site', detail: '"site" is missing.' })
    expect(lines('"site" is missing')).toBe(1)
    mount({ site: '' })
    await event(document.body, 'refreel-error')
    expect(lines('"site" is missing')).toBe(1)
  })

  test('what the Worker said of the page', async () => {
    held.worker.intercept(() => problem('origin-not-allowed', { detail: 'https://shop.example is not in the list.' }))
    const error = event(document.body, 'refreel-error')
    mount()
    const { detail } = await error
    expect(detail.detail).toBe('https://shop.example is not in the list.')
    // The visitor's message doesn't name the page's mistake.
    expect(detail.message).not.toContain('list')
    expect(lines('origin-not-allowed: https://shop.example is not in the list.')).toBe(1)
  })

  test('which fields were refused; a site’s name of the wrong form is an unknown site', async () => {
    const errors = [{ pointer: '/site', detail: 'A site’s id begins with site_.', code: 'invalid' }]
    held.worker.intercept(() => problem('invalid-input', { errors }))
    const error = event(document.body, 'refreel-error')
    mount({ site: 'my shop' })
    expect((await error).detail.code).toBe('unknown-site')
    expect(lines('/site: A site’s id begins with site_.')).toBe(1)
  })

  test('which preset is not there', async () => {
    const error = event(document.body, 'refreel-error')
    mount({ preset: 'winter' })
    await error
    expect(lines('unknown-preset: winter')).toBe(1)
  })

  test('values that the model does not know, and JSON that is none', async () => {
    const studio = mount({ duration: '99', 'aspect-ratio': '2:1', seed: '-3', variables: '{product: cup}' })
    await appears(studio, () => part(studio, 'generate-button'))
    for (const words of [
      'duration: the model does not know 99',
      'aspectRatio: the model does not know 2:1',
      'seed: ',
    ]) {
      expect(lines(words), words).toBe(1)
    }
    expect(lines('variables and metadata are JSON objects')).toBe(1)
  })

  test('nothing of a page without mistakes', async () => {
    const given = {
      resolution: '',
      duration: '4',
      'aspect-ratio': '1:1',
      seed: '7',
      'shot-type': 'multi',
      metadata: '{"title":"Cup"}',
    }
    await readyStudio(given)
    expect(lines('')).toBe(0)
  })

  test('that nobody answers at the endpoint', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    held.worker.intercept(() => Promise.reject(new TypeError('Failed to fetch')))
    mount()
    await until(() => {
      vi.advanceTimersByTime(20_000)
      return lines(`no answer from ${ENDPOINT}`) === 1
    })
  })

  test('that the page’s own session function failed', async () => {
    const studio = mount({ site: 'site_own' })
    const cause = new Error('no customer')
    studio.session = () => Promise.reject(cause)
    await until(() => lines('session function failed') === 1)
    expect(console_).toHaveBeenCalledWith(expect.stringContaining('session function failed'), cause)
  })
})

test('one reference may come without a list around it', async () => {
  const studio = mount()
  Object.assign(studio, { referenceImages: 'ref_1' })
  await held.worker.arrival('GET', '/v1/references/ref_1')
  await appears(studio, () => part(studio, 'reference'))
  expect(held.worker.seen.filter(({ path }) => path.includes('references'))).toHaveLength(1)
})

describe('the page’s text styles', () => {
  test('stop at the elements, but for font and colour scheme', async () => {
    const box = document.createElement('div')
    box.style.cssText =
      'white-space: nowrap; letter-spacing: 9px; text-transform: uppercase; text-align: right; font: italic 20px/3 serif; color-scheme: dark; inline-size: 400px'
    document.body.append(box)
    const studio = mount()
    const player = document.createElement('refreel-player')
    player.src = 'data:video/mp4,'
    box.append(studio, player)
    const heading = await appears(studio, () => part(studio, 'heading'))
    const label = await appears(player, () => player.renderRoot.querySelector<HTMLElement>('[part=label]'))
    for (const each of [heading, label]) {
      const { whiteSpace, textTransform, fontFamily, colorScheme } = getComputedStyle(each)
      expect([whiteSpace, textTransform, fontFamily, colorScheme]).toEqual(['normal', 'none', 'serif', 'dark'])
    }
    expect(getComputedStyle(piece(studio, 'frame')).letterSpacing).toBe('normal')
    expect(studio.getBoundingClientRect().width).toBe(400)
  })
})
