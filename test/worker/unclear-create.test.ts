/** A paid create whose answer is lost: it is looked for, and paid once. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { workerTestBindings } from './bindings.ts'
import { Caller, makeSite } from './caller.ts'
import { eventually } from './eventually.ts'
import { CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()

/** Ends a run that would go on polling during the next tests, and hold up their turns. */
async function forget(generation: { id: string }): Promise<void> {
  await env.DISPATCHER.getByName('provider').leave(generation.id, 1)
  await runInDurableObject(env.GENERATIONS.getByName(generation.id), (_, state) => state.storage.deleteAll())
}

describe('a create whose fate is not clear', () => {
  it('is sent again as often as outages want it, and paid once', async () => {
    held.replicate.next = Array.from({ length: 4 }, () => ({ kind: 'lost' }))
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const end = await held.caller.end(await held.caller.start())
    expect(end).toMatchObject({ status: 'succeeded', attempt: 1 })
    expect(held.replicate.createsOf(end)).toHaveLength(1)
  })

  it('is not sent again before its two empty listings are half a minute apart, however often it is looked for', async () => {
    held.replicate.next = [{ kind: 'lost' }]
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    // The clock stands still, so that every alarm comes at once, and before its time.
    let now = Date.now()
    onTestFinished(() => {
      vi.restoreAllMocks()
    })
    vi.spyOn(Date, 'now').mockImplementation(() => now)
    const generation = await held.caller.start()
    const listings = () => held.replicate.calls.filter((line) => line === 'GET /v1/predictions').length
    const creates = () => held.replicate.calls.filter((line) => line.startsWith('POST /v1/models')).length
    await eventually(() => expect(listings()).toBeGreaterThan(3))
    // The test's clock stops one millisecond short of the 30 seconds.
    now += 30_000 / Number(workerTestBindings.TIME_SCALE) - 1
    const before = listings()
    await eventually(() => expect(listings()).toBeGreaterThan(before + 2))
    expect(creates()).toBe(1)
    vi.restoreAllMocks()
    expect(await held.caller.end(generation)).toMatchObject({ status: 'succeeded', attempt: 1 })
    expect(creates()).toBe(2)
  })

  it('waits for a provider that answers nothing, as long as it takes, and is then sent again', async () => {
    held.replicate.down = true
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const generation = await held.caller.start()
    const stub = env.GENERATIONS.getByName(generation.id)
    const listings = () => held.replicate.calls.filter((line) => line === 'GET /v1/predictions').length
    await eventually(() => expect(listings()).toBeGreaterThan(1))
    // Two hours later by the clock of these tests.
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec('UPDATE attempts SET sent_at = sent_at - 72000')
    })
    const before = listings()
    await eventually(() => expect(listings()).toBeGreaterThan(before + 1))
    held.replicate.down = false
    expect(await held.caller.end(generation)).toMatchObject({ status: 'succeeded', attempt: 1 })
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
  })

  it('counts as paid when the provider can’t tell any more', async () => {
    held.replicate.next = [{ kind: 'answer-lost' }]
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { input: {}, data_removed: true })
    const generation = await held.caller.start()
    const listings = () => held.replicate.calls.filter((line) => line === 'GET /v1/predictions').length
    await eventually(() => expect(listings()).toBeGreaterThan(1))
    await runInDurableObject(env.GENERATIONS.getByName(generation.id), (_, { storage }) => {
      storage.sql.exec('UPDATE attempts SET sent_at = sent_at - 72000')
    })
    expect(await held.caller.end(generation)).toMatchObject({
      status: 'failed',
      error: { code: 'deadline-exceeded' },
      cost: { estimated: 0.2, charged: 0.2 },
    })
  })

  it('ends free of charge when no send was ever taken, however often', async () => {
    await makeSite({}, 'site_unlucky')
    const visitor = await Caller.arrive('site_unlucky')
    held.replicate.next = Array.from({ length: 100 }, () => ({ kind: 'lost' }))
    const generation = await visitor.start()
    const stub = env.GENERATIONS.getByName(generation.id)
    // The test makes the run use up its creates, as many outages would.
    await eventually(() =>
      runInDurableObject(stub, (_, { storage }) => {
        expect(storage.sql.exec('SELECT sends FROM attempts').one().sends).toBeGreaterThan(0)
        storage.sql.exec('UPDATE attempts SET sends = 9')
      }),
    )
    const end = await visitor.end(generation)
    expect(end).toMatchObject({
      status: 'failed',
      error: { code: 'provider-failed', retryable: true },
      cost: { charged: 0 },
    })
    expect(held.replicate.createsOf(generation)).toHaveLength(0)
  })

  it('is never sent again when the provider took it but its answer can’t be read', async () => {
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { id: '', input: null })
    const generation = await held.caller.start()
    const listings = () => held.replicate.calls.filter((line) => line === 'GET /v1/predictions').length
    await eventually(() => expect(listings()).toBeGreaterThanOrEqual(4))
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
    await forget(generation)
  })

  it('is not sent again while a listing holds something that could be it', async () => {
    held.replicate.next = [{ kind: 'answer-lost' }]
    // The provider removes a prediction's input an hour after its end.
    held.replicate.onCreate = (prediction) =>
      Object.assign(prediction, { input: {}, data_removed: true, status: 'succeeded' })
    const generation = await held.caller.start()
    const listings = () => held.replicate.calls.filter((line) => line === 'GET /v1/predictions').length
    await eventually(() => expect(listings()).toBeGreaterThanOrEqual(5))
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
    await forget(generation)
  })

  it('leaves the provider in peace after a 429 that says 0 seconds', async () => {
    held.replicate.next = Array.from({ length: 200 }, () => ({
      kind: 'refused',
      status: 429,
      body: { retry_after: 0 },
    }))
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.queue !== undefined)
    const before = held.replicate.createsOf(generation).length
    const asked = Date.now()
    await eventually(() => expect(held.replicate.createsOf(generation).length).toBeGreaterThan(before + 3))
    // The Dispatcher leaves at least a second between two creates; TIME_SCALE makes that 10 ms.
    expect((Date.now() - asked) / (held.replicate.createsOf(generation).length - before - 1)).toBeGreaterThan(8)
    await forget(generation)
  })

  it('is not sent again once a webhook told of its run, though the provider has no time to be asked', async () => {
    held.replicate.listed = false
    const broke = { kind: 'refused', status: 402 } as const
    held.replicate.next = [{ kind: 'answer-lost' }, ...Array.from({ length: 50 }, () => broke)]
    const generation = await held.caller.start()
    // The prediction was in no listing, so the create was sent again, and waits for credit.
    await eventually(() => expect(held.replicate.createsOf(generation).length).toBeGreaterThan(1))
    held.replicate.busy = 3
    const capability = held.replicate.createsOf(generation)[0]?.webhook?.split('/').at(-1) ?? ''
    const prediction = held.replicate.predictionOf(generation)
    await env.GENERATIONS.getByName(generation.id).webhook(capability, prediction)
    held.replicate.next = []
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    expect(held.replicate.busy).toBeLessThan(0)
    expect(held.replicate.predictions.size).toBe(1)
    await forget(generation)
  })
})
