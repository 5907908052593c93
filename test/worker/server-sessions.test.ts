/** Sessions that a site’s own server asks for with its secret key. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Session } from '../../worker/contract/session.ts'
import { workerTestBindings } from './bindings.ts'
import { admin, Caller, call, json, makeSite, problemOf, SHOP } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { payloadOf } from './signer.ts'
import { SiteServer } from './site-server.ts'

let server: SiteServer

beforeAll(async () => {
  await makeSite({
    origins: [SHOP, 'https://*.shops.example'],
    quota: { upload_bytes_per_subject_per_day: 1_000_000, sessions_per_address_per_hour: 1 },
    allow: { max_duration: 8, resolutions: ['720p'], custom_prompt: false, reference_videos: false },
    challenge: 'turnstile',
    turnstile_site_key: '0x4AAAAAAAfakesitekey',
  })
  await makeSite({}, 'site_other')
  server = await SiteServer.of()
  new FakeReplicate().install()
  return () => vi.unstubAllGlobals()
})

async function minted(body: object): Promise<Session> {
  const response = await server.ask(body)
  expect(response.status, await response.clone().text()).toBe(201)
  return response.json<Session>()
}

describe('a session that a site’s server asks for', () => {
  it('is for the customer that it names, on the origin that it names, without a renewal', async () => {
    const session = await minted({ subject: 'customer-42', origin: SHOP })
    expect(session).toMatchObject({ subject: 'customer-42', site: { id: 'site_test' } })
    expect(session).not.toHaveProperty('renewal')
    expect(Date.parse(session.expires_at) - Date.now()).toBeLessThanOrEqual(15 * 60_000)
    const page = await new Caller(session).fetch('/v1/generations')
    expect(page.status).toBe(200)
    for (const origin of ['https://a.shops.example', null]) {
      const elsewhere = await new Caller(session, origin).fetch('/v1/generations')
      expect(await problemOf(elsewhere)).toMatchObject({ status: 403, code: 'origin-not-allowed' })
    }
  })

  it('tells whoever holds it of the site what its answer had told the server', async () => {
    const limits = { max_duration: 4 }
    const session = await minted({ subject: 'customer-facts', origin: SHOP, limits })
    const told = await new Caller(session).fetch('/v1/sessions')
    expect(told.status).toBe(200)
    expect(told.headers.get('cache-control')).toBe('no-store')
    const { subject, site, preview } = session
    expect(site.limits.max_duration).toBe(4)
    expect(await told.json()).toEqual({ subject, site, preview })
    const elsewhere = await new Caller(session, 'https://elsewhere.example').fetch('/v1/sessions')
    expect(await problemOf(elsewhere)).toMatchObject({ status: 403, code: 'origin-not-allowed' })
    const nobody = await call('/v1/sessions', { headers: { origin: SHOP } })
    expect(await problemOf(nobody)).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  it('is for the server’s own calls where it names no origin: a page can’t use it', async () => {
    const session = await minted({ subject: 'customer-42' })
    expect((await new Caller(session, null).fetch('/v1/generations')).status).toBe(200)
    for (const origin of [SHOP, 'null']) {
      const page = await new Caller(session, origin).fetch('/v1/generations')
      expect(await problemOf(page)).toMatchObject({ status: 403, code: 'origin-not-allowed' })
    }
  })

  it('needs no challenge and is counted for no address: the key vouches', async () => {
    for (let count = 0; count < 3; count++) await minted({ subject: 'customer-42', origin: SHOP })
    const page = await call('/v1/sessions', json({ site: 'site_test' }, { headers: { origin: SHOP } }))
    expect(await problemOf(page)).toMatchObject({ code: 'challenge-required' })
  })

  it('sees what its customer made before, whichever session it was in', async () => {
    const reference = await new Caller(await minted({ subject: 'customer-7', origin: SHOP })).upload()
    const later = new Caller(await minted({ subject: 'customer-7' }), null)
    expect((await later.fetch(`/v1/references/${reference.id}`)).status).toBe(200)
    const other = new Caller(await minted({ subject: 'customer-8' }), null)
    expect((await other.fetch(`/v1/references/${reference.id}`)).status).toBe(404)
  })

  it.each<[string, (secret: string) => string]>([
    ['another secret', () => `refreel_sk_${'x'.repeat(43)}`],
    ['half a secret', (secret) => secret.slice(0, -1)],
    ['the operator’s token', () => workerTestBindings.ADMIN_TOKEN],
    ['nothing', () => ''],
  ])('is not given for %s', async (_, make) => {
    const authorization = `Bearer ${make(server.key.secret)}`
    expect(await problemOf(await server.ask({ subject: 'customer-42' }, { authorization }))).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    })
  })

  it('is not given for another scheme, another site’s key, a session, or a deleted key', async () => {
    const other = await SiteServer.of('site_other')
    const { token } = await minted({ subject: 'customer-42' })
    const deleted = await SiteServer.of()
    await admin(`/v1/admin/sites/site_test/keys/${deleted.key.id}`, { method: 'DELETE' })
    for (const authorization of [
      `Basic ${btoa(`x:${server.key.secret}`)}`,
      server.key.secret,
      `Bearer ${other.key.secret}`,
      `Bearer ${token}`,
      `Bearer ${deleted.key.secret}`,
    ]) {
      const problem = await problemOf(await server.ask({ subject: 'customer-42' }, { authorization }))
      expect(problem).toMatchObject({ status: 401, code: 'unauthenticated' })
    }
    expect(await problemOf(await server.ask({ site: 'site_nobody', subject: 'x' }))).toMatchObject({
      code: 'unknown-site',
    })
  })

  it('is not given to a page, though it has the key: there it would be everybody’s', async () => {
    for (const origin of [SHOP, 'https://evil.example', 'null']) {
      const problem = await problemOf(await server.ask({ subject: 'customer-42' }, { origin }))
      expect(problem).toMatchObject({ status: 403, code: 'origin-not-allowed' })
    }
  })

  it.each<[string, object, string, string]>([
    ['no subject', {}, '/subject', 'required'],
    ['an empty subject', { subject: '' }, '/subject', 'bad-format'],
    ['a subject with a space', { subject: 'a b' }, '/subject', 'bad-format'],
    ['a subject with a line end', { subject: 'a\n' }, '/subject', 'bad-format'],
    ['a subject in other letters', { subject: 'kündin' }, '/subject', 'bad-format'],
    ['a subject that is a path', { subject: '../x' }, '/subject', 'bad-format'],
    ['the operator’s own name', { subject: '@site_test' }, '/subject', 'bad-format'],
    ['a subject that is too long', { subject: 'x'.repeat(129) }, '/subject', 'too-long'],
    ['a subject that is a number', { subject: 42 }, '/subject', 'wrong-type'],
    ['a visitor’s subject', { subject: 'visitor-0c3b' }, '/subject', 'reserved'],
    ['a renewal', { subject: 'x', renewal: 'y' }, '/renewal', 'unknown-field'],
    ['another site’s origin', { subject: 'x', origin: 'https://evil.example' }, '/origin', 'not-allowed-here'],
    ['the wildcard itself', { subject: 'x', origin: 'https://*.shops.example' }, '/origin', 'not-allowed-here'],
    ['null for an origin', { subject: 'x', origin: 'null' }, '/origin', 'not-allowed-here'],
    ['an empty origin', { subject: 'x', origin: '' }, '/origin', 'not-allowed-here'],
    ['a limit that there isn’t', { subject: 'x', limits: { videos: 1 } }, '/limits/videos', 'unknown-field'],
    [
      'a limit below nothing',
      { subject: 'x', limits: { budget: { per_day: -1 } } },
      '/limits/budget/per_day',
      'out-of-range',
    ],
    ['a longer video', { subject: 'x', limits: { max_duration: 9 } }, '/limits/max_duration', 'looser'],
    ['a larger video', { subject: 'x', limits: { resolutions: ['720p', '1080p'] } }, '/limits/resolutions/1', 'looser'],
    ['prompts of their own', { subject: 'x', limits: { custom_prompt: true } }, '/limits/custom_prompt', 'looser'],
    ['clips', { subject: 'x', limits: { reference_videos: true } }, '/limits/reference_videos', 'looser'],
    [
      'more runs',
      { subject: 'x', limits: { generations_per_subject_per_day: 101 } },
      '/limits/generations_per_subject_per_day',
      'looser',
    ],
    [
      'more at once',
      { subject: 'x', limits: { concurrent_per_subject: 101 } },
      '/limits/concurrent_per_subject',
      'looser',
    ],
    [
      'more bytes',
      { subject: 'x', limits: { upload_bytes_per_subject_per_day: 1_000_001 } },
      '/limits/upload_bytes_per_subject_per_day',
      'looser',
    ],
    ['more an hour', { subject: 'x', limits: { budget: { per_hour: 100.01 } } }, '/limits/budget/per_hour', 'looser'],
    ['more a day', { subject: 'x', limits: { budget: { per_day: 100.01 } } }, '/limits/budget/per_day', 'looser'],
    ['more a month', { subject: 'x', limits: { budget: { per_month: 100.01 } } }, '/limits/budget/per_month', 'looser'],
  ])('is refused with %s, and the pointer says where', async (_, body, pointer, code) => {
    const problem = await problemOf(await server.ask(body))
    expect(problem).toMatchObject({ status: 422, code: 'invalid-input', errors: [{ pointer, code }] })
    expect(problem.errors).toHaveLength(1)
  })

  it('hears of every mistake at once', async () => {
    const limits = { max_duration: 10, generations_per_subject_per_day: 1000 }
    const problem = await problemOf(await server.ask({ subject: 'x', origin: 'https://evil.example', limits }))
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/limits/generations_per_subject_per_day',
      '/limits/max_duration',
      '/origin',
    ])
  })

  it('takes the site’s own limits and tighter ones, and tells what holds', async () => {
    const same = {
      custom_prompt: false,
      reference_videos: false,
      max_duration: 8,
      resolutions: ['720p'],
      generations_per_subject_per_day: 100,
      concurrent_per_subject: 100,
      upload_bytes_per_subject_per_day: 1_000_000,
      budget: { per_hour: 100, per_day: 100, per_month: 100 },
    }
    const session = await minted({ subject: 'auth0|5f7c8ec7c33c6c004bbafe82', limits: same })
    expect(payloadOf(session.token)).toMatchObject({ limits: same })
    const tighter = await minted({
      subject: 'a@b.example',
      limits: { max_duration: 3, generations_per_subject_per_day: 2 },
    })
    expect(tighter.site.limits).toMatchObject({ max_duration: 3, remaining_today: { generations: 2 } })
  })
})
