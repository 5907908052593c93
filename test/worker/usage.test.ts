/** A site's usage: by day, from the ledger, with the money saved by answers that existed already. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Usage } from '../../worker/contract/admin.ts'
import type { Generation } from '../../worker/contract/generation.ts'
import { admin, Caller, json, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

const TODAY = new Date().toISOString().slice(0, 10)
const NOTHING = { runs: 0, seconds: 0, charged: 0, reserved: 0, replays: 0, saved: 0 }

let replicate: FakeReplicate
beforeAll(() => {
  replicate = new FakeReplicate().install()
})
afterAll(() => {
  vi.unstubAllGlobals()
})

async function usage(site: string, query = ''): Promise<Usage> {
  const response = await admin(`/v1/admin/sites/${site}/usage${query}`)
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json<Usage>()
}

/** Waits until the site's ledger says so. */
const books = (site: string, fits: object) =>
  eventually(async () => expect((await usage(site)).total).toMatchObject(fits))

describe('usage', () => {
  it('is nothing at first', async () => {
    await makeSite({}, 'site_empty')
    expect(await usage('site_empty')).toMatchObject({ currency: 'USD', to: TODAY, days: [], total: NOTHING })
  })

  it('tells what is held for a run, then what it cost and how long its video is', async () => {
    await makeSite({}, 'site_runs')
    const caller = await Caller.arrive('site_runs')
    replicate.onCreate = () => undefined
    const generation = await caller.start({ duration: 4 })
    await caller.until(generation, ({ status }) => status === 'starting')
    expect((await usage('site_runs')).days).toEqual([{ ...NOTHING, day: TODAY, runs: 1, reserved: 0.4 }])
    replicate.succeed(replicate.predictionOf(generation), CUP_MP4)
    const end = await caller.end(generation)
    await books('site_runs', { runs: 1, charged: 0.4, reserved: 0, seconds: end.video?.duration })
    expect(end.video?.duration).toBeGreaterThan(1)
  })

  it('forgets a run that was given back for nothing', async () => {
    await makeSite({}, 'site_failed')
    const caller = await Caller.arrive('site_failed')
    replicate.next = [{ kind: 'refused', status: 422 }]
    expect((await caller.end(await caller.start())).status).toBe('failed')
    await books('site_failed', NOTHING)
  })

  it('counts who was answered with what was there, and not who sent the same once more', async () => {
    await makeSite({}, 'site_replays')
    const caller = await Caller.arrive('site_replays')
    replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
    const { id } = await caller.upload()
    const body = { input: { prompt: 'It moves', reference_images: [id], duration: 3, seed: 8 } }
    const ask = async (key: string) => {
      const response = await caller.fetch('/v1/generations', json(body, { headers: { 'idempotency-key': key } }))
      return { answered: response.status, generation: await response.json<Generation>() }
    }
    const first = await ask('one')
    await caller.end(first.generation)
    expect((await ask('one')).answered).toBe(200)
    await books('site_replays', { runs: 1, charged: 0.3, replays: 0, saved: 0 })
    expect((await ask('two')).answered).toBe(200)
    expect((await ask('two')).answered).toBe(200)
    expect((await ask('three')).generation.id).toBe(first.generation.id)
    await books('site_replays', { runs: 1, charged: 0.3, replays: 2, saved: 0.6 })
  })

  it('sums days exactly, within the days that are asked for', async () => {
    await makeSite({}, 'site_days')
    const day = (text: string) => Date.parse(`${text}T00:00Z`)
    await runInDurableObject(env.SITES.getByName('site_days'), (_, { storage }) => {
      const entry = (generation: string, kind: string, micros: number, at: number, seconds: number | null) =>
        storage.sql.exec(
          `INSERT INTO ledger (generation, attempt, kind, subject, micros, at, window_at, seconds)
           VALUES (?, 1, ?, 'x', ?, ?, ?, ?)`,
          generation,
          kind,
          micros,
          at,
          at,
          seconds,
        )
      for (let number = 0; number < 3; number++) {
        entry(`a${number}`, 'reserve', 100_000, day('2026-10-01') + number, null)
        entry(`a${number}`, 'settle', 0, day('2026-10-01') + number, 1.1)
      }
      entry('b', 'reserve', 500_000, day('2026-10-02') - 1, null)
      entry('c', 'reserve', 700_000, day('2026-10-02'), null)
      entry('c', 'settle', -100_000, day('2026-10-02'), 6)
      storage.sql.exec('INSERT INTO replays VALUES (?, 2, 200000)', day('2026-10-03') / 86_400_000)
    })
    const first = { ...NOTHING, day: '2026-10-01', runs: 4, seconds: 3.3, charged: 0.3, reserved: 0.5 }
    const second = { ...NOTHING, day: '2026-10-02', runs: 1, seconds: 6, charged: 0.6 }
    const third = { ...NOTHING, day: '2026-10-03', replays: 2, saved: 0.2 }
    const all = await usage('site_days', '?from=2026-10-01&to=2026-10-03')
    expect(all).toMatchObject({ from: '2026-10-01', to: '2026-10-03', days: [first, second, third] })
    expect(all.total).toEqual({ runs: 5, seconds: 9.3, charged: 0.9, reserved: 0.5, replays: 2, saved: 0.2 })
    expect((await usage('site_days', '?from=2026-10-02&to=2026-10-02')).days).toEqual([second])
    expect((await usage('site_days', '?to=2026-10-02')).from).toBe('2026-09-03')
  })

  it.each([
    ['a day that isn’t one', '?from=yesterday', 'bad-day'],
    ['a day that isn’t there', '?to=2026-02-30', 'bad-day'],
    ['an end before the start', '?from=2026-10-02&to=2026-10-01', 'bad-range'],
    ['more than a year', '?from=2025-10-01&to=2026-10-03', 'bad-range'],
    ['a start in the future', '?from=2999-01-01', 'bad-range'],
  ])('refuses %s', async (_, query, code) => {
    const problem = await problemOf(await admin(`/v1/admin/sites/site_days/usage${query}`))
    expect(problem).toMatchObject({ status: 422, errors: [{ code }] })
  })

  it('is the operator’s to see', async () => {
    const stranger = { headers: { authorization: 'Bearer x' } }
    expect((await admin('/v1/admin/sites/site_days/usage', stranger)).status).toBe(401)
    expect(await problemOf(await admin('/v1/admin/sites/site_nobody/usage'))).toMatchObject({ code: 'unknown-site' })
  })
})
