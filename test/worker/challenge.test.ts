/** Sites that ask for a Turnstile challenge: who gets a session, who doesn’t, and when a page is asked again. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { app } from '../../worker/app.ts'
import { readConfig } from '../../worker/config.ts'
import { CHALLENGE_ACTION } from '../../worker/contract/limits.ts'
import type { Session } from '../../worker/contract/session.ts'
import { issueRenewal, newVisitor } from '../../worker/signing/renewal.ts'
import { FakeTurnstile } from '../turnstile/fake-turnstile.ts'
import { workerTestBindings } from './bindings.ts'
import { call, json, makeSite, problemOf, SHOP } from './caller.ts'
import { payloadOf, signer } from './signer.ts'

const STAGING = 'https://staging.shop.example'
const CHALLENGE = { provider: 'turnstile', site_key: FakeTurnstile.SITE_KEY }
const HERE = { hostname: 'shop.example', action: CHALLENGE_ACTION }
const HOUR = 3_600_000
const DAY = 24 * HOUR

let turnstile: FakeTurnstile

beforeAll(async () => {
  const asks = { challenge: 'turnstile', turnstile_site_key: FakeTurnstile.SITE_KEY } as const
  const site = { ...asks, origins: [SHOP, STAGING] }
  await makeSite(site)
  await makeSite({ ...site, quota: { sessions_per_address_per_hour: 3 } }, 'site_few')
  await makeSite({}, 'site_open')
})
beforeEach(() => {
  turnstile = new FakeTurnstile()
  vi.stubGlobal('fetch', async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init as RequestInit)
    if (request.url !== workerTestBindings.TURNSTILE_VERIFY_URL) throw new Error(`nobody answers at ${request.url}`)
    return turnstile.siteverify(await request.json())
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const mint = (body: object = {}, origin = SHOP, site = 'site_test') =>
  call('/v1/sessions', json({ site, ...body }, { headers: { origin } }))

async function minted(body: object, origin = SHOP): Promise<Session> {
  const response = await mint(body, origin)
  expect(response.status, await response.clone().text()).toBe(201)
  return response.json<Session>()
}

describe('a site that asks for a challenge', () => {
  it('gives no session without one, and says what to show', async () => {
    for (const body of [{}, { challenge: '' }]) {
      const problem = await problemOf(await mint(body))
      expect(problem).toMatchObject({ status: 401, code: 'challenge-required', challenge: CHALLENGE })
    }
    expect(turnstile.asked).toEqual([])
  })

  it('gives one to who has passed it on this page, and tells the page what it may have to show again', async () => {
    const token = turnstile.solve(HERE)
    const session = await minted({ challenge: token })
    expect(session.site.challenge).toEqual(CHALLENGE)
    expect(turnstile.asked).toEqual([
      { secret: FakeTurnstile.SECRET, response: token, idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ])
    expect(
      (await call('/v1/generations', { headers: { origin: SHOP, authorization: `Bearer ${session.token}` } })).status,
    ).toBe(200)
  })

  it.each<[string, (turnstile: FakeTurnstile) => string]>([
    ['passed on another host', (fake) => fake.solve({ ...HERE, hostname: 'evil.example' })],
    ['passed on a host that only ends alike', (fake) => fake.solve({ ...HERE, hostname: 'evilshop.example' })],
    ['passed on another of the site’s hosts', (fake) => fake.solve({ ...HERE, hostname: 'staging.shop.example' })],
    ['passed for another purpose', (fake) => fake.solve({ ...HERE, action: 'login' })],
    ['passed for no purpose', (fake) => fake.solve({ ...HERE, action: '' })],
    ['invented', () => 'XXXX.DUMMY.TOKEN.XXXX'],
  ])('takes none that was %s', async (_, make) => {
    const problem = await problemOf(await mint({ challenge: make(turnstile) }))
    expect(problem).toMatchObject({ status: 403, code: 'challenge-failed', challenge: CHALLENGE })
  })

  it('takes none whose answer names no host or no purpose', async () => {
    for (const missing of ['hostname', 'action']) {
      turnstile.next = [() => Response.json({ success: true, ...HERE, [missing]: undefined })]
      expect(await problemOf(await mint({ challenge: 'x' }))).toMatchObject({ code: 'challenge-failed' })
    }
  })

  it('takes each once, also when twenty ask at the same time', async () => {
    const challenge = turnstile.solve(HERE)
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await mint({ challenge })
        await response.body?.cancel()
        return response.status
      }),
    )
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.filter((status) => status === 403)).toHaveLength(19)
  })

  it('takes none that is older than five minutes', async () => {
    const challenge = turnstile.solve(HERE)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 })
    expect(await problemOf(await mint({ challenge }))).toMatchObject({ code: 'challenge-failed' })
  })

  it('asks nobody about a text that can be no token', async () => {
    expect(await problemOf(await mint({ challenge: 'x'.repeat(2049) }))).toMatchObject({ status: 422 })
    expect(turnstile.asked).toEqual([])
  })

  it('counts guesses like sessions', async () => {
    const from = { headers: { origin: SHOP, 'cf-connecting-ip': '203.0.113.50' } }
    const codes: (string | null)[] = []
    for (let count = 0; count < 4; count++) {
      codes.push(
        (await problemOf(await call('/v1/sessions', json({ site: 'site_few', challenge: 'guess' }, from)))).code,
      )
    }
    expect(codes).toEqual(['challenge-failed', 'challenge-failed', 'challenge-failed', 'rate-limited'])
    expect(turnstile.asked).toHaveLength(3)
  })

  it('asks again after a day, and not before', async () => {
    const first = await minted({ challenge: turnstile.solve(HERE) })
    const start = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: start + DAY - HOUR })
    const second = await minted({ renewal: first.renewal })
    expect(second.subject).toBe(first.subject)
    // A renewal doesn't extend the subject's day.
    vi.setSystemTime(start + DAY + 1000)
    const problem = await problemOf(await mint({ renewal: second.renewal }))
    expect(problem).toMatchObject({ status: 401, code: 'challenge-required', challenge: CHALLENGE })
    const third = await minted({ renewal: second.renewal, challenge: turnstile.solve(HERE) })
    expect(third.subject).toBe(first.subject)
    vi.setSystemTime(start + 2 * DAY)
    expect((await minted({ renewal: third.renewal })).subject).toBe(first.subject)
    expect(turnstile.asked).toHaveLength(2)
  })

  it('asks at once who has a renewal from before it asked, or from elsewhere', async () => {
    const own = await signer()
    const visitor = newVisitor('site_test', SHOP)
    const elsewhere = await minted(
      { challenge: turnstile.solve({ ...HERE, hostname: 'staging.shop.example' }) },
      STAGING,
    )
    for (const renewal of [await issueRenewal(own, visitor, Date.now()), elsewhere.renewal, 'nonsense']) {
      expect(await problemOf(await mint({ renewal }))).toMatchObject({ code: 'challenge-required' })
    }
  })

  it('says when the check gave no answer, and gives no session', async () => {
    for (const instead of [
      () => Promise.reject(new TypeError('Network connection lost.')),
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
      () => Response.json({ success: 'true', ...HERE }),
      () => Response.json({ success: false, 'error-codes': ['internal-error'] }),
      () => Response.json({ success: true, ...HERE }, { status: 302, headers: { location: 'https://evil.example/' } }),
      () => Response.json({ success: true, ...HERE }, { status: 500 }),
    ]) {
      turnstile.next = [instead, instead]
      const response = await mint({ challenge: turnstile.solve(HERE) })
      expect(response.headers.get('retry-after')).toBe('10')
      expect(await problemOf(response)).toMatchObject({ status: 503, code: 'challenge-unavailable' })
    }
  })

  it('asks twice under one name, so that a lost answer costs no challenge', async () => {
    const challenge = turnstile.solve(HERE)
    turnstile.next = [
      async () => {
        // Turnstile accepted the token, but its answer is lost.
        await turnstile.siteverify(turnstile.asked.at(-1) ?? {})
        throw new TypeError('Network connection lost.')
      },
    ]
    await minted({ challenge })
    expect(new Set(turnstile.asked.map((asked) => asked.idempotency_key)).size).toBe(1)
  })

  it('refuses to serve where its secret is missing or not Cloudflare’s, and never skips the check', async () => {
    const missing = { ...env, ...workerTestBindings, TURNSTILE_SECRET: '' } as Env
    for (const body of [{}, { challenge: turnstile.solve(HERE) }]) {
      const init = json({ site: 'site_test', ...body }, { headers: { origin: SHOP } })
      const problem = await problemOf(await app.request('/v1/sessions', init, missing))
      expect(problem).toMatchObject({
        status: 503,
        code: 'not-configured',
        detail: expect.stringContaining('TURNSTILE_SECRET'),
      })
    }
    expect(turnstile.asked).toEqual([])
    const wrong = { ...missing, TURNSTILE_SECRET: '0x4AAAAAAAsomebodyelsessecret0000000000' }
    const init = json({ site: 'site_test', challenge: turnstile.solve(HERE) }, { headers: { origin: SHOP } })
    const problem = await problemOf(await app.request('/v1/sessions', init, wrong))
    expect(problem).toMatchObject({ status: 503, code: 'not-configured' })
    const open = json({ site: 'site_open' }, { headers: { origin: SHOP } })
    expect((await app.request('/v1/sessions', open, missing)).status).toBe(201)
  })
})

it('a site that asks for none needs none', async () => {
  const response = await mint({ challenge: 'whatever' }, SHOP, 'site_open')
  const session = await response.json<Session>()
  expect(session.site.challenge).toBeUndefined()
  expect(payloadOf(session.renewal ?? '')).toMatchObject({ challenged_at: null })
  expect(turnstile.asked).toEqual([])
})

it.each([
  ['TURNSTILE_SECRET', '1x0000000000000000000000000000000AA'],
  ['TURNSTILE_SECRET', '2x0000000000000000000000000000000AA'],
  ['TURNSTILE_SECRET', '3x0000000000000000000000000000000AA'],
  ['TURNSTILE_SECRET', 'short'],
  ['TURNSTILE_VERIFY_URL', 'http://challenges.example.com/siteverify'],
  ['TURNSTILE_VERIFY_URL', 'yes'],
])('a deployment with %s "%s" refuses to serve, and names it', async (name, value) => {
  const settings = { ...env, ...workerTestBindings, [name]: value } as Env
  expect(await readConfig(settings)).toEqual({ ok: false, missing: [name] })
  const health = await app.request('/healthz', {}, settings)
  expect(await health.json()).toMatchObject({ status: 'not-configured', missing: [name] })
})
