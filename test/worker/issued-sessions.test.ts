/** The limit on sessions of one address in an hour, counted without keeping the address. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Session } from '../../worker/contract/session.ts'
import { addressGroup } from '../../worker/http/address.ts'
import { call, json, makeSite, problemOf, SHOP } from './caller.ts'

const HOUR = 3_600_000

beforeAll(() => makeSite({ quota: { sessions_per_address_per_hour: 5 } }))
afterEach(() => {
  vi.useRealTimers()
})

const mint = (address: string | null, body: object = {}) =>
  call(
    '/v1/sessions',
    json(
      { site: 'site_test', ...body },
      { headers: { origin: SHOP, ...(address ? { 'cf-connecting-ip': address } : {}) } },
    ),
  )

const drain = async (response: Response) => {
  await response.body?.cancel()
  return response.status
}

const rows = () =>
  runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) =>
    storage.sql.exec<{ hour: number; address: string; count: number }>('SELECT * FROM issued_sessions').toArray(),
  )

describe('sessions of one address in an hour', () => {
  it('are counted exactly, also when all ask at once', async () => {
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => drain(await mint('203.0.113.1'))))
    expect(statuses.filter((status) => status === 201)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(15)
  })

  it('are told before they run out, and when there are more', async () => {
    const left: (string | null)[] = []
    for (let count = 0; count < 5; count++) {
      const response = await mint('203.0.113.2')
      expect(response.headers.get('ratelimit-policy')).toBe('"quota.sessions_per_address_per_hour";q=5;w=3600')
      left.push(
        /^"quota\.sessions_per_address_per_hour";r=(\d+);t=\d+$/.exec(response.headers.get('ratelimit') ?? '')?.[1] ??
          null,
      )
      await drain(response)
    }
    expect(left).toEqual(['4', '3', '2', '1', '0'])
    const before = Math.ceil((HOUR - (Date.now() % HOUR)) / 1000)
    const refused = await mint('203.0.113.2')
    const problem = await problemOf(refused)
    expect(problem).toMatchObject({ status: 429, code: 'rate-limited', limit: 'quota.sessions_per_address_per_hour' })
    const after = Number(refused.headers.get('retry-after'))
    expect(after).toBeGreaterThanOrEqual(before - 5)
    expect(after).toBeLessThanOrEqual(before)
    expect(problem.retry_after).toBe(after)
    expect(refused.headers.get('ratelimit')).toBe(`"quota.sessions_per_address_per_hour";r=0;t=${after}`)
  })

  it('count a renewed session like a new one', async () => {
    const first = await (await mint('203.0.113.3')).json<Session>()
    for (let count = 0; count < 4; count++) {
      expect(await drain(await mint('203.0.113.3', { renewal: first.renewal }))).toBe(201)
    }
    expect(await drain(await mint('203.0.113.3', { renewal: first.renewal }))).toBe(429)
  })

  it('are none where the origin was refused', async () => {
    const headers = { origin: 'https://evil.example', 'cf-connecting-ip': '203.0.113.4' }
    for (let count = 0; count < 6; count++) {
      expect(await drain(await call('/v1/sessions', json({ site: 'site_test' }, { headers })))).toBe(403)
    }
    expect(await drain(await mint('203.0.113.4'))).toBe(201)
  })

  it('are an IPv6 customer’s own, whichever of its addresses it takes', async () => {
    for (let count = 0; count < 5; count++) {
      expect(await drain(await mint(`2001:db8:0:1::${count + 1}`))).toBe(201)
    }
    expect(await drain(await mint('2001:0db8:0000:0001:ffff:ffff:ffff:ffff'))).toBe(429)
    expect(await drain(await mint('2001:db8:0:2::1'))).toBe(201)
  })

  it('are loopback’s where nobody says who asks', async () => {
    for (let count = 0; count < 5; count++) expect(await drain(await mint(null))).toBe(201)
    expect(await drain(await mint('127.0.0.1'))).toBe(429)
  })

  it('begin anew with the next hour, whose hashes are others', async () => {
    const address = '203.0.113.5'
    for (let count = 0; count < 5; count++) await drain(await mint(address))
    expect(await drain(await mint(address))).toBe(429)
    const before = await rows()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR })
    const known = new Set(before.map((row) => row.address))
    expect(await drain(await mint(address))).toBe(201)
    const fresh = (await rows()).filter((row) => !known.has(row.address))
    expect(fresh).toHaveLength(1)
    vi.setSystemTime(Date.now() + 2 * HOUR)
    expect(await drain(await mint(address))).toBe(201)
    expect(await rows()).toHaveLength(1)
  })

  it('keep no address that anybody could read', async () => {
    await drain(await mint('198.51.100.77'))
    const text = JSON.stringify(await rows())
    expect(text).not.toContain('198.51')
    for (const { address } of await rows()) expect(address).toMatch(/^[\w-]{22}$/)
  })
})

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  [' 203.0.113.9 ', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002:0003:0004:0005:0006', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1::', '2001:db8:1:0::/64'],
  ['::1', '127.0.0.1'],
  ['0:0:0:0:0:0:0:1', '127.0.0.1'],
  ['::ffff:cb00:7109', '203.0.113.9'],
  ['::FFFF:203.0.113.9', '203.0.113.9'],
  ['::2', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1:2:3:4', 'fe80:0:0:0::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['', 'unknown'],
  ['example.com', 'unknown'],
  ['1:2:3', 'unknown'],
  ['2001:db8::1%eth0', 'unknown'],
  ['2001:db8::1 2001:db8::2', 'unknown'],
])('the address %s counts as %s', (ip, group) => {
  expect(addressGroup(ip)).toBe(group)
})
