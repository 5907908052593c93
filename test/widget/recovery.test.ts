/** Failures of network and Worker, and how the studio recovers. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RefreelErrorEvent } from '../../widget/events/error.ts'
import type { ProblemCode } from '../../worker/contract/problem.ts'
import { problem } from './fake-worker.ts'
import { appears, drawn, event, fixture, mount, part, phase, piece, readyStudio, until, withWorker } from './stage.ts'

const held = withWorker()
afterEach(() => vi.useRealTimers())

describe('sessions', () => {
  test('an ended session is renewed with its renewal token, and the request sent once more', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem('session-expired'))
    await studio.generate()
    expect(studio.phase).toBe('queued')
    const sessions = held.worker.requests('POST', '/v1/sessions')
    expect(sessions.map(({ body }) => body)).toEqual([
      { site: 'site_demo' },
      { site: 'site_demo', renewal: 'renewal-1' },
    ])
    const tokens = held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('authorization'))
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('a session that stays ended is asked for once more only', async () => {
    const studio = await readyStudio()
    held.worker.intercept(({ path }) => (path === '/v1/generations' ? problem('session-expired') : undefined))
    await studio.generate()
    expect(held.worker.requests('POST', '/v1/generations')).toHaveLength(2)
    expect(studio.phase).toBe('ready')
  })

  test('a stale renewal token is dropped', async () => {
    localStorage.setItem('refreel:https://refreel.test:site_demo:renewal', 'ancient')
    held.worker.once('POST', '/v1/sessions', () => problem('unauthenticated'))
    await readyStudio()
    expect(held.worker.requests('POST', '/v1/sessions').map(({ body }) => body)).toEqual([
      { site: 'site_demo', renewal: 'ancient' },
      { site: 'site_demo' },
    ])
  })

  test('an upload renews an ended session too', async () => {
    const studio = mount()
    held.worker.once('POST', '/v1/references', () => problem('session-expired'))
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(2)
  })

  test('a page’s own function gives the token', async () => {
    const studio = mount({ prompt: 'x' })
    studio.session = async () => 'own-token'
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/sessions')).toHaveLength(0)
    expect(held.worker.requests('POST', '/v1/references')[0]?.headers.get('authorization')).toBe('Bearer own-token')
  })
})

describe('a first contact that is refused for the moment', () => {
  /** Asks for a video and leaves the page. */
  async function left(): Promise<void> {
    const studio = await readyStudio()
    await studio.generate()
    studio.remove()
  }

  test.each([
    ['internal-error', {}],
    ['rate-limited', { retry_after: 1 }],
    ['storage-unavailable', {}],
  ] as const)('%s: is made again without a click, and what was left is found', async (code, more) => {
    await left()
    held.worker.once('POST', '/v1/sessions', () => problem(code, more))
    const studio = mount()
    await appears(studio, () => part(studio, 'notice'))
    await phase(studio, 'queued')
    expect(part(studio, 'notice')).toBeNull()
  })

  test('is told once, however often it is refused, and once more when somebody asks', async () => {
    let refused = true
    held.worker.intercept(({ path }) => (path === '/v1/sessions' && refused ? problem('internal-error') : undefined))
    const heard: string[] = []
    const note = (event: Event) => heard.push((event as RefreelErrorEvent).detail.code)
    document.body.addEventListener('refreel-error', note)
    const studio = mount()
    await held.worker.arrival('POST', '/v1/sessions', 3)
    expect(heard).toEqual(['internal-error'])
    const asked = held.worker.requests('POST', '/v1/sessions').length
    const button = await appears(studio, () => part<HTMLButtonElement>(studio, 'retry-button'))
    button.click()
    await held.worker.arrival('POST', '/v1/sessions', asked + 1)
    await until(() => heard.length === 2)
    refused = false
    await appears(studio, () => !part(studio, 'notice'))
    document.body.removeEventListener('refreel-error', note)
  })
})

describe('an answer that never comes', () => {
  beforeEach(() => {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const late = new AbortController()
      setTimeout(() => late.abort(new DOMException('', 'TimeoutError')), ms / 100)
      return late.signal
    })
  })
  afterEach(() => void vi.restoreAllMocks())
  const never = () => new Promise<Response>(() => {})

  test('to a create: is told as a lost connection, and the same wish goes out with the same key', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', never)
    const made = studio.generate()
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('connection is lost'))
    expect(await made).toMatchObject({ status: 'queued' })
    const keys = held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('idempotency-key'))
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    await appears(studio, () => !part(studio, 'notice'))
  })

  test('to the first contact: is told, and made again', async () => {
    held.worker.once('POST', '/v1/sessions', never)
    const studio = mount()
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('connection is lost'))
    await appears(studio, () => !part(studio, 'notice'))
    expect(held.worker.requests('POST', '/v1/sessions')).toHaveLength(2)
  })
})

describe('a gateway that fails on the way', () => {
  const gateway = () => new Response('<h1>Bad gateway</h1>', { status: 502 })
  const keys = () =>
    held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('idempotency-key'))

  test('after the Worker took the wish: it is sent again by itself, with the same key', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', gateway)
    expect(await studio.generate()).toMatchObject({ status: 'queued' })
    expect(keys()).toHaveLength(2)
    expect(keys()[1]).toBe(keys()[0])
  })

  test('a Worker that fails itself may have begun the run: the next press is the same wish', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem('internal-error'))
    await studio.generate()
    expect(await studio.generate()).toMatchObject({ status: 'queued' })
    expect(keys()[1]).toBe(keys()[0])
  })

  test('a wish that the Worker clearly refused is over: the next press is another one', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem('run-in-progress'))
    await studio.generate()
    await studio.generate()
    expect(keys()).toHaveLength(2)
    expect(keys()[1]).not.toBe(keys()[0])
  })
})

describe('a lost connection', () => {
  test('a create without answer is sent again with the same key', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => new Error('cut'))
    await studio.generate()
    const keys = held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('idempotency-key'))
    expect(keys).toHaveLength(2)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
  })

  test('each wish has a key of its own', async () => {
    const studio = await readyStudio()
    await studio.generate()
    await studio.cancel()
    await studio.generate()
    const keys = held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('idempotency-key'))
    expect(new Set(keys).size).toBe(2)
  })

  test('a cut stream goes on after the last event that was seen', async () => {
    const studio = await readyStudio()
    await studio.generate()
    const path = '/v1/generations/gen_1/events'
    await held.worker.arrival('GET', path)
    held.worker.advance('processing', { progress: { fraction: 0.1 } })
    await phase(studio, 'generating')
    held.worker.cut()
    const second = await held.worker.arrival('GET', path, 2)
    expect(second.headers.get('last-event-id')).toBe('2')
    expect(second.headers.get('authorization')).toBe('Bearer token-1')
    held.worker.advance('succeeded')
    await phase(studio, 'done')
  })

  test('where streams don’t come through it asks now and then', async () => {
    held.worker.intercept(({ path }) => (path.endsWith('/events') ? new Error('cut') : undefined))
    const studio = await readyStudio()
    await studio.generate()
    await held.worker.arrival('GET', '/v1/generations/gen_1')
    held.worker.advance('succeeded')
    await phase(studio, 'done')
  })

  test('it is said, and taken up again without a click', async () => {
    const studio = await readyStudio()
    let offline = true
    held.worker.intercept(() => (offline ? new Error('offline') : undefined))
    dispatchEvent(new Event('offline'))
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('connection is lost'))
    offline = false
    dispatchEvent(new Event('online'))
    await appears(studio, () => !part(studio, 'notice'))
  })

  test('a page that starts without a network begins when there is one', async () => {
    let offline = true
    held.worker.intercept(() => (offline ? new Error('offline') : undefined))
    const studio = mount({ prompt: 'x' })
    await appears(studio, () => part(studio, 'notice'))
    offline = false
    await appears(studio, () => part(studio, 'hint') && !part(studio, 'notice'))
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
  })
})

describe('off the page', () => {
  test('nothing is asked for, not even a picture that was on its way, until the element is back', async () => {
    const path = '/v1/references/ref_1'
    let cut = true
    held.worker.intercept((seen) => (seen.path === path && cut ? new Error('cut') : undefined))
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const studio = mount({ 'reference-images': 'ref_1' })
    await held.worker.arrival('GET', path)
    studio.remove()
    await vi.advanceTimersByTimeAsync(600_000)
    const asked = held.worker.requests('GET', path).length
    await vi.advanceTimersByTimeAsync(600_000)
    expect(held.worker.requests('GET', path)).toHaveLength(asked)
    vi.useRealTimers()
    cut = false
    document.body.append(studio)
    await held.worker.arrival('GET', path, asked + 1)
  })
})

describe('a reference that is not there any more', () => {
  test('is told where it stands when the video is asked for, and another one can take its place', async () => {
    const studio = await readyStudio()
    const pointer = '/input/reference_images/0'
    held.worker.once('POST', '/v1/generations', () =>
      problem('invalid-input', {
        errors: [{ pointer, detail: 'There is no such reference.', code: 'unknown-reference' }],
      }),
    )
    await studio.generate()
    await appears(studio, () => part(studio, 'reference-problem')?.textContent?.includes('not kept any more'))
    expect(studio.phase).toBe('empty')
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    expect(await studio.generate()).toMatchObject({ status: 'queued' })
  })
})

describe('refusals in words', () => {
  test.each<[ProblemCode, string]>([
    ['budget-exhausted', 'All videos of this page are used up'],
    ['quota-exceeded', 'as many videos as you can'],
    ['run-in-progress', 'Another video of yours'],
    ['paused', 'paused at the moment'],
    ['rate-limited', 'a little fast'],
    ['internal-error', 'Something went wrong on our side'],
  ])('%s', async (code, words) => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem(code))
    const error = event(studio, 'refreel-error')
    await studio.generate()
    expect((await error).detail).toMatchObject({ code, request_id: 'req_1' })
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes(words))
    expect(studio.renderRoot.querySelector('#assertive')?.textContent).toContain(words)
    // Only a fault shows the request id, which support would ask for.
    expect(piece(studio, 'notice').textContent?.includes('req_1')).toBe(code === 'internal-error')
  })

  test('when it may be tried again is told where it is known', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem('rate-limited', { retry_after: 30 }))
    await studio.generate()
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('30 sec'))
  })

  test('a mistake in the input names the field as the visitor knows it', async () => {
    const studio = await readyStudio()
    const errors = [{ pointer: '/input/negative_prompt', detail: 'x', code: 'too-long' }]
    held.worker.once('POST', '/v1/generations', () => problem('invalid-input', { errors }))
    await studio.generate()
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('What to avoid'))
  })

  test('a site that does not exist is said at once', async () => {
    held.worker.once('POST', '/v1/sessions', () => problem('unknown-site'))
    const studio = mount()
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('does not exist'))
  })

  test.each(['unknown-site', 'origin-not-allowed', 'not-configured'] as const)(
    'what can never work asks nobody for anything: %s',
    async (code) => {
      held.worker.once('POST', '/v1/sessions', () => problem(code))
      const studio = mount()
      await appears(studio, () => part(studio, 'notice'))
      await drawn(studio)
      expect([part(studio, 'composer'), part(studio, 'history')]).toEqual([null, null])
      expect(studio.takesFiles()).toBe(false)
      expect(studio.offsetHeight).toBeLessThan(400)
    },
  )
})
