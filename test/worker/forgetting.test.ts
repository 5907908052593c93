/** How a generation ends up deleted: by its visitor, or by retention; and what the same request gives afterwards. */
import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Generation, GenerationList } from '../../worker/contract/generation.ts'
import { Caller, makeSite, problemOf } from './caller.ts'
import { closed } from './closed.ts'
import { eventually } from './eventually.ts'
import { CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()
let seed = 100

beforeEach(() => {
  held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
  seed += 1
})

const SECRET_WORDS = 'A very private sentence'

/** Asks for a video with the request that every visitor of this test sends. */
async function ask(visitor: Caller, key?: string): Promise<Response> {
  const reference = await visitor.upload(CUP_JPG)
  return visitor.generate({ prompt: SECRET_WORDS, reference_images: [reference.id], duration: 2, seed }, {}, key)
}

async function asked(visitor: Caller, key?: string): Promise<Generation> {
  return (await ask(visitor, key)).json<Generation>()
}

const stubOf = (generation: Generation) => env.GENERATIONS.getByName(generation.id)

/** All that the object's tables hold, as text. */
function rowsOf(generation: Generation): Promise<string> {
  return runInDurableObject(stubOf(generation), (_, { storage }) => {
    const names = ['request', 'attempts', 'claims', 'events']
    return JSON.stringify(names.map((name) => storage.sql.exec(`SELECT * FROM ${name}`).toArray()))
  })
}

/** Lets the retention of the newest attempt end, as if its days had passed. */
async function letTimePass(generation: Generation): Promise<void> {
  await closed(generation)
  await runInDurableObject(stubOf(generation), (_, { storage }) => {
    storage.sql.exec('UPDATE attempts SET expires_at = 1')
  })
}

const videoOf = (generation: Generation) => env.BUCKET.head(`videos/${generation.video?.id}.mp4`)

describe('a deleted generation', () => {
  it('takes its video, its words and its place on the list with it', async () => {
    const end = await held.caller.end(await asked(held.caller))
    expect(await videoOf(end)).not.toBeNull()
    expect(await rowsOf(end)).toContain(SECRET_WORDS)
    expect((await held.caller.fetch(end.urls.self, { method: 'DELETE' })).status).toBe(204)
    await eventually(async () => expect(await videoOf(end)).toBeNull())
    expect(await rowsOf(end)).not.toContain(SECRET_WORDS)
    for (const path of [end.urls.self, end.urls.events]) {
      expect(await problemOf(await held.caller.fetch(path))).toMatchObject({ code: 'not-found' })
    }
    expect(await (await held.caller.fetch('/v1/generations')).json()).toEqual({ generations: [] })
    expect(await problemOf(await held.caller.fetch(end.urls.self, { method: 'DELETE' }))).toMatchObject({
      code: 'not-found',
    })
  })

  it('stays for whoever else has asked for it, without the metadata of who left', async () => {
    const other = await Caller.arrive()
    const mine = await held.caller.end(await asked(held.caller))
    const theirs = await asked(other)
    await held.caller.fetch(mine.urls.self, { method: 'DELETE' })
    expect(await problemOf(await held.caller.fetch(mine.urls.self))).toMatchObject({ code: 'not-found' })
    expect(await (await other.fetch(theirs.urls.self)).json()).toMatchObject({ status: 'succeeded' })
    expect(await videoOf(mine)).not.toBeNull()
    await other.fetch(theirs.urls.self, { method: 'DELETE' })
    await eventually(async () => expect(await videoOf(mine)).toBeNull())
  })

  it('that still runs is stopped, its watcher is told, and its money is settled', async () => {
    held.replicate.onCreate = () => undefined
    const generation = await asked(held.caller)
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const watching = await held.caller.fetch(generation.urls.events)
    expect((await held.caller.fetch(generation.urls.self, { method: 'DELETE' })).status).toBe(204)
    expect(await watching.text()).toContain('"status":"starting"')
    await eventually(() => expect(held.replicate.predictionOf(generation).status).toBe('canceled'))
    await eventually(async () => expect(await rowsOf(generation)).not.toContain(SECRET_WORDS))
    const kinds = await runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) =>
      storage.sql.exec<{ kind: string }>('SELECT kind FROM ledger WHERE generation = ?', generation.id).toArray(),
    )
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['release', 'reserve'])
  })

  it('is a new and paid run when it is asked for again, and only with another key', async () => {
    const first = await held.caller.end(await asked(held.caller, 'key-1'))
    await held.caller.fetch(first.urls.self, { method: 'DELETE' })
    await eventually(async () => expect(await videoOf(first)).toBeNull())
    expect(await problemOf(await ask(held.caller, 'key-1'))).toMatchObject({ status: 410, code: 'expired' })
    const again = await ask(held.caller, 'key-2')
    expect(again.status).toBe(201)
    expect(await held.caller.end(await again.json<Generation>())).toMatchObject({
      id: first.id,
      attempt: 2,
      status: 'succeeded',
    })
    const reserved = await runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) =>
      storage.sql
        .exec("SELECT attempt FROM ledger WHERE generation = ? AND kind = 'reserve' ORDER BY attempt", first.id)
        .toArray(),
    )
    expect(reserved).toEqual([{ attempt: 1 }, { attempt: 2 }])
  })

  it('is deleted to the end although the bucket fails at first', async () => {
    const end = await held.caller.end(await asked(held.caller))
    await closed(end)
    let failures = 0
    await runInDurableObject(stubOf(end), (object) => {
      const bound = (object as unknown as { env: Env }).env
      const failing = {
        delete: () => {
          failures += 1
          return failures < 2
            ? Promise.reject(new Error('R2 is away'))
            : env.BUCKET.delete(`videos/${end.video?.id}.mp4`)
        },
      }
      ;(object as unknown as { env: Env }).env = { ...bound, BUCKET: failing as unknown as R2Bucket }
    })
    await held.caller.fetch(end.urls.self, { method: 'DELETE' })
    await eventually(() => expect(failures).toBe(1))
    expect(await videoOf(end)).not.toBeNull()
    expect(await rowsOf(end)).not.toContain(SECRET_WORDS)
    await runDurableObjectAlarm(stubOf(end))
    expect(await videoOf(end)).toBeNull()
  })
})

describe('a generation whose time is over', () => {
  it('answers 410, and its video, its words and its list entries are gone', async () => {
    const end = await held.caller.end(await asked(held.caller))
    await letTimePass(end)
    expect(await problemOf(await held.caller.fetch(end.urls.self))).toMatchObject({ status: 410, code: 'expired' })
    await runDurableObjectAlarm(stubOf(end))
    expect(await videoOf(end)).toBeNull()
    expect(await rowsOf(end)).not.toContain(SECRET_WORDS)
    expect(await problemOf(await held.caller.fetch(end.urls.self))).toMatchObject({ status: 410, code: 'expired' })
    expect(await (await held.caller.fetch('/v1/generations')).json<GenerationList>()).toEqual({ generations: [] })
    await abortAllDurableObjects()
    expect(await problemOf(await held.caller.fetch(end.urls.self))).toMatchObject({ status: 410, code: 'expired' })
  })

  it('may be asked for again before its alarm came: that is the next attempt, with a video of its own', async () => {
    const first = await held.caller.end(await asked(held.caller))
    await letTimePass(first)
    const again = await ask(held.caller)
    expect(again.status).toBe(201)
    const second = await held.caller.end(await again.json<Generation>())
    expect(second).toMatchObject({ id: first.id, attempt: 2, status: 'succeeded' })
    expect(second.video?.id).not.toBe(first.video?.id)
    expect(await videoOf(first)).toBeNull()
    expect(await videoOf(second)).not.toBeNull()
    const list = await (await held.caller.fetch('/v1/generations')).json<GenerationList>()
    expect(list.generations.map(({ id }) => id)).toEqual([first.id])
  })

  it('leaves nothing new behind when asking again is refused', async () => {
    await makeSite({ quota: { generations_per_subject_per_day: 1 } }, 'site_once')
    const visitor = await Caller.arrive('site_once')
    const end = await visitor.end(await asked(visitor))
    await letTimePass(end)
    expect(await problemOf(await ask(visitor))).toMatchObject({ code: 'quota-exceeded' })
    expect(await rowsOf(end)).not.toContain(SECRET_WORDS)
  })
})
