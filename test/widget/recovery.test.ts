/** What goes wrong on the way, and how it is taken up again. */
import { describe, expect, test } from 'vitest'
import type { ProblemCode } from '../../worker/contract/problem.ts'
import { problem } from './fake-worker.ts'
import { appears, event, fixture, mount, part, phase, piece, readyStudio, withWorker } from './stage.ts'

const held = withWorker()

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
    expect(piece(studio, 'notice').textContent).toContain('req_1')
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
})
