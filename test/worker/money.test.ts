/** What a run may cost: asked for before, reserved once, given back, and never past a limit. */
import { listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Estimate, Generation, GenerationList } from '../../worker/contract/generation.ts'
import { Caller, json, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()

describe('money', () => {
  it('is never spent past the budget, not even by requests at once', async () => {
    await makeSite({ budget: { per_hour: 1, per_day: 1, per_month: 1 } }, 'site_small')
    const visitor = await Caller.arrive('site_small')
    const reference = await visitor.upload()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, seed) =>
        visitor.generate({ prompt: 'Move', reference_images: [reference.id], duration: 2, seed }),
      ),
    )
    const refused = answers.filter((answer) => answer.status === 402)
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(5)
    expect(refused).toHaveLength(15)
    expect(await problemOf(refused[0] as Response)).toMatchObject({
      code: 'budget-exhausted',
      limit: 'budget.per_hour',
    })
    expect(Number(refused[1]?.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('is not asked for by a refused request again and again: nothing of it stays', async () => {
    await makeSite({ budget: { per_hour: 0, per_day: 0, per_month: 0 } }, 'site_broke')
    const visitor = await Caller.arrive('site_broke')
    const reference = await visitor.upload()
    const ask = () =>
      visitor.generate({ prompt: 'Move', reference_images: [reference.id], duration: 2, seed: 1 }, {}, 'k')
    expect([(await ask()).status, (await ask()).status]).toEqual([402, 402])
    const list = await (await visitor.fetch('/v1/generations')).json<GenerationList>()
    expect(list.generations).toEqual([])
  })

  it('is reserved once though the Worker died before it heard the site’s yes, whoever asks next', async () => {
    await makeSite({}, 'site_died')
    const visitor = await Caller.arrive('site_died')
    const reference = await visitor.upload()
    const ask = () => visitor.generate({ prompt: 'Died', reference_images: [reference.id], duration: 2, seed: 21 })
    // The run waits for credit, so that nothing else happens meanwhile.
    held.replicate.next = Array.from({ length: 100 }, () => ({ kind: 'refused', status: 402 }))
    const generation = await (await ask()).json<Generation>()
    const stub = env.GENERATIONS.getByName(generation.id)
    await visitor.until(generation, (seen) => seen.queue !== undefined)
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE attempts SET state = 'reserving'")
    })
    const [answer] = await Promise.all([ask(), ask(), runDurableObjectAlarm(stub)])
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ id: generation.id, attempt: 1, status: 'queued' })
    const rows = await runInDurableObject(env.SITES.getByName('site_died'), (_, { storage }) =>
      storage.sql.exec('SELECT kind, attempt FROM ledger').toArray(),
    )
    expect(rows).toEqual([{ kind: 'reserve', attempt: 1 }])
    held.replicate.next = []
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    expect(await visitor.end(generation)).toMatchObject({ status: 'succeeded', attempt: 1 })
  })

  it('is settled under the name that the provider’s invoice has for the run', async () => {
    await makeSite({}, 'site_books')
    const visitor = await Caller.arrive('site_books')
    const generation = await visitor.start()
    await visitor.until(generation, (seen) => seen.status === 'starting')
    const prediction = held.replicate.predictionOf(generation)
    held.replicate.succeed(prediction, CUP_MP4)
    await visitor.end(generation)
    const rows = () =>
      runInDurableObject(env.SITES.getByName('site_books'), (_, { storage }) =>
        storage.sql.exec('SELECT kind, micros, prediction, seconds FROM ledger ORDER BY at').toArray(),
      )
    await eventually(async () =>
      expect(await rows()).toEqual([
        { kind: 'reserve', micros: 200_000, prediction: null, seconds: null },
        { kind: 'settle', micros: 0, prediction: prediction.id, seconds: 3 },
      ]),
    )
  })

  it('comes back when a run fails', async () => {
    await makeSite({ budget: { per_hour: 0.2, per_day: 0.2, per_month: 0.2 } }, 'site_tight')
    const visitor = await Caller.arrive('site_tight')
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error: 'E1000' })
    expect(await visitor.end(await visitor.start())).toMatchObject({ status: 'failed' })
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    await eventually(async () =>
      expect(await visitor.end(await visitor.start())).toMatchObject({ status: 'succeeded' }),
    )
  })

  it('pays one run at a time for a subject, unless the site says more', async () => {
    await makeSite({ quota: { concurrent_per_subject: 1 } }, 'site_one')
    const visitor = await Caller.arrive('site_one')
    const reference = await visitor.upload()
    await visitor.start()
    const second = await visitor.generate({ prompt: 'Another', reference_images: [reference.id] })
    expect(await problemOf(second)).toMatchObject({ status: 409, code: 'run-in-progress' })
  })

  it('is free for the next attempt as soon as the last one is seen to have failed', async () => {
    await makeSite({ quota: { concurrent_per_subject: 1 } }, 'site_retry')
    const visitor = await Caller.arrive('site_retry')
    const reference = await visitor.upload()
    const ask = () => visitor.generate({ prompt: 'Again', reference_images: [reference.id], duration: 2, seed: 4 })
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error: 'E1000' })
    const first = await (await ask()).json<Generation>()
    await visitor.until(first, (seen) => seen.status === 'failed')
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const second = await ask()
    expect(second.status).toBe(201)
    expect(await visitor.end(await second.json<Generation>())).toMatchObject({ attempt: 2, status: 'succeeded' })
    await eventually(async () => {
      const third = await visitor.generate({ prompt: 'One more', reference_images: [reference.id], duration: 2 })
      expect(third.status).toBe(201)
      await third.body?.cancel()
    })
  })

  it('stops with a cancel although somebody had asked for an earlier attempt', async () => {
    const [first, second] = [await Caller.arrive(), await Caller.arrive()]
    const ask = async (visitor: Caller) => {
      const reference = await visitor.upload(CUP_JPG)
      return visitor.generate({ prompt: 'Twice', reference_images: [reference.id], duration: 2, seed: 11 })
    }
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error: 'E1000' })
    await first.end(await (await ask(first)).json<Generation>())
    held.replicate.onCreate = () => undefined
    const generation = await (await ask(second)).json<Generation>()
    await second.until(generation, (seen) => seen.attempt === 2 && seen.status === 'starting')
    await second.fetch(generation.urls.cancel, { method: 'POST' })
    await eventually(() => expect(held.replicate.predictionOf(generation).status).toBe('canceled'))
  })

  it('finds the bytes of a reference that was uploaded anew for the second attempt', async () => {
    await makeSite({}, 'site_anew')
    const visitor = await Caller.arrive('site_anew')
    const ask = async () => {
      const reference = await visitor.upload(CUP_JPG)
      const answer = await visitor.generate({ prompt: 'Anew', reference_images: [reference.id], duration: 2, seed: 12 })
      return { reference, generation: await answer.json<Generation>() }
    }
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error: 'E1000' })
    const { reference, generation } = await ask()
    await visitor.end(generation)
    await visitor.fetch(`/v1/references/${reference.id}`, { method: 'DELETE' })
    await eventually(async () =>
      expect((await env.BUCKET.list({ prefix: 'references/site_anew' })).objects).toEqual([]),
    )
    held.replicate.onCreate = () => undefined
    await ask()
    await visitor.until(generation, (seen) => seen.attempt === 2 && seen.status === 'starting')
    const { reference_images } = held.replicate.predictionOf(generation).input as { reference_images: [string] }
    expect((await held.replicate.read(reference_images[0])).status).toBe(200)
  })

  it('has a limit by subject and day', async () => {
    await makeSite({ quota: { generations_per_subject_per_day: 1 } }, 'site_daily')
    const visitor = await Caller.arrive('site_daily')
    const reference = await visitor.upload()
    await visitor.start()
    const second = await visitor.generate({ prompt: 'Another', reference_images: [reference.id] })
    expect(await problemOf(second)).toMatchObject({ status: 429, limit: 'quota.generations_per_subject_per_day' })
  })

  it('is told before, and nothing is spent by asking', async () => {
    const clip = await held.caller.upload(CUP_MP4)
    const input = { prompt: 'Move', reference_videos: [clip.id], duration: 4, seed: 3 }
    const objects = (await listDurableObjectIds(env.GENERATIONS)).length
    const estimate = await held.caller.fetch('/v1/generations/estimate', json({ input }))
    expect(await estimate.json<Estimate>()).toMatchObject({
      cost: { currency: 'USD', estimated: 0.7 },
      would_replay: false,
    })
    expect((await listDurableObjectIds(env.GENERATIONS)).length).toBe(objects)
    await held.caller.generate(input)
    const again = await held.caller.fetch('/v1/generations/estimate', json({ input }))
    expect(await again.json<Estimate>()).toMatchObject({ would_replay: true })
  })
})
