/** The secret keys of a site's own server: told once, two at a time, gone when they are deleted. */
import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NewSiteKey, SiteKeyList } from '../../worker/contract/site.ts'
import { admin, makeSite, problemOf } from './caller.ts'

const KEYS = '/v1/admin/sites/site_test/keys'
const site = () => env.SITES.getByName('site_test')

async function made(): Promise<NewSiteKey> {
  const response = await admin(KEYS, { method: 'POST' })
  expect(response.status).toBe(201)
  return response.json<NewSiteKey>()
}

const listed = async () => (await (await admin(KEYS)).json<SiteKeyList>()).keys

beforeAll(async () => {
  await makeSite()
  await makeSite({}, 'site_other')
})
beforeEach(async () => {
  for (const { id } of await listed()) await admin(`${KEYS}/${id}`, { method: 'DELETE' })
})

describe('a secret key', () => {
  it('is told once; what is kept doesn’t give it back', async () => {
    const { id, secret } = await made()
    expect(secret).toMatch(/^refreel_sk_[A-Za-z0-9_-]{43}$/)
    const text = await (await admin(KEYS)).text()
    expect(text).toContain(id)
    expect(text).not.toContain(secret)
    const kept = await runInDurableObject(site(), (_, { storage }) =>
      storage.sql
        .exec('SELECT * FROM keys')
        .toArray()
        .map((row) => new TextDecoder().decode(row.digest as ArrayBuffer) + JSON.stringify(row)),
    )
    expect(kept).toHaveLength(1)
    expect(kept.join()).not.toContain(secret.slice('refreel_sk_'.length))
  })

  it('is known to its own site alone, also after a restart', async () => {
    const { id, secret } = await made()
    await abortAllDurableObjects()
    expect(await site().verifyKey(secret)).toEqual({ keyId: id })
    expect(await env.SITES.getByName('site_other').verifyKey(secret)).toBeNull()
    for (const wrong of ['', secret.slice(0, -1), `${secret}x`, secret.toLowerCase(), 'refreel_sk_']) {
      expect(await site().verifyKey(wrong)).toBeNull()
    }
  })

  it('tells when it was used last', async () => {
    const { id, secret } = await made()
    expect(await listed()).toMatchObject([{ id }])
    expect((await listed())[0]).not.toHaveProperty('last_used_at')
    await site().verifyKey(secret)
    expect(Date.parse((await listed())[0]?.last_used_at ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })

  it('changes without a gap: old and new live together, a third has to wait', async () => {
    const old = await made()
    const next = await made()
    expect(await site().verifyKey(old.secret)).toEqual({ keyId: old.id })
    expect(await site().verifyKey(next.secret)).toEqual({ keyId: next.id })
    const third = await admin(KEYS, { method: 'POST' })
    expect(await problemOf(third)).toMatchObject({ status: 409, code: 'too-many-keys' })
    expect((await admin(`${KEYS}/${old.id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await site().verifyKey(old.secret)).toBeNull()
    expect(await site().verifyKey(next.secret)).toEqual({ keyId: next.id })
    await made()
    expect(await problemOf(await admin(`${KEYS}/${old.id}`, { method: 'DELETE' }))).toMatchObject({ code: 'not-found' })
  })

  it('can’t be made three times by three who ask at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => admin(KEYS, { method: 'POST' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409])
    await Promise.all(answers.map((answer) => answer.body?.cancel()))
    expect(await listed()).toHaveLength(2)
  })

  it('is made, listed and deleted by the operator alone, and for sites that are there', async () => {
    for (const [method, path] of [
      ['POST', KEYS],
      ['GET', KEYS],
      ['DELETE', `${KEYS}/key_1`],
    ] as const) {
      const stranger = await admin(path, { method, headers: { authorization: 'Bearer refreel_sk_x' } })
      expect(await problemOf(stranger)).toMatchObject({ status: 401, code: 'unauthenticated' })
      const elsewhere = await admin(path.replace('site_test', 'site_nobody'), { method })
      expect(await problemOf(elsewhere)).toMatchObject({ status: 404, code: 'unknown-site' })
    }
  })
})
