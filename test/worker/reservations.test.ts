/** Reservations that last too long: the site asks the generation about them, so that no money is held for ever. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { GenerationObject } from '../../worker/objects/generation/generation.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, makeSite } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CAT_JPG, CUP_MP4 } from './fixtures.ts'

const SITE = 'site_test'
const HOUR_MS = 3_600_000 / Number(workerTestBindings.TIME_SCALE)
const site = () => env.SITES.getByName(SITE)

let replicate: FakeReplicate

beforeAll(() => makeSite())
beforeEach(() => {
  replicate = new FakeReplicate().install()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function inSite<T extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]): Promise<T[]> {
  return runInDurableObject(site(), (_, { storage }) => storage.sql.exec<T>(query, ...values).toArray())
}

const kindsOf = async (generation: string) =>
  (await inSite<{ kind: string }>('SELECT kind FROM ledger WHERE generation = ? ORDER BY at, kind', generation)).map(
    ({ kind }) => kind,
  )
const watched = async (generation: string) =>
  (await inSite<{ due_at: number }>('SELECT due_at FROM open_runs WHERE generation = ?', generation)).map(
    ({ due_at }) => due_at,
  )

/** 26 hours later. */
async function muchLater(generation: string): Promise<void> {
  await inSite('UPDATE open_runs SET due_at = 0 WHERE generation = ?', generation)
  await runInDurableObject(site(), (instance) => instance.alarm())
}

const lost = (generation: string, digests: string[] = []) => ({
  ...{ generation, attempt: 1, subject: 'sub_lost', micros: 1_000_000, limits: null },
  ...{ digests, key: null },
})

describe('a reservation', () => {
  it('is asked after 26 hours later, by the site’s alarm', async () => {
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now)
    await site().admit(lost('gen_when'))
    expect(await watched('gen_when')).toEqual([now + 26 * HOUR_MS])
    expect(await runInDurableObject(site(), (_, { storage }) => storage.getAlarm())).toBe(now + 26 * HOUR_MS)
    await site().closeReservation({ ...lost('gen_when'), micros: 0, prediction: null, seconds: null })
    expect(await watched('gen_when')).toEqual([])
    expect(await runInDurableObject(site(), (_, { storage }) => storage.getAlarm())).toBeNull()
  })

  it('for an attempt that has never been is given back, with the bytes that it held, and can be made again', async () => {
    const visitor = await Caller.arrive()
    const { id, sha256 } = await visitor.upload(CAT_JPG)
    await site().admit(lost('gen_never', [sha256 ?? '']))
    await visitor.fetch(`/v1/references/${id}`, { method: 'DELETE' })
    expect(await env.BUCKET.head(`references/${SITE}/${id}`)).not.toBeNull()
    await muchLater('gen_never')
    expect(await kindsOf('gen_never')).toEqual([])
    await expect.poll(() => env.BUCKET.head(`references/${SITE}/${id}`)).toBeNull()
    expect(await site().admit(lost('gen_never'))).toMatchObject({ ok: true })
    expect(await kindsOf('gen_never')).toEqual(['reserve'])
    await muchLater('gen_never')
  })

  it('that is made again while its generation is asked stays', async () => {
    await site().admit(lost('gen_again'))
    vi.spyOn(GenerationObject.prototype, 'settle').mockImplementation(async () => {
      await site().admit(lost('gen_again'))
      return false
    })
    await muchLater('gen_again')
    expect(await kindsOf('gen_again')).toEqual(['reserve'])
    vi.restoreAllMocks()
    await muchLater('gen_again')
  })

  it('whose generation doesn’t answer is asked after again in an hour, and keeps no other one waiting', async () => {
    await site().admit(lost('gen_silent'))
    await site().admit(lost('gen_answers'))
    await inSite("UPDATE open_runs SET due_at = 0 WHERE generation = 'gen_answers'")
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now)
    vi.spyOn(GenerationObject.prototype, 'settle')
      .mockRejectedValueOnce(new Error('no answer'))
      .mockResolvedValueOnce(false)
    await inSite("UPDATE open_runs SET due_at = -1 WHERE generation = 'gen_silent'")
    await runInDurableObject(site(), (instance) => instance.alarm())
    expect(await kindsOf('gen_silent')).toEqual(['reserve'])
    expect(await watched('gen_silent')).toEqual([now + HOUR_MS])
    expect(await kindsOf('gen_answers')).toEqual([])
    vi.restoreAllMocks()
    await muchLater('gen_silent')
  })
})

describe('a run whose books were never closed here', () => {
  async function ended() {
    replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
    const visitor = await Caller.arrive()
    const { id } = await visitor.end(await visitor.start())
    const stub = env.GENERATIONS.getByName(id)
    await expect.poll(() => kindsOf(id)).toEqual(['reserve', 'settle'])
    await inSite("DELETE FROM ledger WHERE generation = ? AND kind = 'settle'", id)
    await inSite('INSERT INTO open_runs (generation, attempt, due_at) VALUES (?, 1, 0)', id)
    return { id, stub }
  }

  it('is settled for what it cost, where the generation thinks that it told', async () => {
    const { id } = await ended()
    await muchLater(id)
    const [row] = await inSite('SELECT sum(micros) AS micros FROM ledger WHERE generation = ?', id)
    expect(row).toEqual({ micros: 200_000 })
    expect(await kindsOf(id)).toEqual(['reserve', 'settle'])
    expect(await watched(id)).toEqual([])
  })

  it('goes on, where the generation’s alarm was lost', async () => {
    const { id, stub } = await ended()
    await runInDurableObject(stub, async (_, { storage }) => {
      storage.sql.exec('UPDATE attempts SET closed = 0')
      await storage.deleteAlarm()
    })
    await muchLater(id)
    await runDurableObjectAlarm(stub)
    await expect.poll(() => kindsOf(id)).toEqual(['reserve', 'settle'])
    expect(await watched(id)).toEqual([])
  })
})
