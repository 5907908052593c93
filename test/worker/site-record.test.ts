/** The operator's record of a site: its careful defaults, and the mistakes that it is refused for. */
import { abortAllDurableObjects, listDurableObjectIds, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { SiteRecord } from '../../worker/contract/site.ts'
import { admin, json, problemOf } from './caller.ts'

let number = 0

/** Makes a site with these fields besides its id and name. */
async function create(fields: Record<string, unknown> = {}, id = `site_r${++number}`): Promise<Response> {
  return admin('/v1/admin/sites', json({ id, name: 'Shop', ...fields }))
}

async function created(fields: Record<string, unknown> = {}): Promise<SiteRecord> {
  const response = await create(fields)
  expect(response.status, await response.clone().text()).toBe(201)
  return response.json<SiteRecord>()
}

const patch = (id: string, fields: unknown) => admin(`/v1/admin/sites/${id}`, json(fields, { method: 'PATCH' }))

async function patched(id: string, fields: unknown): Promise<SiteRecord> {
  const response = await patch(id, fields)
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json<SiteRecord>()
}

describe('a new site', () => {
  it('has a small default for everything but its name', async () => {
    const record = await created()
    const { id: _, created_at, ...rest } = record
    expect(Date.parse(created_at)).toBeGreaterThan(Date.now() - 60_000)
    expect(rest).toEqual({
      name: 'Shop',
      origins: [],
      import_hosts: [],
      budget: { per_hour: 0.5, per_day: 2, per_month: 20, storage_bytes: 1_000_000_000 },
      quota: {
        generations_per_subject_per_day: 5,
        concurrent_per_subject: 1,
        upload_bytes_per_subject_per_day: 250_000_000,
        sessions_per_address_per_hour: 60,
      },
      allow: { custom_prompt: true, max_duration: 5, resolutions: ['720p', '1080p'], reference_videos: true },
      presets: [],
      challenge: null,
      playback: 'public',
      show_price: false,
      retention_days: { references: 7, videos: 30 },
    })
    expect(await (await admin(`/v1/admin/sites/${record.id}`)).json()).toEqual(record)
  })

  it('keeps every field that its operator wrote', async () => {
    const fields = {
      home_url: 'https://shop.example/videos',
      origins: ['https://shop.example', 'https://*.shop.example:8443', 'http://localhost:3000', 'http://[::1]'],
      import_hosts: ['cdn.shop.example', 'localhost:4000'],
      budget: { per_hour: 1, per_day: 3, per_month: 9, storage_bytes: 5 },
      quota: {
        generations_per_subject_per_day: 1,
        concurrent_per_subject: 2,
        upload_bytes_per_subject_per_day: 3,
        sessions_per_address_per_hour: 4,
      },
      allow: { custom_prompt: false, max_duration: 3, resolutions: ['720p'], reference_videos: false },
      challenge: 'turnstile',
      turnstile_site_key: '1x00000000000000000000AA',
      playback: 'signed',
      show_price: true,
      retention_days: { references: 1, videos: 2 },
    }
    expect(await created(fields)).toMatchObject(fields)
  })

  it('isn’t made twice', async () => {
    const { id } = await created({ name: 'First' })
    expect(await problemOf(await create({ name: 'Second' }, id))).toMatchObject({ status: 409, code: 'site-exists' })
    expect(await (await admin(`/v1/admin/sites/${id}`)).json()).toMatchObject({ name: 'First' })
  })

  it('that is refused leaves nothing behind', async () => {
    const before = await listDurableObjectIds(env.SITES)
    expect((await create({ challenge: 'turnstile' }, 'site_refused')).status).toBe(422)
    expect(await env.BUCKET.head('sites/site_refused')).toBeNull()
    expect(await listDurableObjectIds(env.SITES)).toHaveLength(before.length)
  })
})

describe('a field that is wrong', () => {
  const origin = (text: unknown) => ({ origins: [text] })
  it.each([
    ['a bare wildcard', origin('*'), '/origins/0', 'bad-format'],
    ['a wildcard for every host', origin('https://*'), '/origins/0', 'bad-format'],
    ['a wildcard under a top-level domain', origin('https://*.com'), '/origins/0', 'bad-format'],
    ['a wildcard under a country’s registry', origin('https://*.co.uk'), '/origins/0', 'too-wide'],
    ['a wildcard under a host that all share', origin('https://*.github.io'), '/origins/0', 'too-wide'],
    ['the same with a port', origin('https://*.pages.dev:8443'), '/origins/0', 'too-wide'],
    ['a wildcard under an address', origin('https://*.168.0.1'), '/origins/0', 'too-wide'],
    ['two wildcards', origin('https://*.*.shop.example'), '/origins/0', 'bad-format'],
    ['a wildcard in a label', origin('https://a*.shop.example'), '/origins/0', 'bad-format'],
    ['a wildcard in the middle', origin('https://a.*.example'), '/origins/0', 'bad-format'],
    ['plain http', origin('http://shop.example'), '/origins/0', 'bad-format'],
    ['plain http on something like loopback', origin('http://localhost.evil.example'), '/origins/0', 'bad-format'],
    ['another scheme', origin('ftp://shop.example'), '/origins/0', 'bad-format'],
    ['a path', origin('https://shop.example/'), '/origins/0', 'bad-format'],
    ['a user', origin('https://a@shop.example'), '/origins/0', 'bad-format'],
    ['upper case', origin('https://Shop.example'), '/origins/0', 'bad-format'],
    ['a label with a hyphen at its end', origin('https://shop-.example'), '/origins/0', 'bad-format'],
    ['the usual port', origin('https://shop.example:443'), '/origins/0', 'bad-port'],
    ['a port that isn’t one', origin('https://shop.example:99999'), '/origins/0', 'bad-port'],
    ['null', origin('null'), '/origins/0', 'bad-format'],
    ['a number in place of an origin', origin(7), '/origins/0', 'wrong-type'],
    ['an origin twice', { origins: ['https://a.example', 'https://a.example'] }, '/origins', 'duplicate'],
    ['a wildcard host to import from', { import_hosts: ['*.shop.example'] }, '/import_hosts/0', 'bad-format'],
    ['an address to import from', { import_hosts: ['https://cdn.example'] }, '/import_hosts/0', 'bad-format'],
    ['a script as its home', { home_url: 'javascript:alert(1)' }, '/home_url', 'bad-format'],
    ['a home without https', { home_url: 'http://shop.example' }, '/home_url', 'bad-format'],
    ['a home with a password', { home_url: 'https://a:b@shop.example' }, '/home_url', 'bad-format'],
    ['an empty name', { name: ' ' }, '/name', 'required'],
    ['a name of two lines', { name: 'a\nb' }, '/name', 'bad-characters'],
    ['a name that is too long', { name: 'x'.repeat(101) }, '/name', 'too-long'],
    ['no budget', { budget: null }, '/budget', 'wrong-type'],
    ['a budget below nothing', { budget: { per_day: -1 } }, '/budget/per_day', 'out-of-range'],
    ['an endless budget', { budget: { per_month: 1e9 } }, '/budget/per_month', 'out-of-range'],
    ['a budget in words', { budget: { per_hour: '5' } }, '/budget/per_hour', 'wrong-type'],
    ['a budget by the year', { budget: { per_year: 5 } }, '/budget/per_year', 'unknown-field'],
    [
      'half a run a day',
      { quota: { generations_per_subject_per_day: 0.5 } },
      '/quota/generations_per_subject_per_day',
      'not-an-integer',
    ],
    ['no run at a time', { quota: { concurrent_per_subject: 0 } }, '/quota/concurrent_per_subject', 'out-of-range'],
    ['longer videos than there are', { allow: { max_duration: 11 } }, '/allow/max_duration', 'out-of-range'],
    ['a resolution that isn’t there', { allow: { resolutions: ['4k'] } }, '/allow/resolutions/0', 'not-allowed'],
    ['no resolution', { allow: { resolutions: [] } }, '/allow/resolutions', 'too-few'],
    ['another challenge', { challenge: 'riddle' }, '/challenge', 'not-allowed'],
    ['a challenge without its key', { challenge: 'turnstile' }, '/turnstile_site_key', 'required'],
    ['a key that isn’t one', { turnstile_site_key: '<script>' }, '/turnstile_site_key', 'bad-format'],
    ['another playback', { playback: 'open' }, '/playback', 'not-allowed'],
    ['days without end', { retention_days: { videos: 5000 } }, '/retention_days/videos', 'out-of-range'],
    ['a field that isn’t there', { colour: 'red' }, '/colour', 'unknown-field'],
  ] as const)('is refused: %s', async (_, fields, pointer, code) => {
    const { id } = await created()
    for (const response of [await create(fields), await patch(id, fields)]) {
      const problem = await problemOf(response)
      expect(problem).toMatchObject({ status: 422, code: 'invalid-input' })
      expect(problem.errors).toMatchObject([{ pointer, code }])
    }
  })

  it('is refused together with all others', async () => {
    const problem = await problemOf(await create({ name: '', origins: ['*'], budget: { per_day: 'much' } }))
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/name', '/origins/0', '/budget/per_day'])
  })
})

describe('a change', () => {
  it('touches what it names and nothing else', async () => {
    const before = await created({ origins: ['https://a.example'], budget: { per_day: 8, per_hour: 3 } })
    const after = await patched(before.id, { budget: { per_day: 4 }, quota: { concurrent_per_subject: 2 } })
    expect(after).toEqual({
      ...before,
      budget: { ...before.budget, per_day: 4 },
      quota: { ...before.quota, concurrent_per_subject: 2 },
    })
    expect(await (await admin(`/v1/admin/sites/${before.id}`)).json()).toEqual(after)
  })

  it('of the day’s budget takes the hour along, as long as nobody set the hour', async () => {
    const { id } = await created({ budget: { per_day: 8 } })
    expect((await patched(id, { budget: { per_day: 4 } })).budget).toMatchObject({ per_hour: 1, per_day: 4 })
    expect((await patched(id, { budget: { per_hour: 2 } })).budget).toMatchObject({ per_hour: 2, per_day: 4 })
    expect((await patched(id, { budget: { per_day: 40 } })).budget).toMatchObject({ per_hour: 2, per_day: 40 })
  })

  it('takes away with null what may be absent, and nothing else', async () => {
    const { id } = await created({
      home_url: 'https://shop.example',
      challenge: 'turnstile',
      turnstile_site_key: '1x00000000000000000000AA',
    })
    expect(await problemOf(await patch(id, { turnstile_site_key: null }))).toMatchObject({
      errors: [{ pointer: '/turnstile_site_key', code: 'required' }],
    })
    const after = await patched(id, { home_url: null, challenge: null, turnstile_site_key: null })
    expect(after).not.toHaveProperty('home_url')
    expect(after).not.toHaveProperty('turnstile_site_key')
    expect((await patch(id, { name: null })).status).toBe(422)
  })

  it('can’t rename the site', async () => {
    const { id } = await created()
    expect(await problemOf(await patch(id, { id: 'site_other' }))).toMatchObject({ errors: [{ pointer: '/id' }] })
  })
})

it('a record from before a field was thought of has that field’s default', async () => {
  const { id } = await created()
  const site = env.SITES.getByName(id)
  await runInDurableObject(site, (_, { storage }) => {
    const old = { id, name: 'Old', origins: ['https://old.example'], created_at: '2026-01-01T00:00:00.000Z' }
    storage.sql.exec('UPDATE site SET record = ?', JSON.stringify({ ...old, budget: { per_day: 4 } }))
  })
  await abortAllDurableObjects()
  expect(await (await admin(`/v1/admin/sites/${id}`)).json()).toMatchObject({
    origins: ['https://old.example'],
    budget: { per_day: 4, per_hour: 1, per_month: 20 },
    challenge: null,
    playback: 'public',
  })
})
