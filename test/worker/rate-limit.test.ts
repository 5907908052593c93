/** How fast one address may ask, and what the answers tell of that. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { app } from '../../worker/app.ts'
import { readConfig } from '../../worker/config.ts'
import type { Generation } from '../../worker/contract/generation.ts'
import { RATE_LIMIT_REQUESTS, RATE_LIMIT_SECONDS } from '../../worker/contract/limits.ts'
import { OPERATIONS } from '../../worker/contract/openapi/document.ts'
import settings from '../../wrangler.toml?raw'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, json, makeSite, problemOf, SHOP } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

let caller: Caller
let replicate: FakeReplicate

beforeAll(async () => {
  replicate = new FakeReplicate().install()
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  await makeSite({
    quota: { generations_per_subject_per_day: 1 },
    budget: { per_hour: 0.2, per_day: 0.2, per_month: 0.2 },
  })
  caller = await Caller.arrive()
  return () => vi.unstubAllGlobals()
})

/** The Worker with a rate limiter that lets so many requests through, and the keys that it was asked for. */
function withCounter(lets: number, fails = false) {
  const keys: string[] = []
  const RATE_LIMIT: RateLimit = {
    async limit({ key }) {
      keys.push(key)
      if (fails) throw new Error('the counter is away')
      return { success: keys.length <= lets }
    },
  }
  const settings = { ...env, ...workerTestBindings, RATE_LIMIT } as Env
  const ask = (path: string, from: string | null, init: RequestInit = {}) => {
    const headers = { ...caller.headers, ...Object.fromEntries(new Headers(init.headers)) }
    return app.request(
      path,
      { ...init, headers: { ...headers, ...(from ? { 'cf-connecting-ip': from } : {}) } },
      settings,
    )
  }
  return { keys, ask }
}

describe('the rate limit', () => {
  it('holds back an address that asks too fast, and says so', async () => {
    const { ask } = withCounter(1)
    expect((await ask('/v1/generations', '203.0.113.1')).status).toBe(200)
    const response = await ask('/v1/generations', '203.0.113.1')
    expect(response.headers.get('retry-after')).toBe(String(RATE_LIMIT_SECONDS))
    expect(response.headers.get('ratelimit')).toBe(`"requests_per_address_per_minute";r=0;t=${RATE_LIMIT_SECONDS}`)
    expect(response.headers.get('ratelimit-policy')).toBe(
      `"requests_per_address_per_minute";q=${RATE_LIMIT_REQUESTS};w=${RATE_LIMIT_SECONDS}`,
    )
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP)
    expect(await problemOf(response)).toMatchObject({
      status: 429,
      code: 'rate-limited',
      limit: 'requests_per_address_per_minute',
      retry_after: 60,
    })
  })

  const limited = Object.entries(OPERATIONS).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security }]) => security === 'session' || security === 'page-or-key')
      .map(([method]) => [method.toUpperCase(), path] as const),
  )
  it.each(limited)('stands before %s %s, whatever token comes', async (method, path) => {
    const { ask } = withCounter(0)
    for (const authorization of [caller.headers.authorization ?? '', 'Bearer guess']) {
      const response = await ask(path, '203.0.113.2', { method, headers: { authorization } })
      expect(await problemOf(response)).toMatchObject({
        status: 429,
        code: 'rate-limited',
        limit: 'requests_per_address_per_minute',
      })
    }
  })

  it('stands before the erasing of a subject, which a site’s key opens', async () => {
    const headers = { 'cf-connecting-ip': '203.0.113.2', authorization: 'Bearer refreel_sk_guess' }
    const response = await app.request('/v1/admin/sites/site_test/subjects/x', { method: 'DELETE', headers }, {
      ...env,
      ...workerTestBindings,
      RATE_LIMIT: { limit: async () => ({ success: false }) },
    } as Env)
    expect(await problemOf(response)).toMatchObject({ limit: 'requests_per_address_per_minute' })
  })

  it('stands before no preflight and no public file', async () => {
    const { ask, keys } = withCounter(0)
    const preflight = await ask('/v1/generations', '203.0.113.3', {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect((await ask('/healthz', '203.0.113.3')).status).toBe(200)
    expect((await ask('/v1/videos/vid_x', '203.0.113.3')).status).toBe(404)
    expect(keys).toEqual([])
  })

  it('counts by the customer’s network, under a name that nobody can read back', async () => {
    const { ask, keys } = withCounter(10)
    for (const from of ['203.0.113.4', '203.0.113.5', '2001:db8::1', '2001:db8::2']) {
      await (await ask('/v1/generations', from)).body?.cancel()
    }
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe(keys[3])
    for (const key of keys) expect(key).toMatch(/^[\w-]{22}$/)
  })

  it('leaves alone who is on this very machine', async () => {
    const { ask, keys } = withCounter(0)
    for (const from of [null, '127.0.0.1', '::1']) expect((await ask('/v1/generations', from)).status).toBe(200)
    expect(keys).toEqual([])
  })

  it('stops nobody when its counter fails: the budgets hold without it', async () => {
    const fault = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { ask } = withCounter(0, true)
    expect((await ask('/v1/generations', '203.0.113.6')).status).toBe(200)
    expect(fault.mock.calls.flat().join()).toContain('"where":"rate-limit"')
    fault.mockRestore()
  })

  it('is the platform’s own, with the numbers that we tell', async () => {
    expect(settings).toContain(`simple = { limit = ${RATE_LIMIT_REQUESTS}, period = ${RATE_LIMIT_SECONDS} }`)
    const response = await call('/v1/generations', {
      headers: { ...caller.headers, 'cf-connecting-ip': '203.0.113.7' },
    })
    expect(response.status).toBe(200)
    await response.body?.cancel()
    let passed = 0
    // The limiter counts by the minute of the clock, and a new minute may begin in between.
    while (passed < 3 * RATE_LIMIT_REQUESTS) {
      const batch = await Promise.all(Array.from({ length: 100 }, () => env.RATE_LIMIT.limit({ key: 'one' })))
      passed += batch.filter(({ success }) => success).length
      if (batch.some(({ success }) => !success)) break
    }
    expect(passed).toBeGreaterThanOrEqual(RATE_LIMIT_REQUESTS)
    expect(passed).toBeLessThanOrEqual(2 * RATE_LIMIT_REQUESTS)
    expect(await env.RATE_LIMIT.limit({ key: 'another' })).toEqual({ success: true })
  })

  it('has to be there', async () => {
    const without = { ...env, ...workerTestBindings, RATE_LIMIT: undefined } as unknown as Env
    expect(await readConfig(without)).toEqual({ ok: false, missing: ['RATE_LIMIT'] })
  })
})

describe('a replay', () => {
  it('counts against nothing but the rate limit', async () => {
    const reference = await caller.upload()
    const body = { prompt: 'It moves', reference_images: [reference.id], duration: 2, seed: 5 }
    const first = await caller.generate(body)
    expect(first.status).toBe(201)
    const generation = await first.json<Generation>()
    expect(first.headers.get('ratelimit')).toMatch(/^"quota\.generations_per_subject_per_day";r=0;t=\d+$/)
    // The subject's day and the site's budget are used up now.
    expect(await problemOf(await caller.generate({ ...body, seed: 6 }))).toMatchObject({ code: 'quota-exceeded' })
    const other = await Caller.arrive()
    const own = await other.upload()
    const theirs = (seed: number) => other.generate({ ...body, reference_images: [own.id], seed })
    expect(await problemOf(await theirs(6))).toMatchObject({ code: 'budget-exhausted' })
    for (const by of [caller, other]) {
      for (let again = 0; again < 3; again++) {
        const response = by === caller ? await caller.generate(body) : await theirs(5)
        expect(response.status).toBe(200)
        expect(response.headers.get('x-refreel-replayed')).toBe('true')
        expect(response.headers.get('ratelimit')).toMatch(by === caller ? /;r=0;/ : /;r=1;/)
        await response.body?.cancel()
      }
    }
    const { ask } = withCounter(0)
    const init = json({ input: body })
    expect(await problemOf(await ask('/v1/generations', '203.0.113.8', init))).toMatchObject({
      limit: 'requests_per_address_per_minute',
    })
    await caller.end(generation)
    expect(replicate.creates).toHaveLength(1)
  })
})
