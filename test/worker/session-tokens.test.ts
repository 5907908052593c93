/** Session tokens that were cut, swapped, stolen or outlived. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Session } from '../../worker/contract/session.ts'
import { issueRenewal, newVisitor } from '../../worker/signing/renewal.ts'
import { seal } from '../../worker/signing/seal.ts'
import { issueSession, type Signer } from '../../worker/signing/session.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, json, makeSite, problemOf, SHOP } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { payloadOf, ringOf, signer } from './signer.ts'

const OTHER_SHOP = 'https://other.example'
const MINUTE = 60_000
const DAY = 86_400_000

let caller: Caller
let own: Signer

beforeAll(async () => {
  await makeSite()
  await makeSite({ origins: [OTHER_SHOP, SHOP] }, 'site_other')
  caller = await Caller.arrive()
  own = await signer()
  new FakeReplicate().install()
  return () => vi.unstubAllGlobals()
})

/** The calls that a visitor can make about a run. */
const OF_RUNS = [
  ['GET', '/events'],
  ['POST', '/cancel'],
] as const

const ask = (token: string, path = '/v1/generations', origin: string = SHOP, method = 'GET') =>
  call(path, { method, headers: { authorization: `Bearer ${token}`, origin } })

/** The caller's token with some of its claims changed, sealed anew. */
const forge = (changes: Record<string, unknown>, keys = own.keys, purpose: 'session' | 'renewal' = 'session') =>
  seal(keys, purpose, { ...payloadOf(caller.session.token), ...changes })

/** A compact JWS as libraries write them. */
function jws(header: object, payload: object, signature = ''): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replace(/=+$/, '')
  return `${part(header)}.${part(payload)}.${signature}`
}

describe('a session token', () => {
  it('says who signed it, for whom, and for how long', () => {
    const { token, subject } = caller.session
    const claims = payloadOf(token)
    expect(token.split('.')[0]).toBe('k2')
    expect(claims).toEqual({
      issuer: own.issuer,
      audience: 'refreel/v1',
      site: 'site_test',
      origin: SHOP,
      subject,
      scopes: ['references', 'generations'],
      issued_at: expect.any(Number),
      expires_at: Number(claims.issued_at) + 15 * MINUTE,
    })
  })

  it.each<[string, () => Promise<string> | string, number, string]>([
    ['a good one, sealed anew', () => forge({}), 200, ''],
    ['one that a clock a little ahead signed', () => forge({ issued_at: Date.now() + 30_000 }), 200, ''],
    ['one that is over', () => forge({ expires_at: Date.now() - 1 }), 401, 'session-expired'],
    ['one that begins in two minutes', () => forge({ issued_at: Date.now() + 2 * MINUTE }), 401, 'unauthenticated'],
    ['one for another audience', () => forge({ audience: 'refreel/v2' }), 401, 'unauthenticated'],
    ['one without an audience', () => forge({ audience: undefined }), 401, 'unauthenticated'],
    ['one of another deployment', () => forge({ issuer: 'refreel-staging' }), 401, 'unauthenticated'],
    ['one without an issuer', () => forge({ issuer: undefined }), 401, 'unauthenticated'],
    ['one for no scope', () => forge({ scopes: [] }), 403, 'insufficient-scope'],
    ['one for another scope', () => forge({ scopes: ['references'] }), 403, 'insufficient-scope'],
    ['one with a scope that there isn’t', () => forge({ scopes: ['admin'] }), 401, 'unauthenticated'],
    ['one for another origin', () => forge({ origin: OTHER_SHOP }), 403, 'origin-not-allowed'],
    ['one for a server', () => forge({ origin: null }), 403, 'origin-not-allowed'],
    ['one for every origin', () => forge({ origin: '*' }), 403, 'origin-not-allowed'],
    ['a renewal', () => caller.session.renewal ?? '', 401, 'unauthenticated'],
    ['the same claims sealed as a renewal', () => forge({}, own.keys, 'renewal'), 401, 'unauthenticated'],
    [
      'one by another key of the same name',
      async () => forge({}, await ringOf(`k2:${workerTestBindings.ID_KEY}`)),
      401,
      'unauthenticated',
    ],
    [
      'one by a key of another name',
      async () => forge({}, await ringOf(workerTestBindings.SIGNING_KEYS.replace('k2:', 'k7:'))),
      401,
      'unauthenticated',
    ],
    ['a JWS without an algorithm', () => jws({ alg: 'none' }, payloadOf(caller.session.token)), 401, 'unauthenticated'],
    [
      'a JWS that names our key',
      () => jws({ alg: 'HS256', kid: 'k2' }, payloadOf(caller.session.token), caller.session.token.split('.')[2]),
      401,
      'unauthenticated',
    ],
  ])('is taken or refused for what it says: %s', async (_, make, status, code) => {
    const response = await ask(await make())
    expect(response.status).toBe(status)
    if (status === 200) await response.body?.cancel()
    else expect(await problemOf(response)).toMatchObject({ code })
  })

  it('opens nothing when any part of it is cut or swapped', async () => {
    const [id, body, mac] = caller.session.token.split('.') as [string, string, string]
    const stranger = (await Caller.arrive()).session.token.split('.') as [string, string, string]
    const flipped = body.slice(0, 20) + (body[20] === 'A' ? 'B' : 'A') + body.slice(21)
    const tokens = [
      `${id}.${stranger[1]}.${mac}`,
      `${id}.${body}.${stranger[2]}`,
      `${id}.${flipped}.${mac}`,
      `k1.${body}.${mac}`,
      `.${body}.${mac}`,
      `${id}.${body}.${mac.slice(0, -2)}`,
      `${id}.${body.slice(0, -4)}.${mac}`,
      `${id}.${body}.`,
      `${id}.${body}`,
      `${id}.${body}.${mac}.`,
      `${id}.${body}.${mac}=`,
      '..',
      'k2',
      'x'.repeat(10_000),
    ]
    for (const token of tokens) {
      expect(await problemOf(await ask(token)), token.slice(0, 60)).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      })
    }
  })

  it('finds another subject’s things as little as things that aren’t there', async () => {
    const generation = await caller.start()
    const [reference = ''] = generation.input.reference_images ?? []
    const others = await Promise.all([
      issueSession(own, { site: 'site_test', origin: SHOP, subject: 'somebody-else' }, Date.now()),
      issueSession(own, { site: 'site_other', origin: SHOP, subject: caller.session.subject }, Date.now()),
    ])
    for (const { token } of others) {
      for (const [id, invented] of [
        [`/v1/references/${reference}`, '/v1/references/ref_0123456789abcdefghjkmnpqrstvwxyz'],
        [`/v1/generations/${generation.id}`, '/v1/generations/gen_0123456789abcdefghjkmnpqrstvwxyz'],
      ] as const) {
        for (const [method, rest] of [['GET', ''], ['DELETE', ''], ...(id.includes('gen_') ? OF_RUNS : [])] as const) {
          const theirs = await problemOf(await ask(token, id + rest, SHOP, method))
          const nobodys = await problemOf(await ask(token, invented + rest, SHOP, method))
          expect({ ...theirs, request_id: '' }).toEqual({ ...nobodys, request_id: '' })
          expect(theirs).toMatchObject({ status: 404, code: 'not-found' })
        }
      }
      const headers = { authorization: `Bearer ${token}`, origin: SHOP }
      const input = { prompt: 'It moves', reference_images: [reference], duration: 2 }
      const problem = await problemOf(await call('/v1/generations', json({ input }, { headers })))
      expect(problem.errors).toMatchObject([{ pointer: '/input/reference_images/0', code: 'unknown-reference' }])
    }
    expect((await caller.fetch(`/v1/references/${reference}`)).status).toBe(200)
    expect((await caller.fetch(`/v1/generations/${generation.id}`)).status).toBe(200)
  })

  it('still opens while the key that signed it is the second of the ring', async () => {
    const [, second = ''] = workerTestBindings.SIGNING_KEYS.split(',')
    const response = await ask(await forge({}, await ringOf(second)))
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })
})

describe('a renewal token', () => {
  const renew = async (renewal: string, site = 'site_test', origin = SHOP): Promise<Session> => {
    const response = await call('/v1/sessions', json({ site, renewal }, { headers: { origin } }))
    expect(response.status).toBe(201)
    return response.json<Session>()
  }

  it('keeps its subject for 30 days, and each session brings the next', async () => {
    const { renewal = '', subject } = caller.session
    const claims = payloadOf(renewal)
    expect(claims).toEqual({
      issuer: own.issuer,
      audience: 'refreel/v1/sessions',
      site: 'site_test',
      origin: SHOP,
      subject,
      challenged_at: null,
      issued_at: expect.any(Number),
      expires_at: Number(claims.issued_at) + 30 * DAY,
    })
    const second = await renew(renewal)
    expect(second.subject).toBe(subject)
    expect((await renew(second.renewal ?? '')).subject).toBe(subject)
  })

  it('keeps nobody’s subject elsewhere', async () => {
    const { renewal = '', subject } = caller.session
    expect((await renew(renewal, 'site_other')).subject).not.toBe(subject)
    const there = await issueRenewal(own, { ...newVisitor('site_other', SHOP), subject }, Date.now())
    expect((await renew(there, 'site_other')).subject).toBe(subject)
    expect((await renew(there, 'site_other', OTHER_SHOP)).subject).not.toBe(subject)
    expect((await renew(there)).subject).not.toBe(subject)
  })

  const sealed = (changes: Record<string, unknown>) =>
    seal(own.keys, 'renewal', { ...payloadOf(caller.session.renewal ?? ''), ...changes })
  it.each<[string, () => Promise<string>, boolean]>([
    ['a good one, sealed anew', () => sealed({}), true],
    ['one that is over', () => sealed({ expires_at: Date.now() - 1 }), false],
    ['one that begins tomorrow', () => sealed({ issued_at: Date.now() + DAY }), false],
    ['one for another audience', () => sealed({ audience: 'refreel/v1' }), false],
    ['one of another deployment', () => sealed({ issuer: 'refreel-staging' }), false],
    ['a session token', async () => caller.session.token, false],
    ['the same sealed as a session', () => forge(payloadOf(caller.session.renewal ?? '')), false],
    ['nonsense', async () => 'x.y.z', false],
  ])('keeps the subject or is as good as none: %s', async (_, make, keeps) => {
    const session = await renew(await make())
    expect(session.subject === caller.session.subject).toBe(keeps)
    expect(session.subject).toMatch(/^visitor-[0-9a-f-]{36}$/)
  })

  it('is for subjects that a page was given, and no customer of a site’s server', async () => {
    const session = await renew(await sealed({ subject: 'customer-42' }))
    expect(session.subject).toMatch(/^visitor-/)
  })
})
