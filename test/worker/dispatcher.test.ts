/** When the create of each run is sent: with real runs, and a provider that takes few, refuses, or is down. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { type Allowance, FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

const ADMIN = { authorization: `Bearer ${workerTestBindings.ADMIN_TOKEN}` }
const provider = () => env.DISPATCHER.getByName('provider')

let replicate: FakeReplicate
let states: string[]

beforeAll(async () => {
  await makeSite({}, 'site_a')
  await makeSite({}, 'site_b')
})
beforeEach(() => {
  replicate = new FakeReplicate().install()
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  states = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    const { event, state } = JSON.parse(line) as Record<string, string>
    if (event === 'provider' && state) states.push(state)
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  // The next test begins with a Dispatcher that knows nothing of the provider yet.
  await runInDurableObject(provider(), async (_, { storage }) => {
    await storage.deleteAlarm()
    await storage.deleteAll()
  })
  await evictDurableObject(provider())
})

const operator = async (what: 'pause' | 'resume') =>
  expect((await call(`/v1/admin/${what}`, { method: 'POST', headers: ADMIN })).status).toBe(204)

async function health(): Promise<unknown> {
  const answer = await call('/healthz')
  return { http: answer.status, ...(await answer.json<object>()) }
}

/** A request that waits in the queue, with its visitor. */
type Waiter = { visitor: Caller; generation: Generation }

async function wait(visitor: Caller): Promise<Waiter> {
  const generation = await visitor.start()
  await visitor.until(generation, (seen) => seen.queue !== undefined)
  return { visitor, generation }
}

/** One request each of new visitors, in this order; all of them wait, because the provider has no credit (or refuses otherwise). */
async function waiters(count: number, refused = 402): Promise<Waiter[]> {
  replicate.limit = () => ({ refused })
  const all: Waiter[] = []
  while (all.length < count) all.push(await wait(await Caller.arrive('site_a')))
  return all
}

/** A run without its own alarm, so that only the Dispatcher can wake it. */
async function deafen({ generation }: Waiter): Promise<void> {
  await runInDurableObject(env.GENERATIONS.getByName(generation.id), (_, { storage }) => storage.deleteAlarm())
}

async function end(all: Waiter[]): Promise<void> {
  const ends = await Promise.all(all.map(({ visitor, generation }) => visitor.end(generation)))
  expect(ends.map(({ status }) => status)).toEqual(all.map(() => 'succeeded'))
}

const ids = (all: Waiter[]) => all.map(({ generation }) => generation.id)

/** The prompts, in the order in which the provider took their creates. */
function taken(all: Waiter[]): string[] {
  const order = [...replicate.predictions.values()].map(({ webhook }) => webhook?.split('/').at(-2) ?? '')
  return order.filter((id) => ids(all).includes(id))
}

/** One create in so many milliseconds, and its answers say so. */
function oneIn(ms: number): () => Allowance {
  // TIME_SCALE divides these seconds.
  const seconds = (real: number) => (real * Number(workerTestBindings.TIME_SCALE)) / 1000
  let freeAt = 0
  return () => {
    const left = freeAt - Date.now()
    if (left > 0) return { refused: 429, retryAfter: Math.ceil(seconds(left)) }
    freeAt = Date.now() + ms
    return { refused: null, headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': String(seconds(ms)) } }
  }
}

describe('the queue', () => {
  it('lets sites take turns, and subjects within them: nobody’s many requests hold up another’s one', async () => {
    replicate.limit = () => ({ refused: 402 })
    const [many, one, other] = [
      await Caller.arrive('site_a'),
      await Caller.arrive('site_a'),
      await Caller.arrive('site_b'),
    ]
    const all = [
      await wait(many),
      ...(await Promise.all([1, 2, 3].map(() => wait(many)))),
      await wait(one),
      await wait(other),
    ]
    replicate.limit = oneIn(20)
    await end(all)
    const owners = taken(all).map((id) => all.find(({ generation }) => generation.id === id)?.visitor)
    expect(owners.map((owner) => [many, one, other].indexOf(owner as Caller))).toEqual([0, 2, 1, 0, 0, 0])
  })

  it('sends each create once, first come, first served, to a provider that takes few and says so', async () => {
    const all = await waiters(5)
    const refused = replicate.creates.length
    replicate.limit = oneIn(100)
    await end(all)
    expect(taken(all)).toEqual(ids(all))
    expect(replicate.creates).toHaveLength(refused + 5)
  })

  it('holds everybody back after a 429 for as long as it says, and keeps the place of who met it', async () => {
    const object = env.DISPATCHER.getByName('throttled')
    const ask = (generation: string, since: number) =>
      object.turn({ generation, attempt: 1, site: 'site_a', subject: generation, since, sends: 0 })
    expect(await ask('gen_one', 1)).toEqual({ go: true })
    await object.report('gen_one', 1, { kind: 'sent', remaining: null, resetSeconds: null })
    expect(await ask('gen_two', 2)).toEqual({ go: true })
    expect(await ask('gen_three', 3)).toMatchObject({ go: false, position: 1 })
    await object.report('gen_two', 1, { kind: 'throttled', retryAfterSeconds: 3_000 })
    const head = await ask('gen_two', 2)
    expect(head).toMatchObject({ go: false, position: 1 })
    expect('etaSeconds' in head && head.etaSeconds).toBeGreaterThan(20)
    expect(await ask('gen_three', 3)).toMatchObject({ go: false, position: 2 })
    await object.pause()
  })

  it('sends the next ones at once after a stray 429 that came after half a minute of calm', async () => {
    const object = env.DISPATCHER.getByName('stray')
    const ask = (generation: string) =>
      object.turn({ generation, attempt: 1, site: 'site_a', subject: generation, since: Date.now(), sends: 0 })
    const words = { remaining: 599, resetSeconds: 60 }
    await ask('gen_before')
    await object.report('gen_before', 1, { kind: 'sent', ...words })
    await runInDurableObject(object, (_, { storage }) => {
      const ago = Date.now() - 30_000 / Number(workerTestBindings.TIME_SCALE)
      storage.sql.exec("UPDATE provider SET pace = json_set(pace, '$.takenAt', ?1, '$.grantedAt', ?1)", ago)
    })
    await evictDurableObject(object)
    expect(await ask('gen_0')).toEqual({ go: true })
    await object.report('gen_0', 1, { kind: 'throttled', retryAfterSeconds: 1 })
    await eventually(async () => expect(await ask('gen_0')).toEqual({ go: true }))
    for (let count = 0; count < 10; count++) {
      await object.report(`gen_${count}`, 1, { kind: 'sent', ...words })
      expect(await ask(`gen_${count + 1}`)).toEqual({ go: true })
    }
    await object.pause()
  })

  it('tells who waits of a new place, and wakes who is next, though nobody asks', async () => {
    // A refused token is probed by a free call, so nobody is woken for it.
    replicate.account = () => Response.json({ status: 401 }, { status: 401 })
    const all = await waiters(3, 401)
    const [first, second, third] = all as [Waiter, Waiter, Waiter]
    await Promise.all([second, third].map(deafen))
    await first.visitor.fetch(first.generation.urls.cancel, { method: 'POST' })
    await third.visitor.until(third.generation, (seen) => seen.queue?.position === 2)
    replicate.limit = oneIn(20)
    replicate.account = () => Response.json({ username: 'test' })
    await end([second, third])
    expect(taken(all)).toEqual(ids([second, third]))
  })

  it('says in how many seconds it will be one’s turn, once that is known', async () => {
    replicate.limit = oneIn(30_000)
    const before = await Caller.arrive('site_a')
    const first = await before.start()
    await before.end(first)
    const visitor = await Caller.arrive('site_a')
    const second = await visitor.start()
    const { queue } = await visitor.until(second, (seen) => seen.queue?.eta_seconds !== undefined)
    expect(queue?.position).toBe(1)
    expect(queue?.eta_seconds).toBeGreaterThan(10)
    expect(queue?.eta_seconds).toBeLessThanOrEqual(30)
    expect(replicate.createsOf(first)).toHaveLength(1)
    await visitor.fetch(second.urls.cancel, { method: 'POST' })
  })

  it('goes on without a run that is no more', async () => {
    const [gone, other] = (await waiters(2)) as [Waiter, Waiter]
    const object = env.GENERATIONS.getByName(gone.generation.id)
    await runInDurableObject(object, async (_, { storage }) => {
      await storage.deleteAlarm()
      await storage.deleteAll()
    })
    await evictDurableObject(object)
    replicate.limit = oneIn(20)
    await end([other])
    await eventually(async () => expect((await turns()).has(gone.generation.id)).toBe(false))
  })

  it('gives everybody their place again when its entries are lost', async () => {
    const all = await waiters(4)
    await operator('pause')
    await runInDurableObject(provider(), (_, { storage }) => storage.sql.exec('DELETE FROM entries').toArray())
    await evictDurableObject(provider())
    const rows = () =>
      runInDurableObject(provider(), (_, { storage }) => storage.sql.exec('SELECT 1 FROM entries').toArray())
    await eventually(async () => expect(await rows()).toHaveLength(4))
    replicate.limit = oneIn(50)
    await operator('resume')
    await end(all)
    expect(taken(all)).toEqual(ids(all))
  })
})

describe('a provider that refuses', () => {
  it('for credit gets exactly one create a probe, until it takes one', async () => {
    const plenty = replicate.limit
    const all = await waiters(5)
    expect(await health()).toMatchObject({ http: 503, status: 'provider-refuses', provider: 'credit' })
    const circuit = async (): Promise<{ state: string; probes: number }> => {
      const read = (_: unknown, { storage }: DurableObjectState) =>
        storage.sql.exec<{ circuit: string }>('SELECT circuit FROM provider').one().circuit
      return JSON.parse(await runInDurableObject(provider(), read))
    }
    await eventually(async () => expect((await circuit()).probes).toBeGreaterThanOrEqual(2))
    await eventually(async () => {
      const { state, probes } = await circuit()
      expect(state).toBe('open')
      expect(replicate.creates).toHaveLength(1 + probes)
    })
    replicate.limit = plenty
    const refused = replicate.creates.length
    await end(all)
    expect(replicate.creates).toHaveLength(refused + 5)
    expect(states).toEqual(['credit', 'ok'])
    expect(await health()).toMatchObject({ http: 200, status: 'ok' })
  })

  it('for the token gets no create at all until a free call goes through', async () => {
    replicate.account = () => Response.json({ status: 401 }, { status: 401 })
    const all = await waiters(3, 401)
    replicate.limit = oneIn(20)
    const probes = () => replicate.calls.filter((line) => line === 'GET /v1/account').length
    await eventually(() => expect(probes()).toBeGreaterThanOrEqual(2))
    expect(replicate.creates).toHaveLength(1)
    expect(await health()).toMatchObject({ http: 503, status: 'provider-refuses', provider: 'token' })
    replicate.account = () => Response.json({ username: 'test' })
    await end(all)
    expect(taken(all)).toEqual(ids(all))
    expect(states).toEqual(['token', 'ok'])
  })

  it('for the token gives no turn to who asks when it is time to probe', async () => {
    replicate.account = () => Response.json({ status: 401 }, { status: 401 })
    const object = env.DISPATCHER.getByName('token')
    const asker = (generation: string) => {
      return { generation, attempt: 1, site: 'site_a', subject: generation, since: 1, sends: 0 }
    }
    expect(await object.turn(asker('gen_one'))).toEqual({ go: true })
    await object.report('gen_one', 1, { kind: 'refused', reason: 'token' })
    await runInDurableObject(object, async (_, { storage }) => {
      storage.sql.exec("UPDATE provider SET circuit = json_set(circuit, '$.probeAt', 0)")
      await storage.deleteAlarm()
    })
    await evictDurableObject(object)
    expect(await object.turn(asker('gen_one'))).toMatchObject({ go: false })
    await object.pause()
  })

  it('is said to be down after two creates without an answer, and gets no third until a free call goes through', async () => {
    const gone = () => {
      throw new TypeError('Network connection lost.')
    }
    replicate.account = gone
    replicate.listed = false
    replicate.next = [{ kind: 'lost' }, { kind: 'lost' }]
    const visitors = [await Caller.arrive('site_a'), await Caller.arrive('site_a')]
    const cut = await Promise.all(visitors.map(async (visitor) => ({ visitor, generation: await visitor.start() })))
    const sent = () => replicate.calls.filter((line) => line.startsWith('POST /v1/models')).length
    await eventually(async () => expect(await health()).toMatchObject({ http: 503, status: 'provider-down' }))
    const all = [...cut, ...(await waiters(2))]
    replicate.limit = oneIn(20)
    const probes = () => replicate.calls.filter((line) => line === 'GET /v1/account').length
    await eventually(() => expect(probes()).toBeGreaterThanOrEqual(2))
    expect(sent()).toBe(2)
    replicate.account = () => Response.json({ username: 'test' })
    await end(all)
    expect(sent()).toBe(2 + 4)
    expect(states).toEqual(['unreachable', 'ok'])
  })

  it('is said to be there again by a free call where nobody waits', async () => {
    replicate.account = () => Response.json({ status: 401 }, { status: 401 })
    const [only] = (await waiters(1, 401)) as [Waiter]
    await only.visitor.fetch(only.generation.urls.cancel, { method: 'POST' })
    await only.visitor.end(only.generation)
    replicate.account = () => Response.json({ username: 'test' })
    await eventually(async () => expect(await health()).toMatchObject({ http: 200, status: 'ok' }))
    expect(replicate.creates).toHaveLength(1)
  })

  it('is remembered through a restart', async () => {
    const all = await waiters(2)
    await evictDurableObject(provider())
    expect(await health()).toMatchObject({ provider: 'credit' })
    replicate.limit = oneIn(20)
    await end(all)
    expect(taken(all)).toEqual(ids(all))
    expect(states).toEqual(['credit', 'ok'])
  })
})

describe('while the operator has paused it', () => {
  it('nothing is sent, new runs are refused and leave nothing, old ones are answered, and those that wait go on after it', async () => {
    const visitor = await Caller.arrive('site_a')
    const done = await visitor.start({ seed: 1 })
    await visitor.end(done)
    const all = await waiters(2)
    await operator('pause')
    await operator('pause')
    await evictDurableObject(provider())
    expect(await health()).toMatchObject({ http: 503, status: 'paused', provider: 'credit' })

    const reference = done.input.reference_images?.[0]
    const again = await visitor.generate({ prompt: 'It moves', reference_images: [reference], duration: 2, seed: 1 })
    expect(again.status).toBe(200)
    expect(again.headers.get('x-refreel-replayed')).toBe('true')
    await again.body?.cancel()
    const ask = () =>
      visitor.generate({ prompt: 'Another', reference_images: [reference], duration: 2, seed: 2 }, {}, 'click-2')
    expect(await problemOf(await ask())).toMatchObject({ status: 503, code: 'paused' })
    const list = await (await visitor.fetch('/v1/generations')).json<{ generations: Generation[] }>()
    expect(list.generations.map(({ id }) => id)).toEqual([done.id])

    const sent = replicate.creates.length
    // Each run has asked again by now, without getting its turn.
    const before = await turns()
    await eventually(async () => {
      const after = await turns()
      for (const [id, at] of before) expect(after.get(id)).toBeGreaterThan(at)
    })
    expect(replicate.creates).toHaveLength(sent)
    replicate.limit = oneIn(20)
    await operator('resume')
    await operator('resume')
    await end(all)
    expect(taken(all)).toEqual(ids(all))
    const late = await ask()
    expect(late.status).toBe(201)
    await visitor.end(await late.json<Generation>())
    expect(await health()).toMatchObject({ http: 200, status: 'ok' })
    expect(states.filter((state) => state === 'paused' || state === 'resumed')).toEqual(['paused', 'resumed'])
  })

  it('a failed request is not tried again', async () => {
    const visitor = await Caller.arrive('site_a')
    replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error: 'E1000' })
    const failed = await visitor.end(await visitor.start({ seed: 3 }))
    await operator('pause')
    const reference = failed.input.reference_images?.[0]
    const input = { prompt: 'It moves', reference_images: [reference], duration: 2, seed: 3 }
    expect(await problemOf(await visitor.generate(input))).toMatchObject({ code: 'paused' })
    const view = await (await visitor.fetch(failed.urls.self)).json<Generation>()
    expect(view).toMatchObject({ status: 'failed', attempt: 1, sequence: failed.sequence })
  })

  it('is nobody’s to say but the operator’s', async () => {
    for (const what of ['pause', 'resume']) {
      const answer = await call(`/v1/admin/${what}`, { method: 'POST' })
      expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' })
    }
  })
})

async function turns(): Promise<Map<string, number>> {
  const rows = await runInDurableObject(provider(), (_, { storage }) =>
    storage.sql.exec<{ generation: string; asked_at: number }>('SELECT generation, asked_at FROM entries').toArray(),
  )
  return new Map(rows.map(({ generation, asked_at }) => [generation, asked_at]))
}
