/** All that one person left, erased by the operator or by the site's own server. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Erasure } from '../../worker/contract/admin.ts'
import type { Generation } from '../../worker/contract/generation.ts'
import type { NewSiteKey } from '../../worker/contract/site.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, makeSite, problemOf } from './caller.ts'
import { closed } from './closed.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CAT_PNG, CUP_JPG, CUP_MP4 } from './fixtures.ts'

const ADMIN = { authorization: `Bearer ${workerTestBindings.ADMIN_TOKEN}` }

let replicate: FakeReplicate
beforeEach(() => {
  replicate = new FakeReplicate().install()
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const pathOf = (site: string, { session }: Caller) => `/v1/admin/sites/${site}/subjects/${session.subject}`

async function ask(visitor: Caller, prompt: string, picture = CUP_JPG): Promise<Generation> {
  const reference = await visitor.upload(picture)
  const input = { prompt, reference_images: [reference.id], duration: 2, seed: 1 }
  const answer = await visitor.generate(input, {}, `key of ${prompt}`)
  return visitor.end(await answer.json<Generation>())
}

it('takes references, videos, claims and names, and leaves what others want', async () => {
  await makeSite({}, 'site_erase')
  const [leaves, stays] = [await Caller.arrive('site_erase'), await Caller.arrive('site_erase')]
  const [shared, own, expired] = [
    await ask(leaves, 'Shared'),
    await ask(leaves, 'Own', CAT_PNG),
    await ask(leaves, 'Expired'),
  ]
  await ask(stays, 'Shared')
  await closed(expired)
  await runInDurableObject(env.GENERATIONS.getByName(expired.id), (_, { storage }) => {
    storage.sql.exec('UPDATE attempts SET expires_at = 1')
  })
  await runDurableObjectAlarm(env.GENERATIONS.getByName(expired.id))
  replicate.onCreate = () => undefined
  const reference = await leaves.upload(CAT_PNG)
  const running = await (
    await leaves.generate({ prompt: 'Running', reference_images: [reference.id] })
  ).json<Generation>()
  await leaves.until(running, (seen) => seen.status === 'starting')

  const answer = await call(pathOf('site_erase', leaves), { method: 'DELETE', headers: ADMIN })
  expect(answer.status).toBe(200)
  expect(await answer.json<Erasure>()).toMatchObject({
    subject: leaves.session.subject,
    generations: 4,
    videos: 2,
    references: 4,
    complete: true,
  })
  await eventually(() => expect(replicate.predictionOf(running).status).toBe('canceled'))
  await eventually(async () => {
    expect((await env.BUCKET.list({ prefix: 'videos/' })).objects.map(({ key }) => key)).toEqual([
      `videos/${shared.video?.id}.mp4`,
    ])
    // The other subject still has one of the pictures.
    expect((await env.BUCKET.list({ prefix: 'references/site_erase' })).objects).toHaveLength(1)
  })
  for (const { urls } of [shared, own, running, expired]) {
    expect(await problemOf(await leaves.fetch(urls.self))).toMatchObject({ code: 'not-found' })
  }
  expect(await (await stays.fetch(shared.urls.self)).json()).toMatchObject({ status: 'succeeded' })
  const objects = [
    env.SITES.getByName('site_erase'),
    ...[shared, own, running, expired].map(({ id }) => env.GENERATIONS.getByName(id)),
  ]
  for (const stub of objects) {
    const text = await runInDurableObject(stub, (_, { storage }) => {
      const tables = storage.sql
        .exec<{ name: string }>(
          `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'`,
        )
        .toArray()
      return JSON.stringify(tables.map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()))
    })
    expect(text).not.toContain(leaves.session.subject)
  }
  const again = await call(pathOf('site_erase', leaves), { method: 'DELETE', headers: ADMIN })
  expect(await again.json<Erasure>()).toMatchObject({ generations: 0, videos: 0, references: 0, complete: true })
})

it('is for the operator and for the site’s own key, and for nobody else', async () => {
  await makeSite({}, 'site_owner')
  await makeSite({}, 'site_stranger')
  const keyOf = async (site: string) => {
    const made = await call(`/v1/admin/sites/${site}/keys`, { method: 'POST', headers: ADMIN })
    return (await made.json<NewSiteKey>()).secret
  }
  const [own, foreign] = [await keyOf('site_owner'), await keyOf('site_stranger')]
  const caller = await Caller.arrive('site_owner')
  const erase = (headers: Record<string, string>, site = 'site_owner') =>
    call(pathOf(site, caller), { method: 'DELETE', headers })
  for (const token of [foreign, caller.session.token, `${own}x`, 'refreel_sk_']) {
    expect(await problemOf(await erase({ authorization: `Bearer ${token}` }))).toMatchObject({
      code: 'unauthenticated',
    })
  }
  expect(await problemOf(await erase({}))).toMatchObject({ code: 'unauthenticated' })
  expect(await problemOf(await erase({}, 'site_nobody'))).toMatchObject({ code: 'unauthenticated' })
  expect((await erase({ authorization: `Bearer ${own}` })).status).toBe(200)
  expect(
    await problemOf(await call('/v1/admin/sites/site_owner', { headers: { authorization: `Bearer ${own}` } })),
  ).toMatchObject({
    code: 'unauthenticated',
  })
})
