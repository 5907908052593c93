/** Limits and lost connections: the studio says what to do, and offers no click that would be in vain. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '../../widget/client/index.ts'
import type { RefreelStudio } from '../../widget/index.ts'
import type { ProblemCode } from '../../worker/contract/problem.ts'
import { ENDPOINT, problem } from './fake-worker.ts'
import { appears, drawn, fixture, mount, part, phase, piece, readyStudio, withWorker } from './stage.ts'

const held = withWorker()
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const HOUR = 3600
const notice = (studio: RefreelStudio) => part(studio, 'notice')
const text = (studio: RefreelStudio, name: string) => part(studio, name)?.textContent?.replace(/\s+/g, ' ').trim()
const button = (studio: RefreelStudio) => piece<HTMLButtonElement>(studio, 'generate-button')
const asked = () => held.worker.requests('POST', '/v1/generations').length
const isDisabled = (studio: RefreelStudio) => button(studio).getAttribute('aria-disabled') === 'true'
/** A moment in the words that the studio uses. */
const moment = (at: number, lang = 'en') =>
  new Intl.DateTimeFormat(lang, { month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(at)

/** A clock that a test moves, so that a notice of some minutes is still there when a slow machine looks. */
const settableClock = () =>
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true })

/** A studio that was refused once. */
async function refused(code: ProblemCode, retry_after?: number, attributes = {}): Promise<RefreelStudio> {
  const studio = await readyStudio(attributes)
  held.worker.once('POST', '/v1/generations', () => problem(code, retry_after ? { retry_after } : {}))
  button(studio).click()
  await appears(studio, () => notice(studio))
  await drawn(studio)
  return studio
}

describe('a limit that was met', () => {
  test.each([
    ['budget-exhausted', 'All videos of this page are used up for now.'],
    ['quota-exceeded', 'You have made as many videos as you can for now.'],
    ['paused', 'New videos are paused at the moment.'],
  ] as const)('%s is told calmly, and when it ends as a time of day', async (code, sentence) => {
    const studio = await refused(code, 5 * HOUR)
    expect(notice(studio)?.classList).toContain('calm')
    const now = Date.now()
    expect(
      [moment(now + 5 * HOUR * 1000), moment(now + 5 * HOUR * 1000 - 60_000)].map(
        (at) => `${sentence} You can go on from ${at}.`,
      ),
    ).toContain(text(studio, 'notice'))
    expect(text(studio, 'hint')).toBe(text(studio, 'notice'))
  })

  test('an end that is near is told as a length of time', async () => {
    const studio = await refused('quota-exceeded', 300)
    expect(text(studio, 'notice')).toContain('Please try again in 5 minutes.')
  })

  test('without an end that is known, the visitor is asked to come back', async () => {
    const studio = await refused('paused')
    expect(text(studio, 'notice')).toBe('New videos are paused at the moment. Please come back later.')
  })

  test('in German, Arabic and Japanese too', async () => {
    const studio = await refused('quota-exceeded', 30 * 24 * HOUR, { lang: 'de' })
    expect(text(studio, 'notice')).toMatch(/Weiter geht es ab \d+\. \p{L}+ um \d{1,2}:\d\d\.$/u)
    studio.lang = 'ja'
    await appears(studio, () => text(studio, 'notice')?.includes('から続けられます'))
    studio.lang = 'ar'
    await appears(studio, () => text(studio, 'notice')?.includes('يمكنك المتابعة ابتداءً من'))
  })

  test('the button invites nobody while it stands, and asks again when it is over', async () => {
    const studio = await refused('budget-exhausted', 5 * HOUR)
    expect(isDisabled(studio)).toBe(true)
    button(studio).click()
    expect(await studio.generate()).toBeUndefined()
    expect(asked()).toBe(1)
    expect(studio.renderRoot.querySelector('#assertive')?.textContent).toContain('used up for now')
    const later = Date.now() + 5 * HOUR * 1000 + 1000
    vi.spyOn(Date, 'now').mockReturnValue(later)
    button(studio).click()
    await phase(studio, 'queued')
    expect(asked()).toBe(2)
  })

  test('one without an end that is known may be asked after in a minute', async () => {
    const studio = await refused('paused')
    expect(isDisabled(studio)).toBe(true)
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000)
    await studio.generate()
    expect(studio.phase).toBe('queued')
  })

  test('the notice goes by itself when it is over', async () => {
    settableClock()
    const studio = await refused('quota-exceeded', HOUR)
    expect(isDisabled(studio)).toBe(true)
    vi.advanceTimersByTime(HOUR * 1000)
    await appears(studio, () => !notice(studio))
    expect(isDisabled(studio)).toBe(false)
  })

  test('so does what came too fast', async () => {
    settableClock()
    const studio = await refused('rate-limited', 300)
    expect(text(studio, 'notice')).toContain('in 5 minutes')
    vi.advanceTimersByTime(300 * 1000)
    await appears(studio, () => !notice(studio))
  })

  test('another style is another question', async () => {
    const preset = (id: string) => ({
      id,
      title: id,
      locked: ['prompt'],
      variables: [],
      input: { prompt: id, seed: 1 },
    })
    held.worker.site = { ...held.worker.site, show_price: false, presets: [preset('spin'), preset('walk')] }
    const studio = await refused('quota-exceeded', HOUR, { preset: 'spin' })
    expect(isDisabled(studio)).toBe(true)
    studio.preset = 'walk'
    await appears(studio, () => !notice(studio))
    expect(isDisabled(studio)).toBe(false)
  })
})

describe('what is left today', () => {
  const none = (resets_at = Date.now() + 3 * HOUR * 1000) => {
    const { site } = held.worker
    const remaining_today = { generations: 0, resets_at: new Date(resets_at).toISOString() }
    held.worker.site = { ...site, limits: { ...site.limits, remaining_today } }
    return resets_at
  }

  test('nothing: it is said before anything is chosen, and the button asks for nothing', async () => {
    const at = none()
    const studio = mount({ prompt: 'Image 1 purrs' })
    await appears(studio, () => notice(studio))
    expect(notice(studio)?.classList).toContain('calm')
    expect(text(studio, 'notice')).toBe(
      `You have made as many videos as you can for now. You can go on from ${moment(at)}.`,
    )
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(isDisabled(studio)).toBe(true)
    button(studio).click()
    expect(asked()).toBe(0)
  })

  test('a video that was made before may be had all the same', async () => {
    none()
    held.worker.intercept(({ path }) =>
      path === '/v1/generations/estimate'
        ? Response.json({ cost: { currency: 'USD', estimated: 0.5 }, input: {}, would_replay: true })
        : undefined,
    )
    const studio = await readyStudio()
    await appears(studio, () => !isDisabled(studio))
    await studio.generate()
    expect(asked()).toBe(1)
  })

  test('a new day ends it by itself, and nobody is told that nothing is left then', async () => {
    settableClock()
    none()
    const studio = await readyStudio()
    await appears(studio, () => notice(studio))
    vi.advanceTimersByTime(3 * HOUR * 1000)
    await appears(studio, () => !notice(studio))
    expect(isDisabled(studio)).toBe(false)
    await appears(studio, () => part(studio, 'price'))
    expect(text(studio, 'hint')).toBe(text(studio, 'price'))
  })

  test('a day that is over is no limit', async () => {
    const studio = await readyStudio()
    none(Date.now() - 1000)
    const second = mount({ id: 'second' })
    await second.addReferences([])
    await drawn(second)
    expect(notice(studio)).toBeNull()
    expect(notice(second)).toBeNull()
  })
})

describe('what is a mistake', () => {
  test.each(['not-configured', 'origin-not-allowed', 'internal-error'] as const)('%s looks like one', async (code) => {
    const studio = await refused(code)
    expect(notice(studio)?.classList).not.toContain('calm')
    expect(text(studio, 'notice')).toContain('For support: req_1')
    expect(isDisabled(studio)).toBe(false)
  })

  test('fields that were refused are named, and nothing that only looks like one', async () => {
    const studio = await readyStudio()
    const errors = ['/input/prompt', '/input/reference_images/0', '/variables/heading', '/metadata/title'].map(
      (pointer) => ({ pointer, detail: 'x', code: 'x' }),
    )
    held.worker.once('POST', '/v1/generations', () => problem('invalid-input', { errors }))
    await studio.generate()
    await drawn(studio)
    expect(text(studio, 'notice')).toContain(
      'Something in the request is not right: What should happen and Who or what is in it.',
    )
  })
})

describe('without a network', () => {
  /** The browser reports a change of `navigator.onLine`. */
  function offline(): () => void {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const stop = held.worker.intercept(() => new Error('offline'))
    return () => {
      online.mockReturnValue(true)
      stop()
      dispatchEvent(new Event('online'))
    }
  }

  test('a page that starts so says it at once, calmly, and begins by itself as soon as there is one', async () => {
    const goOnline = offline()
    const studio = mount({ prompt: 'Image 1 purrs' })
    await appears(studio, () => notice(studio))
    expect(notice(studio)?.classList).toContain('calm')
    expect(text(studio, 'notice')).toContain('The connection is lost. It will be taken up again by itself.')
    await studio.addReferences([await fixture('cat.jpg')])
    await appears(studio, () => text(studio, 'reference-status') === 'Connection lost. It goes on by itself.')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(0)
    const tries = held.worker.requests('POST', '/v1/sessions').length
    goOnline()
    // The session is asked for at once, without the pause between two tries.
    expect(held.worker.requests('POST', '/v1/sessions').length).toBeLessThanOrEqual(tries + 1)
    await phase(studio, 'ready')
    await appears(studio, () => !notice(studio))
  })

  test('a click waits for it, and is carried out once', async () => {
    const studio = await readyStudio()
    const goOnline = offline()
    dispatchEvent(new Event('offline'))
    button(studio).click()
    await held.worker.arrival('POST', '/v1/generations')
    await drawn(studio)
    expect(text(studio, 'generate-button')).toBe('One moment …')
    expect(text(studio, 'notice')).toContain('The connection is lost.')
    goOnline()
    await phase(studio, 'queued')
    const keys = held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('idempotency-key'))
    expect(new Set(keys).size).toBe(1)
    expect(held.worker.generations.size).toBe(1)
  })
  test('a wish waits for a network for as long as the browser says that there is none', async () => {
    const goOnline = offline()
    const fetch = (url: string, init?: RequestInit) => held.worker.handle(url, init)
    const { generations, session } = createClient({ endpoint: ENDPOINT, site: 'site_other', fetch, random: () => 0 })
    vi.spyOn(session, 'token').mockResolvedValue('token-1')
    vi.useFakeTimers()
    const made = generations.create({ input: { prompt: 'x' } }, 'key')
    await held.worker.arrival('POST', '/v1/generations')
    for (let tried = 1; tried <= 9; tried += 1) {
      await vi.advanceTimersByTimeAsync(20_000)
      expect(asked()).toBeGreaterThanOrEqual(tried)
    }
    goOnline()
    expect((await made).status).toBe('queued')
  })
})
