/** What the operator sees of a site's runs and does with them: its own, who may see a video, and deletion. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AdminGeneration, AdminGenerationList } from '../../worker/contract/admin.ts'
import type { Generation } from '../../worker/contract/generation.ts'
import { admin, Caller, json, makeSite, problemOf } from './caller.ts'
import { closed } from './closed.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { operatorUploads, savePresets } from './operator.ts'

const RUNS = '/v1/admin/sites/site_test/generations'

let replicate: FakeReplicate
let caller: Caller

beforeAll(async () => {
  replicate = new FakeReplicate().install()
  await makeSite()
  await makeSite({}, 'site_other')
})
beforeEach(async () => {
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  caller = await Caller.arrive()
})
afterAll(() => {
  vi.unstubAllGlobals()
})

async function list(site: string, cursor?: string): Promise<AdminGenerationList> {
  const query = cursor === undefined ? '' : `?cursor=${cursor}`
  return (await admin(`/v1/admin/sites/${site}/generations${query}`)).json<AdminGenerationList>()
}

async function patched({ id }: { id: string }, fields: unknown): Promise<AdminGeneration> {
  const response = await admin(`${RUNS}/${id}`, json(fields, { method: 'PATCH' }))
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json<AdminGeneration>()
}

const seen = async ({ id }: { id: string }) => (await admin(`${RUNS}/${id}`)).json<AdminGeneration>()
const stubOf = ({ id }: { id: string }) => env.GENERATIONS.getByName(id)
const videoOf = ({ video }: Pick<Generation, 'video'>) => env.BUCKET.head(`videos/${video?.id}.mp4`)

describe('the list of a site’s runs', () => {
  it('names each attempt as the invoice does, newest first', async () => {
    await makeSite({}, 'site_list')
    const visitor = await Caller.arrive('site_list')
    replicate.next = [{ kind: 'refused', status: 422 }]
    const failed = await visitor.end(await visitor.start({ seed: 1 }))
    expect(failed.status).toBe('failed')
    const fine = await visitor.end(await visitor.start({ seed: 2, prompt: 'It waves' }))
    await closed(fine)
    const { generations } = await list('site_list')
    expect(generations).toMatchObject([
      {
        id: fine.id,
        attempt: 1,
        status: 'succeeded',
        subject: visitor.session.subject,
        claims: 1,
        prediction: replicate.predictionOf(fine).id,
        visibility: 'unlisted',
        input: { prompt: 'It waves', seed: 2 },
        cost: { estimated: 0.2, charged: 0.2 },
        video: { id: fine.video?.id },
        forgotten: false,
      },
      { id: failed.id, status: 'failed', cost: { charged: 0 }, error: { code: 'provider-rejected' } },
    ])
    // A reference can be used by its owner only.
    expect(JSON.stringify(generations)).not.toContain('ref_')
    expect(await list('site_other')).toEqual({ generations: [] })
  })

  it('has an entry for each attempt, also when its time is over', async () => {
    await makeSite({}, 'site_twice')
    const visitor = await Caller.arrive('site_twice')
    const { id: reference } = await visitor.upload()
    const body = { input: { prompt: 'Private words', reference_images: [reference], duration: 2, seed: 3 } }
    const ask = async () => visitor.end(await (await visitor.fetch('/v1/generations', json(body))).json<Generation>())
    const first = await ask()
    await closed(first)
    const { prediction } = (await list('site_twice')).generations[0] ?? {}
    await runInDurableObject(stubOf(first), (_, { storage }) => {
      storage.sql.exec('UPDATE attempts SET expires_at = 1')
    })
    const second = await ask()
    expect(second).toMatchObject({ id: first.id, attempt: 2 })
    await closed(second)
    const { generations } = await list('site_twice')
    expect(generations).toMatchObject([
      { attempt: 2, input: { prompt: 'Private words' }, forgotten: false },
      { attempt: 1, prediction, cost: { charged: 0.2 }, forgotten: true, subject: visitor.session.subject },
    ])
    expect(generations[1]).not.toHaveProperty('input')
    expect(generations[1]).not.toHaveProperty('video')
  })

  it('comes in pages', async () => {
    await makeSite({}, 'site_pages')
    await runInDurableObject(env.SITES.getByName('site_pages'), (_, { storage }) => {
      for (let number = 0; number < 45; number++) {
        storage.sql.exec(
          `INSERT INTO ledger (generation, attempt, kind, subject, micros, at, window_at)
           VALUES (?, 1, 'reserve', 'x', 1, ?, 1)`,
          `gen_${number}`,
          // Several runs in one millisecond.
          Math.floor(number / 7),
        )
      }
    })
    const pages = async (cursor: string | null, found: string[]): Promise<string[]> => {
      const page = await env.SITES.getByName('site_pages').runs(cursor)
      const all = [...found, ...(page?.runs.map(({ generation }) => generation) ?? [])]
      return page?.cursor ? pages(page.cursor, all) : all
    }
    const found = await pages(null, [])
    expect(found).toHaveLength(45)
    expect(new Set(found).size).toBe(45)
    expect(found[0]).toBe('gen_44')
    expect(found.at(-1)).toBe('gen_0')
    const wrong = await admin('/v1/admin/sites/site_pages/generations?cursor=x')
    expect(await problemOf(wrong)).toMatchObject({ status: 422, errors: [{ code: 'bad-cursor' }] })
  })
})

describe('the operator’s own run', () => {
  it('is made of its own references, beyond what is for visitors, and the budget binds it', async () => {
    await makeSite(
      {
        budget: { per_day: 1, per_hour: 1, per_month: 1 },
        quota: { generations_per_subject_per_day: 0 },
        allow: { custom_prompt: false, max_duration: 2, resolutions: ['720p'] },
      },
      'site_own',
    )
    const { id } = await operatorUploads(undefined, 'site_own')
    const path = '/v1/admin/sites/site_own/generations'
    const body = { input: { prompt: 'Our own', reference_images: [id], duration: 8 } }
    const response = await admin(path, json(body, { headers: { 'idempotency-key': 'own' } }))
    expect(response.status, await response.clone().text()).toBe(201)
    const location = response.headers.get('location') ?? ''
    const own = await response.json<AdminGeneration>()
    expect(location).toMatch(new RegExp(`${path}/${own.id}$`))
    expect(own).toMatchObject({ status: 'queued', subject: '@site_own', input: { prompt: 'Our own', duration: 8 } })
    await eventually(async () =>
      expect(await (await admin(location)).json()).toMatchObject({ status: 'succeeded', cost: { charged: 0.8 } }),
    )
    const again = await admin(path, json(body, { headers: { 'idempotency-key': 'own' } }))
    expect(again.status).toBe(200)
    expect(again.headers.get('x-refreel-replayed')).toBe('true')
    const more = await admin(path, json({ input: { ...body.input, prompt: 'More' } }))
    expect(await problemOf(more)).toMatchObject({ status: 402, code: 'budget-exhausted' })
  })

  it('may be one of its presets, and refuses what a visitor’s would', async () => {
    const { id } = await operatorUploads()
    await savePresets([{ id: 'own', title: 'Own', input: { prompt: 'A {product}', reference_images: [id] } }])
    const made = await admin(RUNS, json({ preset: 'own', variables: { product: 'cup' } }))
    expect(await made.json()).toMatchObject({ input: { prompt: 'A cup' } })
    expect(await problemOf(await admin(RUNS, json({ preset: 'own' })))).toMatchObject({
      errors: [{ pointer: '/variables/product', code: 'required' }],
    })
    const visitors = await caller.upload()
    const body = { input: { prompt: 'x', reference_images: [visitors.id] } }
    expect(await problemOf(await admin(RUNS, json(body)))).toMatchObject({ errors: [{ code: 'unknown-reference' }] })
  })
})

describe('a video', () => {
  it('that is published doesn’t expire, and outlives who asked for it', async () => {
    const end = await caller.end(await caller.start({ seed: 20 }))
    await closed(end)
    const metadata = { title: 'The cup', alt: 'A cup turns' }
    const published = await patched(end, { visibility: 'published', metadata })
    expect(published).toMatchObject({ visibility: 'published', metadata })
    expect(published).not.toHaveProperty('expires_at')
    expect(await (await caller.fetch(`/v1/videos/${end.video?.id}`)).json()).toMatchObject(metadata)
    expect(await (await caller.fetch(end.urls.self)).json()).not.toHaveProperty('expires_at')
    expect((await caller.fetch(end.urls.self, { method: 'DELETE' })).status).toBe(204)
    await runDurableObjectAlarm(stubOf(end))
    expect(await videoOf(end)).not.toBeNull()
    expect(await seen(end)).toMatchObject({ claims: 0, forgotten: false })
  })

  it('that is taken back has its days again, and goes when nobody else wants it', async () => {
    const end = await caller.end(await caller.start({ seed: 21 }))
    await closed(end)
    await patched(end, { visibility: 'published' })
    const back = await patched(end, { visibility: 'unlisted' })
    expect(Date.parse(back.expires_at ?? '') - Date.now()).toBeGreaterThan(29 * 86_400_000)
    await patched(end, { visibility: 'published' })
    await caller.fetch(end.urls.self, { method: 'DELETE' })
    await patched(end, { visibility: 'unlisted' })
    await eventually(async () => expect(await videoOf(end)).toBeNull())
    const late = await admin(`${RUNS}/${end.id}`, json({ visibility: 'published' }, { method: 'PATCH' }))
    expect(await problemOf(late)).toMatchObject({ status: 410, code: 'expired' })
  })

  it('that is private plays at a signed address alone, for those who have it on their list', async () => {
    const end = await caller.end(await caller.start({ seed: 22 }))
    const open = `/v1/videos/${end.video?.id}.mp4`
    expect((await (await caller.fetch(open)).arrayBuffer()).byteLength).toBeGreaterThan(0)
    const hidden = await patched(end, { visibility: 'private' })
    expect(hidden.visibility).toBe('private')
    // The Worker caches a site's settings for a moment.
    await eventually(async () => {
      for (const path of [open, `/v1/videos/${end.video?.id}`]) {
        expect(await problemOf(await caller.fetch(path))).toMatchObject({ code: 'signature-required' })
      }
      const view = await (await caller.fetch(end.urls.self)).json<Generation>()
      const signed = await caller.fetch(view.video?.url ?? '')
      expect((await signed.arrayBuffer()).byteLength).toBeGreaterThan(0)
      expect(signed.status).toBe(200)
    })
    await patched(end, { visibility: 'unlisted' })
    await eventually(async () => {
      const shown = await caller.fetch(open)
      await shown.arrayBuffer()
      expect(shown.status).toBe(200)
    })
  })

  it('can be shown or hidden only once it is there', async () => {
    replicate.onCreate = () => undefined
    const generation = await caller.start({ seed: 23 })
    const early = await admin(`${RUNS}/${generation.id}`, json({ visibility: 'published' }, { method: 'PATCH' }))
    expect(await problemOf(early)).toMatchObject({ status: 409, code: 'not-finished' })
    expect(await patched(generation, { metadata: { title: 'Soon' } })).toMatchObject({ metadata: { title: 'Soon' } })
    await caller.fetch(generation.urls.cancel, { method: 'POST' })
    await caller.end(generation)
  })

  it.each([
    [{ visibility: 'public' }, '/visibility', 'not-allowed'],
    [{ metadata: { title: 5 } }, '/metadata/title', 'wrong-type'],
    [{ status: 'succeeded' }, '/status', 'unknown-field'],
  ])('is refused %o', async (body, pointer, code) => {
    const end = await caller.start({ seed: 24 })
    const problem = await problemOf(await admin(`${RUNS}/${end.id}`, json(body, { method: 'PATCH' })))
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer, code }] })
  })
})

describe('the operator deletes a generation', () => {
  it('for everybody who has it, video and words; the money stays in the books', async () => {
    const other = await Caller.arrive()
    const ask = async (visitor: Caller) => {
      const { id } = await visitor.upload(CUP_JPG)
      const input = { prompt: 'Words to be forgotten', reference_images: [id], duration: 2, seed: 30 }
      return (await visitor.generate(input)).json<Generation>()
    }
    const end = await caller.end(await ask(caller))
    expect((await ask(other)).id).toBe(end.id)
    await patched(end, { visibility: 'published' })
    expect((await admin(`${RUNS}/${end.id}`, { method: 'DELETE' })).status).toBe(204)
    await eventually(async () => expect(await videoOf(end)).toBeNull())
    for (const visitor of [caller, other]) {
      expect(await problemOf(await visitor.fetch(end.urls.self))).toMatchObject({ code: 'not-found' })
    }
    const after = await seen(end)
    expect(after).toMatchObject({ forgotten: true, cost: { charged: 0.2 } })
    expect(JSON.stringify(after)).not.toContain('Words to be forgotten')
    const rows = await runInDurableObject(stubOf(end), (_, { storage }) =>
      JSON.stringify(
        ['request', 'attempts', 'claims', 'events', 'publication'].map((name) =>
          storage.sql.exec(`SELECT * FROM ${name}`).toArray(),
        ),
      ),
    )
    expect(rows).not.toContain('Words to be forgotten')
    expect(rows).not.toContain(caller.session.subject)
  })

  it('that runs: it is stopped at the provider', async () => {
    replicate.onCreate = () => undefined
    const generation = await caller.start({ seed: 31 })
    await caller.until(generation, ({ status }) => status === 'starting')
    await admin(`${RUNS}/${generation.id}`, { method: 'DELETE' })
    await eventually(() => expect(replicate.predictionOf(generation).status).toBe('canceled'))
    await eventually(async () => expect(await seen(generation)).toMatchObject({ forgotten: true }))
  })

  it('of its own site only, and of none that was invented', async () => {
    const end = await caller.start({ seed: 32 })
    for (const [path, code] of [
      [`/v1/admin/sites/site_other/generations/${end.id}`, 'not-found'],
      [`${RUNS}/gen_00000000000000000000000000000000`, 'not-found'],
      [`/v1/admin/sites/site_nobody/generations/${end.id}`, 'unknown-site'],
    ] as const) {
      for (const init of [{}, json({}, { method: 'PATCH' }), { method: 'DELETE' }]) {
        expect(await problemOf(await admin(path, init)), path).toMatchObject({ status: 404, code })
      }
    }
    await caller.end(end)
  })
})
