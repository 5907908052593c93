/** The deletion of a site: it answers nobody from the first moment on, and nothing of it is left in the end. */
import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import type { ListedSite, NewSiteKey, SiteList } from '../../worker/contract/site.ts'
import { beginDeletion, deletionDue, deletionLeft, deletionPass } from '../../worker/objects/site/deletion.ts'
import { admin, Caller, call, json, makeSite, problemOf, SHOP } from './caller.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CAT_JPG, CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { operatorUploads, savePresets } from './operator.ts'

let replicate: FakeReplicate
let number = 0
let site: string

beforeAll(() => {
  replicate = new FakeReplicate().install()
})
beforeEach(async () => {
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  replicate.cancels = true
  site = `site_d${++number}`
  await makeSite({}, site)
})
afterAll(() => {
  vi.unstubAllGlobals()
})

const remove = () => admin(`/v1/admin/sites/${site}`, { method: 'DELETE' })
const stub = () => env.SITES.getByName(site)

/** The names of all tables of an object. */
const tables = (object: DurableObjectStub) =>
  runInDurableObject(object, (_, { storage }) =>
    storage.sql
      .exec<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'`,
      )
      .toArray()
      .map(({ name }) => name),
  )

async function keys(): Promise<string[]> {
  const { objects } = await env.BUCKET.list()
  return objects.map(({ key }) => key)
}

/** Waits until the site is unknown. */
const gone = () => eventually(async () => expect((await admin(`/v1/admin/sites/${site}`)).status).toBe(404))

async function started(visitor: Caller, seed: number): Promise<Generation> {
  const generation = await visitor.start({ seed })
  await visitor.until(generation, ({ status }) => status === 'starting')
  return generation
}

describe('a deleted site', () => {
  it('leaves nothing: no video, no reference, no row, no marker', async () => {
    const others = (await keys()).length
    const visitor = await Caller.arrive(site)
    const made = await visitor.end(await visitor.start({ seed: 1 }))
    const unused = await visitor.upload(CUP_JPG)
    const mascot = await operatorUploads(CAT_JPG, site)
    await savePresets([{ id: 'p', title: 'P', input: { prompt: 'x', reference_images: [mascot.id] } }], site)
    await admin(
      `/v1/admin/sites/${site}/generations/${made.id}`,
      json({ visibility: 'published' }, { method: 'PATCH' }),
    )
    // Half of an upload.
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '9000000' }
    const half = await visitor.fetch('/v1/references', { method: 'POST', headers })
    const halfId = half.headers.get('location')?.split('/').at(-1) ?? ''
    expect((await keys()).length).toBeGreaterThan(others + 3)
    expect([202, 204]).toContain((await remove()).status)
    await gone()
    expect(await keys()).toEqual(expect.not.arrayContaining([expect.stringContaining(site)]))
    expect(await env.BUCKET.head(`videos/${made.video?.id}.mp4`)).toBeNull()
    expect((await keys()).length).toBeLessThan(others + 1)
    for (const object of [stub(), env.GENERATIONS.getByName(made.id)]) expect(await tables(object)).toEqual([])
    for (const id of [unused.id, mascot.id, halfId]) expect(await tables(env.UPLOADS.getByName(id))).toEqual([])
    expect(await runInDurableObject(stub(), (_, { storage }) => storage.getAlarm())).toBeNull()
    expect(await problemOf(await remove())).toMatchObject({ status: 404, code: 'unknown-site' })
  })

  it('answers nobody from the first moment, and stops its runs', async () => {
    const visitor = await Caller.arrive(site)
    const { secret } = await (await admin(`/v1/admin/sites/${site}/keys`, { method: 'POST' })).json<NewSiteKey>()
    replicate.onCreate = () => undefined
    replicate.cancels = false
    const generation = await started(visitor, 2)
    const deleting = await remove()
    expect(deleting.status).toBe(202)
    expect(await deleting.json<ListedSite>()).toMatchObject({ id: site, deletion: { generations: 1, references: 0 } })
    expect(await (await admin(`/v1/admin/sites/${site}`)).json()).toMatchObject({ deletion: { generations: 1 } })
    expect(await stub().verifyKey(secret)).toBeNull()
    const body = json({ site }, { headers: { origin: SHOP } })
    expect(await problemOf(await call('/v1/sessions', body))).toMatchObject({ code: 'unknown-site' })
    for (const [path, init] of [
      ['/v1/generations', json({ input: {} })],
      ['/v1/references/import', json({ url: 'https://a.example/x.jpg' })],
    ] as const) {
      expect(await problemOf(await visitor.fetch(path, init))).toMatchObject({ code: 'unknown-site' })
    }
    for (const [path, init] of [
      ['', json({ name: 'x' }, { method: 'PATCH' })],
      ['/keys', { method: 'POST' }],
      ['/usage', {}],
      ['/generations', {}],
      ['/references', {}],
    ] as const) {
      const problem = await problemOf(await admin(`/v1/admin/sites/${site}${path}`, init))
      expect(problem, path).toMatchObject({ status: 404, code: 'unknown-site' })
    }
    const again = await admin('/v1/admin/sites', json({ id: site, name: 'Again' }))
    expect(await problemOf(again)).toMatchObject({ status: 409, code: 'site-exists' })
    expect((await admin(`/v1/admin/sites/${site}`)).status).toBe(200)
    replicate.cancels = true
    await gone()
    expect(replicate.predictionOf(generation).status).toBe('canceled')
    expect(await tables(env.GENERATIONS.getByName(generation.id))).toEqual([])
  })

  it('is deleted to the end although everything is cut off in the middle', async () => {
    const visitor = await Caller.arrive(site)
    const made = await visitor.end(await visitor.start({ seed: 3 }))
    replicate.onCreate = () => undefined
    replicate.cancels = false
    const running = await started(visitor, 4)
    expect((await remove()).status).toBe(202)
    await abortAllDurableObjects()
    expect(await (await admin(`/v1/admin/sites/${site}`)).json()).toHaveProperty('deletion')
    replicate.cancels = true
    await gone()
    for (const { id } of [made, running]) expect(await tables(env.GENERATIONS.getByName(id))).toEqual([])
    expect(await keys()).toEqual(expect.not.arrayContaining([expect.stringContaining(site)]))
  })

  it('is deleted to the end although the bucket and its objects fail at first', async () => {
    const visitor = await Caller.arrive(site)
    const made = await visitor.end(await visitor.start({ seed: 5 }))
    let failures = 0
    const fail = () => {
      failures += 1
      return Promise.reject(new Error('away'))
    }
    await runInDurableObject(stub(), (object) => {
      const bound = (object as unknown as { env: Env }).env
      const failing = {
        GENERATIONS: {
          getByName: (id: string) => (failures < 2 ? { dropAll: fail } : bound.GENERATIONS.getByName(id)),
        },
        BUCKET: {
          list: (options: R2ListOptions) => (failures < 5 ? fail() : bound.BUCKET.list(options)),
          delete: (key: string[]) => bound.BUCKET.delete(key),
        },
      }
      ;(object as unknown as { env: Env }).env = { ...bound, ...failing } as unknown as Env
    })
    expect((await remove()).status).toBe(202)
    await gone()
    expect(failures).toBe(5)
    expect(await tables(env.GENERATIONS.getByName(made.id))).toEqual([])
  })

  it('goes in as many passes as it takes, and one that doesn’t end holds up no other', async () => {
    const visitor = await Caller.arrive(site)
    replicate.onCreate = () => undefined
    replicate.cancels = false
    const running = await started(visitor, 6)
    await runInDurableObject(stub(), (_, { storage }) => {
      for (let count = 0; count < 130; count++) {
        storage.sql.exec(
          `INSERT INTO ledger (generation, attempt, kind, subject, micros, at, window_at) VALUES (?, 1, 'reserve', 'x', 1, 1, 1)`,
          `gen_${count}`,
        )
      }
    })
    expect(await (await remove()).json()).toMatchObject({ deletion: { generations: 81 } })
    await eventually(async () =>
      expect(await (await admin(`/v1/admin/sites/${site}`)).json()).toMatchObject({ deletion: { generations: 1 } }),
    )
    replicate.cancels = true
    await gone()
    expect(await tables(env.GENERATIONS.getByName(running.id))).toEqual([])
  })

  it('makes room for another of the same name, which knows nothing of it', async () => {
    const visitor = await Caller.arrive(site)
    const { id } = await visitor.upload()
    const input = { prompt: 'It moves', reference_images: [id], duration: 2, seed: 7 }
    const first = await visitor.end(await (await visitor.generate(input)).json<Generation>())
    await remove()
    await gone()
    await makeSite({ name: 'Next' }, site)
    const next = await Caller.arrive(site)
    expect(await (await next.fetch('/v1/generations')).json()).toEqual({ generations: [] })
    const usage = await admin(`/v1/admin/sites/${site}/usage`)
    expect(await usage.json()).toMatchObject({ days: [] })
    const again = await next.upload()
    const made = await next.generate({ ...input, reference_images: [again.id] })
    expect(made.status).toBe(201)
    const second = await next.end(await made.json<Generation>())
    expect(second).toMatchObject({ id: first.id, attempt: 1, status: 'succeeded' })
  })
})

describe('a pass of the deletion', () => {
  const CLOCK = { now: () => 1_000_000, delay: (ms: number) => ms }

  /** Skips these generations, of which some never end. */
  async function passes(count: number, generations: number, ends: (id: string) => boolean) {
    return runInDurableObject(stub(), async (_, { storage }) => {
      const { sql } = storage
      for (let place = 0; place < generations; place++) {
        const id = `gen_${String(place).padStart(3, '0')}`
        sql.exec(`INSERT INTO claims (subject, generation, at) VALUES ('x', ?, 1)`, id)
      }
      beginDeletion(sql, CLOCK.now())
      const waits: number[] = []
      for (let pass = 0; pass < count; pass++) {
        await deletionPass(sql, site, CLOCK, {
          generation: async (id) => ends(id),
          reference: () => Promise.reject(new Error('away')),
        })
        waits.push((deletionDue(sql) ?? 0) - CLOCK.now())
      }
      const left = deletionLeft(sql)
      for (const table of ['deletion', 'claims']) sql.exec(`DELETE FROM ${table}`)
      return { waits, left }
    })
  }

  it('goes on where the one before ended, so that fifty runs that don’t end hold up nobody', async () => {
    const { left } = await passes(2, 80, (id) => id >= 'gen_060')
    expect(left).toMatchObject({ generations: 60 })
  })

  it('waits longer and longer while nothing moves, and not at all while something does', async () => {
    expect((await passes(9, 3, () => false)).waits).toEqual([
      1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ])
    let first = true
    const { waits } = await passes(3, 3, () => {
      const ends = first
      first = false
      return ends
    })
    expect(waits).toEqual([0, 1000, 2000])
  })
})

describe('the list of sites', () => {
  it('has every site once, in order, in pages', async () => {
    for (let count = 0; count < 25; count++) await makeSite({}, `site_list-${String(count).padStart(2, '0')}`)
    const ids: string[] = []
    let cursor = ''
    let pages = 0
    do {
      const page = await (await admin(`/v1/admin/sites${cursor ? `?cursor=${cursor}` : ''}`)).json<SiteList>()
      ids.push(...page.sites.map(({ id }) => id))
      cursor = page.cursor ?? ''
      pages += 1
    } while (cursor)
    expect(pages).toBeGreaterThan(1)
    expect(ids).toEqual([...new Set(ids)].sort())
    expect(ids.filter((id) => id.startsWith('site_list-'))).toHaveLength(25)
    expect(ids).toContain(site)
  })

  it('leaves out a marker without a site, and takes no cursor of anybody’s', async () => {
    await env.BUCKET.put('sites/site_aaa', '')
    const { sites } = await (await admin('/v1/admin/sites')).json<SiteList>()
    expect(sites.map(({ id }) => id)).not.toContain('site_aaa')
    const wrong = await admin('/v1/admin/sites?cursor=../x')
    expect(await problemOf(wrong)).toMatchObject({ status: 422, errors: [{ code: 'bad-cursor' }] })
  })
})
