/** Sessions of pages, and what every answer of the Worker has in common. */
import { listDurableObjectIds } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../worker/contract/session.ts'
import { Caller, call, json, makeSite, problemOf, SHOP } from './caller.ts'

beforeAll(() => makeSite({ origins: [SHOP, 'https://*.shops.example'] }))

const mint = (body: unknown, origin?: string) => call('/v1/sessions', json(body, origin ? { headers: { origin } } : {}))

describe('the mint', () => {
  it('gives a page of an allowed origin a token of 15 minutes and what the site allows', async () => {
    const before = Date.now()
    const response = await mint({ site: 'site_test' }, SHOP)
    expect(response.status).toBe(201)
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    const session = await response.json<Session>()
    expect(Date.parse(session.expires_at) - before).toBeGreaterThanOrEqual(15 * 60_000)
    expect(Date.parse(session.expires_at) - Date.now()).toBeLessThanOrEqual(15 * 60_000)
    expect(session.site).toMatchObject({
      id: 'site_test',
      limits: { max_duration: 10, remaining_today: { generations: 100 } },
    })
  })

  it('leaves nothing behind for a site that is not there', async () => {
    const before = await listDurableObjectIds(env.SITES)
    const response = await mint({ site: 'site_nobody' }, SHOP)
    expect(await problemOf(response)).toMatchObject({ status: 404, code: 'unknown-site' })
    expect(await listDurableObjectIds(env.SITES)).toHaveLength(before.length)
  })

  it.each([
    ['JSON cut in half', '{"site":', 'malformed-json', 400],
    ['no site', '{}', 'invalid-input', 422],
    ['an unknown field', '{"site":"site_test","admin":true}', 'invalid-input', 422],
    ['a list', '[]', 'invalid-input', 422],
  ])('answers %s with a clear problem', async (_, body, code, status) => {
    const headers = { 'content-type': 'application/json', origin: SHOP }
    const response = await call('/v1/sessions', { method: 'POST', headers, body })
    expect(await problemOf(response)).toMatchObject({ code, status })
  })
})

describe('a session token', () => {
  it('is asked for', async () => {
    const response = await call('/v1/generations', { headers: { origin: SHOP } })
    expect(await problemOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  it('works from its own origin only, and a missing Origin is a wrong one', async () => {
    const { session } = await Caller.arrive()
    const authorization = `Bearer ${session.token}`
    for (const origin of ['https://a.shops.example', 'null', undefined]) {
      const headers = { authorization, ...(origin ? { origin } : {}) }
      expect(await problemOf(await call('/v1/generations', { headers }))).toMatchObject({ code: 'origin-not-allowed' })
    }
    expect((await call('/v1/generations', { headers: { authorization, origin: SHOP } })).status).toBe(200)
  })
})

describe('the cross-origin gate', () => {
  it('lets a page read why it was refused', async () => {
    const response = await mint({ site: 'site_test' }, 'https://evil.example')
    expect(response.headers.get('access-control-allow-origin')).toBe('https://evil.example')
    await response.body?.cancel()
  })
})

describe('every answer', () => {
  it('carries a request id, and an unknown path is a problem', async () => {
    const response = await call('/v1/nothing')
    expect(await problemOf(response)).toMatchObject({ status: 404, code: 'not-found' })
  })

  it('says which methods an address has', async () => {
    const response = await call('/v1/sessions', { method: 'PUT', headers: { origin: SHOP } })
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST')
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method-not-allowed' })
  })

  it('refuses a body that is no JSON by its type', async () => {
    const response = await call('/v1/sessions', { method: 'POST', headers: { origin: SHOP }, body: 'site=site_test' })
    expect(await problemOf(response)).toMatchObject({ status: 415, code: 'unsupported-media-type' })
  })
})
