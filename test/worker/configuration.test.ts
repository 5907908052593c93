/** A deployment’s settings, health, key rings and ids, and the site records that its operator makes. */
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { app } from '../../worker/app.ts'
import { readConfig } from '../../worker/config.ts'
import { isGenuine, newId } from '../../worker/signing/ids.ts'
import { importKeyRing } from '../../worker/signing/key-ring.ts'
import { workerTestBindings } from './bindings.ts'
import { call, json, problemOf, SHOP } from './caller.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const withSettings = (settings: Partial<Env>): Env => ({ ...env, ...workerTestBindings, TIME_SCALE: '', ...settings })

describe('a deployment', () => {
  it('says that it is well', async () => {
    const response = await call('/healthz')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status: 'ok',
      mode: 'replicate',
      version: expect.stringMatching(/^\d/),
    })
  })

  it.each<[keyof Env, string]>([
    ['REPLICATE_API_TOKEN', ''],
    ['REPLICATE_WEBHOOK_SECRET', ''],
    ['REPLICATE_WEBHOOK_SECRET', 'guess'],
    ['ADMIN_TOKEN', ''],
    ['ADMIN_TOKEN', 'short'],
    ['SIGNING_KEYS', ''],
    ['SIGNING_KEYS', 'k1:c2hvcnQ'],
    ['SIGNING_KEYS', `${workerTestBindings.SIGNING_KEYS},k3:${workerTestBindings.ID_KEY}`],
    ['ID_KEY', ''],
    ['ID_KEY', 'c2hvcnQ'],
    ['PUBLIC_URL', 'http://refreel.example.com'],
    ['REPLICATE_BASE_URL', 'http://replicate.example.com/v1'],
    ['TIME_SCALE', '0'],
    ['TIME_SCALE', 'fast'],
  ])('without a good %s ("%s") refuses to serve, and names it', async (name, value) => {
    const settings = withSettings({ [name]: value })
    const refused = await app.request(
      '/v1/sessions',
      json({ site: 'site_test' }, { headers: { origin: SHOP } }),
      settings,
    )
    const problem = await problemOf(refused)
    expect(problem).toMatchObject({ status: 503, code: 'not-configured' })
    expect(problem.detail).toContain(name)
    const health = await app.request('/healthz', {}, settings)
    expect(health.status).toBe(503)
    const text = await health.text()
    expect(JSON.parse(text)).toMatchObject({ status: 'not-configured', missing: [name] })
    if (value.length > 5) expect(text).not.toContain(value)
  })

  it('divides no time off loopback', async () => {
    const settings = withSettings({ PUBLIC_URL: 'https://refreel.example.com', TIME_SCALE: '60' })
    expect(await readConfig(settings)).toEqual({ ok: false, missing: ['TIME_SCALE'] })
    const elsewhere = withSettings({ PUBLIC_URL: '', TIME_SCALE: '60' })
    const refused = await app.request('https://refreel.example.com/v1/generations', {}, elsewhere)
    expect(await problemOf(refused)).toMatchObject({ code: 'not-configured' })
  })

  it('needs no webhook secret where the provider can’t reach it', async () => {
    expect(await readConfig(withSettings({ PUBLIC_URL: '', REPLICATE_WEBHOOK_SECRET: '' }))).toMatchObject({ ok: true })
  })

  it('tells nothing of a fault inside', async () => {
    const broken = withSettings({
      BUCKET: { head: () => Promise.reject(new Error('secret detail')) } as unknown as R2Bucket,
    })
    const problem = await problemOf(
      await app.request('/v1/sessions', json({ site: 'site_x' }, { headers: { origin: SHOP } }), broken),
    )
    expect(problem).toMatchObject({ status: 500, code: 'internal-error' })
    expect(JSON.stringify(problem)).not.toContain('secret detail')
  })
})

describe('the operator’s routes', () => {
  it.each([
    ['nothing', undefined],
    ['a guess', 'Bearer admin'],
    ['half of it', `Bearer ${workerTestBindings.ADMIN_TOKEN.slice(0, -1)}`],
  ])('are closed to %s', async (_, authorization) => {
    const headers: Record<string, string> = authorization ? { authorization } : {}
    const response = await call('/v1/admin/sites', json({ id: 'site_x', name: 'X' }, { headers }))
    expect(await problemOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  it('make a site with careful defaults, and change parts of it', async () => {
    const headers = { authorization: `Bearer ${workerTestBindings.ADMIN_TOKEN}` }
    const created = await call(
      '/v1/admin/sites',
      json({ id: 'site_new', name: 'New', budget: { per_day: 8 } }, { headers }),
    )
    expect(created.status).toBe(201)
    expect(await created.json()).toMatchObject({
      origins: [],
      budget: { per_hour: 2, per_day: 8 },
      quota: { concurrent_per_subject: 1 },
    })
    const again = await call('/v1/admin/sites', json({ id: 'site_new', name: 'New' }, { headers }))
    expect(await problemOf(again)).toMatchObject({ status: 409, code: 'site-exists' })
    const patch = json({ origins: [SHOP], allow: { max_duration: 3 } }, { method: 'PATCH', headers })
    const changed = await call('/v1/admin/sites/site_new', patch)
    expect(await changed.json()).toMatchObject({
      origins: [SHOP],
      allow: { max_duration: 3, custom_prompt: true },
      budget: { per_day: 8 },
    })
    const wrong = json(
      { origins: ['http://shop.example', 'https://*.*.example'], budget: { per_day: -1 } },
      { method: 'PATCH', headers },
    )
    const problem = await problemOf(await call('/v1/admin/sites/site_new', wrong))
    expect(problem.errors?.map((error) => error.pointer)).toEqual(['/origins/0', '/origins/1', '/budget/per_day'])
    expect(await problemOf(await call('/v1/admin/sites/site_none', { headers }))).toMatchObject({
      code: 'unknown-site',
    })
  })
})

it('an id is genuine for its own kind and key only, and no character of it may be another', async () => {
  const ring = await importKeyRing(`id:${workerTestBindings.ID_KEY}`)
  const other = await importKeyRing(workerTestBindings.SIGNING_KEYS)
  if (!ring || !other) throw new Error('no keys')
  const id = await newId(ring.first.key, 'ref')
  expect(id).toMatch(/^ref_[0-9a-z]{32}$/)
  expect(await isGenuine(ring.first.key, 'ref', id)).toBe(true)
  expect(await isGenuine(ring.first.key, 'gen', id.replace('ref', 'gen'))).toBe(false)
  expect(await isGenuine(other.first.key, 'ref', id)).toBe(false)
  for (let index = 4; index < id.length; index++) {
    const changed = id.slice(0, index) + (id[index] === '0' ? '1' : '0') + id.slice(index + 1)
    expect(await isGenuine(ring.first.key, 'ref', changed)).toBe(false)
  }
})
