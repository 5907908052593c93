/** Equal requests: repeated by one caller, sent by others, all at once, and while the run before is being stopped. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Generation, GenerationList } from '../../worker/contract/generation.ts'
import { GenerationObject } from '../../worker/objects/generation/generation.ts'
import { Site } from '../../worker/objects/site/site.ts'
import { Upload } from '../../worker/objects/upload/upload.ts'
import { Caller, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { CAT_PNG, CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()
let seed = 500

beforeEach(() => {
  seed += 1
})

async function ask(visitor: Caller, key?: string, prompt = 'The same'): Promise<Response> {
  const reference = await visitor.upload(CUP_JPG)
  return visitor.generate({ prompt, reference_images: [reference.id], duration: 2, seed }, {}, key)
}

describe('a key', () => {
  it('stands for its attempt although the site’s own rows of it are lost, which the next answer mends', async () => {
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error: 'E1000' })
    const first = await (await ask(held.caller, 'key-1')).json<Generation>()
    await held.caller.end(first)
    await runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) => {
      for (const table of ['idempotency', 'claims']) storage.sql.exec(`DELETE FROM ${table}`)
    })
    const again = await ask(held.caller, 'key-1')
    expect(again.headers.get('x-refreel-replayed')).toBe('true')
    expect(await again.json()).toMatchObject({ attempt: 1, status: 'failed' })
    expect(held.replicate.createsOf(first)).toHaveLength(1)
    const { generations } = await (await held.caller.fetch('/v1/generations')).json<GenerationList>()
    expect(generations).toMatchObject([{ id: first.id }])
    expect(await problemOf(await ask(held.caller, 'key-1', 'Another'))).toMatchObject({ code: 'idempotency-conflict' })
  })

  it('is bound by the alarm too, where the Worker died before the site was asked for the money', async () => {
    // The run waits for credit, so that nothing else happens meanwhile.
    held.replicate.next = Array.from({ length: 100 }, () => ({ kind: 'refused', status: 402 }))
    const generation = await (await ask(held.caller, 'key-1')).json<Generation>()
    await held.caller.until(generation, (seen) => seen.queue !== undefined)
    await runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) => {
      for (const table of ['idempotency', 'claims', 'ledger']) storage.sql.exec(`DELETE FROM ${table}`)
    })
    const stub = env.GENERATIONS.getByName(generation.id)
    await runInDurableObject(stub, (instance, { storage }) => {
      storage.sql.exec("UPDATE attempts SET state = 'reserving'")
      return instance.alarm()
    })
    expect(await problemOf(await ask(held.caller, 'key-1', 'Another'))).toMatchObject({ code: 'idempotency-conflict' })
    expect((await ask(held.caller, 'key-1')).status).toBe(200)
    await held.caller.fetch(generation.urls.cancel, { method: 'POST' })
  })

  it('of the same video with other words about it is a conflict too', async () => {
    const reference = await held.caller.upload(CUP_JPG)
    const input = { prompt: 'The same', reference_images: [reference.id], duration: 2, seed }
    expect((await held.caller.generate(input, { metadata: { title: 'One' } }, 'key-1')).status).toBe(201)
    const other = await held.caller.generate(input, { metadata: { title: 'Two' } }, 'key-1')
    expect(await problemOf(other)).toMatchObject({ status: 422, code: 'idempotency-conflict' })
    const { generations } = await (await held.caller.fetch('/v1/generations')).json<GenerationList>()
    expect(generations).toMatchObject([{ metadata: { title: 'One' } }])
  })

  it('of another request joins no run that is there: nothing of the refused request stays', async () => {
    const other = await Caller.arrive()
    const generation = await (await ask(held.caller, 'key-1', 'There already')).json<Generation>()
    expect((await ask(other, 'key-2', 'Its own')).status).toBe(201)
    const refused = await ask(other, 'key-2', 'There already')
    expect(await problemOf(refused)).toMatchObject({ status: 422, code: 'idempotency-conflict' })
    expect(await problemOf(await other.fetch(generation.urls.self))).toMatchObject({ code: 'not-found' })
    const { generations } = await (await other.fetch('/v1/generations')).json<GenerationList>()
    expect(generations).toHaveLength(1)
  })

  it('of another request starts no run: nothing is reserved, and nothing of the refused request stays', async () => {
    const books = () =>
      runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) =>
        storage.sql.exec("SELECT generation FROM ledger WHERE kind = 'reserve'").toArray(),
      )
    await (await ask(held.caller, 'key-1', 'One')).body?.cancel()
    const before = await books()
    expect(await problemOf(await ask(held.caller, 'key-1', 'Two'))).toMatchObject({ code: 'idempotency-conflict' })
    expect(await books()).toEqual(before)
    expect((await ask(held.caller, 'key-2', 'Two')).status).toBe(201)
  })

  it('is free again after a refusal that spent nothing', async () => {
    await makeSite({ quota: { concurrent_per_subject: 1 } }, 'site_free')
    const visitor = await Caller.arrive('site_free')
    const running = await (await ask(visitor, 'key-1', 'One')).json<Generation>()
    expect(await problemOf(await ask(visitor, 'key-2', 'Two'))).toMatchObject({ code: 'run-in-progress' })
    await visitor.until(running, (seen) => seen.status === 'starting')
    held.replicate.succeed(held.replicate.predictionOf(running), CUP_MP4)
    await visitor.end(running)
    await eventually(async () => expect((await ask(visitor, 'key-2', 'Three')).status).toBe(201))
  })

  it('that is repeated takes no cancel back', async () => {
    const generation = await (await ask(held.caller, 'key-1')).json<Generation>()
    await held.caller.fetch(generation.urls.cancel, { method: 'POST' })
    const again = await ask(held.caller, 'key-1')
    expect(again.status).toBe(200)
    expect(await again.json()).toMatchObject({ status: 'canceled' })
  })
})

describe('a run that is being stopped', () => {
  it('is joined by nobody: who asks then gets a run of their own, and its video', async () => {
    const first = await (await ask(held.caller)).json<Generation>()
    await held.caller.until(first, (seen) => seen.status === 'starting')
    const other = await Caller.arrive()
    held.replicate.cancels = false
    await held.caller.fetch(first.urls.cancel, { method: 'POST' })
    await eventually(() => expect(held.replicate.calls.some((line) => line.endsWith('/cancel'))).toBe(true))
    // The provider has heard of the cancel, and takes its time.
    const meanwhile = await problemOf(await ask(other))
    expect(meanwhile).toMatchObject({ status: 409, code: 'run-in-progress' })
    held.replicate.cancels = true
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const answer = await ask(other)
    expect(answer.status).toBe(201)
    expect(await other.end(await answer.json<Generation>())).toMatchObject({ attempt: 2, status: 'succeeded' })
    expect(held.replicate.createsOf(first)).toHaveLength(2)
  })

  it('goes on for whoever joined before the provider heard of the cancel', async () => {
    const first = await (await ask(held.caller)).json<Generation>()
    await held.caller.until(first, (seen) => seen.status === 'starting')
    const other = await Caller.arrive()
    const [, joined] = await Promise.all([held.caller.fetch(first.urls.cancel, { method: 'POST' }), ask(other)])
    const { attempt } = await joined.json<Generation>()
    const alive = () => held.replicate.succeed(held.replicate.predictionOf(first), CUP_MP4)
    if (attempt === 1) alive()
    else await eventually(() => expect(held.replicate.createsOf(first)).toHaveLength(2)).then(alive)
    expect(await other.end(first)).toMatchObject({ status: 'succeeded' })
  })

  it('stays canceled for who withdrew, though the provider made the video all the same', async () => {
    const generation = await (await ask(held.caller)).json<Generation>()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    held.replicate.cancels = false
    await held.caller.fetch(generation.urls.cancel, { method: 'POST' })
    held.replicate.succeed(held.replicate.predictionOf(generation), CUP_MP4)
    const other = await Caller.arrive()
    await eventually(async () => {
      const answer = await ask(other)
      expect(await answer.json()).toMatchObject({ attempt: 1, status: 'succeeded' })
    })
    const mine = await (await held.caller.fetch(generation.urls.self)).json<Generation>()
    expect(mine.status).toBe('canceled')
    expect(mine.video).toBeUndefined()
    expect(await (await ask(held.caller)).json()).toMatchObject({ attempt: 1, status: 'succeeded' })
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
  })
})

describe('a run whose alarm the platform gave up on', () => {
  it('goes on with the next who asks', async () => {
    const generation = await (await ask(held.caller)).json<Generation>()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const stub = env.GENERATIONS.getByName(generation.id)
    // Between two polls of the provider, so that no code under way sets the alarm anew.
    await eventually(() =>
      runInDurableObject(stub, async (_, { storage }) => {
        expect((await storage.getAlarm()) ?? 0).toBeGreaterThan(Date.now())
        await storage.deleteAlarm()
      }),
    )
    expect(await runDurableObjectAlarm(stub)).toBe(false)
    held.replicate.succeed(held.replicate.predictionOf(generation), CUP_MP4)
    expect((await ask(held.caller)).status).toBe(200)
    expect(await held.caller.end(generation)).toMatchObject({ status: 'succeeded' })
  })
})

describe('calls to objects', () => {
  it('are as few as the rules allow: each reference once, the site twice, the generation once', async () => {
    const seen: string[] = []
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    for (const { prototype } of [Site, GenerationObject, Upload]) {
      for (const name of Object.getOwnPropertyNames(prototype)) {
        // These methods are not counted: alarms and the files' own requests call them in between.
        if (['constructor', 'alarm', 'fetch', 'playback', 'yourTurn', 'standsAt'].includes(name)) continue
        const method = Reflect.get(prototype, name) as (...given: unknown[]) => unknown
        vi.spyOn(prototype as unknown as Record<string, typeof method>, name).mockImplementation(function (
          this: unknown,
          ...given
        ) {
          seen.push(name)
          return Reflect.apply(method, this, given)
        })
      }
    }
    const references = [await held.caller.upload(CUP_JPG), await held.caller.upload(CAT_PNG)]
    const input = { prompt: 'Few calls', reference_images: references.map(({ id }) => id), duration: 2, seed }
    const calls = async (key: string) => {
      seen.length = 0
      const answer = await held.caller.generate(input, {}, key)
      return [answer.status, ...seen.toSorted()]
    }
    expect(await calls('key-1')).toEqual([201, 'admit', 'ask', 'describe', 'describe', 'read'])
    expect(await calls('key-2')).toEqual([200, 'ask', 'describe', 'describe', 'join', 'read'])
  })
})
