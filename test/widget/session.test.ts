/** How the headless client gets a session, renews it, and passes a challenge; the visitor sees the challenge only. */
import { describe, expect, test, vi } from 'vitest'
import { createClient, NetworkError, ProblemError } from '../../widget/client/index.ts'
import { createMemory, type Memory } from '../../widget/client/memory.ts'
import type { Challenge } from '../../worker/contract/session.ts'
import { ENDPOINT, FakeWorker, problem } from './fake-worker.ts'

const MINUTE = 60_000
/** A request that any session may send. */
const ESTIMATE = '/v1/generations/estimate'
const BODY = { input: { prompt: 'It moves' } }
const CHALLENGE: Challenge = { provider: 'turnstile', site_key: '0x4AAAAAAAfakesitekey' }

/** A memory of its own for each client, so that no test finds another's renewal. */
const emptyMemory = (): Memory => createMemory(ENDPOINT, crypto.randomUUID())

type Options = Partial<Parameters<typeof createClient>[0]>

function client(worker: FakeWorker, options: Options = {}) {
  const fetch = (url: string, init?: RequestInit) => worker.handle(url, init)
  return createClient({ endpoint: ENDPOINT, site: 'site_demo', fetch, memory: emptyMemory(), ...options })
}

/** The body of each request for a session. */
const mints = (worker: FakeWorker) => worker.requests('POST', '/v1/sessions').map(({ body }) => body)

describe('a session', () => {
  test('is renewed before it ends, with its renewal token and without a word', async () => {
    const worker = new FakeWorker()
    let now = Date.now()
    const { session, generations } = client(worker, { now: () => now })
    await generations.estimate(BODY)
    now += 14 * MINUTE + 1000
    await generations.estimate(BODY)
    expect(mints(worker)).toEqual([{ site: 'site_demo' }, { site: 'site_demo', renewal: 'renewal-1' }])
    now += 14 * MINUTE + 1000
    expect(await session.token()).toBe('token-3')
    expect(mints(worker).at(-1)).toEqual({ site: 'site_demo', renewal: 'renewal-2' })
    const tokens = worker.requests('POST', ESTIMATE).map(({ headers }) => headers.get('authorization'))
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('of two studios that begin at once belongs to one visitor, also where both have to pass a challenge', async () => {
    const worker = new FakeWorker()
    const memory = emptyMemory()
    const solved = Promise.withResolvers<string>()
    let refused = 0
    worker.intercept(({ path, body }) => {
      const { challenge, renewal } = body as { challenge?: string; renewal?: string }
      if (path !== '/v1/sessions' || challenge || renewal) return undefined
      refused += 1
      return problem('challenge-required', { challenge: CHALLENGE })
    })
    const both = [0, 1].map(() => client(worker, { memory, challenge: () => () => solved.promise }))
    const tokens = both.map(({ session }) => session.token())
    await vi.waitUntil(() => refused === 2, { timeout: 20_000 })
    solved.resolve('passed')
    expect(await Promise.all(tokens)).toEqual(['token-1', 'token-2'])
    expect(mints(worker).slice(-2)).toEqual([
      { site: 'site_demo', challenge: 'passed' },
      { site: 'site_demo', challenge: 'passed', renewal: 'renewal-1' },
    ])
  })

  test('that is cut in its middle is asked for once more', async () => {
    const worker = new FakeWorker()
    worker.once('POST', '/v1/sessions', () => new Response('{"token":', { status: 201 }))
    const { session } = client(worker)
    await expect(session.token()).rejects.toBeInstanceOf(NetworkError)
    expect(await session.token()).toBe('token-1')
  })

  test('goes on from the renewal token of an earlier visit', async () => {
    const worker = new FakeWorker()
    const memory = emptyMemory()
    memory.set('renewal', 'renewal-of-yesterday')
    await client(worker, { memory }).session.token()
    expect(mints(worker)).toEqual([{ site: 'site_demo', renewal: 'renewal-of-yesterday' }])
    expect(memory.get('renewal')).toBe('renewal-1')
  })

  test('is asked for without a renewal token that the Worker can’t read', async () => {
    const worker = new FakeWorker()
    const memory = emptyMemory()
    memory.set('renewal', 'of another time')
    worker.once('POST', '/v1/sessions', () => problem('invalid-input'))
    expect(await client(worker, { memory }).session.token()).toBe('token-1')
    expect(mints(worker)).toEqual([{ site: 'site_demo', renewal: 'of another time' }, { site: 'site_demo' }])
  })

  test('that ended unseen is renewed, and what was asked is asked once more', async () => {
    const worker = new FakeWorker()
    const { generations } = client(worker)
    worker.once('POST', ESTIMATE, () => problem('session-expired'))
    await generations.estimate(BODY)
    expect(mints(worker)).toHaveLength(2)
    expect(worker.requests('POST', ESTIMATE).map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
    const stop = worker.intercept(({ path }) => (path === ESTIMATE ? problem('session-expired') : undefined))
    await expect(generations.estimate(BODY)).rejects.toMatchObject({ code: 'session-expired' })
    stop()
    expect(worker.requests('POST', ESTIMATE)).toHaveLength(4)
  })

  test('that could not be had is asked for again by the next who needs it', async () => {
    const worker = new FakeWorker()
    const { session } = client(worker)
    worker.once('POST', '/v1/sessions', () => new Error('offline'))
    await expect(session.token()).rejects.toBeInstanceOf(NetworkError)
    expect(await session.token()).toBe('token-1')
  })

  test('comes from the page where it has customers of its own, and is asked of it again before it ends', async () => {
    const worker = new FakeWorker()
    let now = Date.now()
    const source = vi.fn(async () => `customer-token-${source.mock.calls.length}`)
    const { generations } = client(worker, { now: () => now, source: () => source })
    await generations.estimate(BODY)
    now += 13 * MINUTE
    await generations.estimate(BODY)
    expect(source).toHaveBeenCalledTimes(1)
    now += 2 * MINUTE
    await generations.estimate(BODY)
    expect(source).toHaveBeenCalledTimes(2)
    expect(mints(worker)).toEqual([])
    expect(worker.requests('POST', ESTIMATE).at(-1)?.headers.get('authorization')).toBe('Bearer customer-token-2')
  })

  test('is not asked for again at once where an address has had its share', async () => {
    const worker = new FakeWorker()
    worker.intercept(({ path }) =>
      path === '/v1/sessions' ? problem('rate-limited', { retry_after: 1200, limit: 'quota.x' }) : undefined,
    )
    await expect(client(worker).generations.estimate(BODY)).rejects.toMatchObject({
      code: 'rate-limited',
      retry_after: 1200,
    })
    expect(mints(worker)).toHaveLength(1)
  })
})

describe('a challenge', () => {
  /** A site that gives a session only for one of these solved challenges. */
  function asking(takes: string[]): FakeWorker {
    const worker = new FakeWorker()
    worker.intercept(({ path, body }) => {
      if (path !== '/v1/sessions') return undefined
      const { challenge } = body as { challenge?: string }
      if (challenge === undefined) return problem('challenge-required', { challenge: CHALLENGE })
      return takes.includes(challenge) ? undefined : problem('challenge-failed', { challenge: CHALLENGE })
    })
    return worker
  }

  test('is shown where the site asks for it, and once for all who wait for the session', async () => {
    const worker = asking(['passed'])
    const show = vi.fn(async () => 'passed')
    const { session } = client(worker, { challenge: () => show })
    expect(await Promise.all([session.token(), session.token()])).toEqual(['token-1', 'token-1'])
    expect(show.mock.calls).toEqual([[CHALLENGE]])
    expect(mints(worker)).toEqual([{ site: 'site_demo' }, { site: 'site_demo', challenge: 'passed' }])
  })

  test('keeps the visitor: the renewal token goes with it', async () => {
    const worker = asking(['passed'])
    const memory = emptyMemory()
    memory.set('renewal', 'renewal-of-last-week')
    await client(worker, { memory, challenge: () => async () => 'passed' }).session.token()
    const renewal = 'renewal-of-last-week'
    expect(mints(worker)).toEqual([
      { site: 'site_demo', renewal },
      { site: 'site_demo', renewal, challenge: 'passed' },
    ])
    expect(memory.get('renewal')).toBe('renewal-1')
  })

  test('is shown once more where it was not taken, and then no more', async () => {
    const gives = ['stale', 'passed']
    const show = vi.fn(async () => gives.shift() ?? 'nothing')
    expect(await client(asking(['passed']), { challenge: () => show }).session.token()).toBe('token-1')
    const never = vi.fn(async () => 'wrong')
    const refused = client(asking(['passed']), { challenge: () => never }).session.token()
    await expect(refused).rejects.toMatchObject({ code: 'challenge-failed', challenge: CHALLENGE })
    expect(never).toHaveBeenCalledTimes(2)
  })

  test('that nobody can show is told as it is, and the visitor’s renewal is kept', async () => {
    const memory = emptyMemory()
    memory.set('renewal', 'mine')
    const error = await client(asking([]), { memory })
      .session.token()
      .catch((thrown) => thrown)
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({ code: 'challenge-required', challenge: CHALLENGE })
    expect(memory.get('renewal')).toBe('mine')
  })

  test('that the visitor gives up ends the asking, and the next who asks shows it again', async () => {
    const worker = asking(['passed'])
    let shown = 0
    const show = async () => {
      shown += 1
      if (shown === 1) throw new Error('closed')
      return 'passed'
    }
    const { session } = client(worker, { challenge: () => show })
    await expect(session.token()).rejects.toThrow('closed')
    expect(await session.token()).toBe('token-1')
  })

  test('is not shown again where the check itself is away', async () => {
    const worker = new FakeWorker()
    const show = vi.fn(async () => 'passed')
    worker.intercept(({ path }) =>
      path === '/v1/sessions' ? problem('challenge-unavailable', { challenge: CHALLENGE, retry_after: 10 }) : undefined,
    )
    const refused = client(worker, { challenge: () => show }).session.token()
    await expect(refused).rejects.toMatchObject({ code: 'challenge-unavailable', retry_after: 10 })
    expect(show).not.toHaveBeenCalled()
  })
})
