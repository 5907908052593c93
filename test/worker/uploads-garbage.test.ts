/** Bytes that no reference needs are deleted from R2, also where R2 fails just then; and no reference points at bytes that R2 lost. */
import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import { Site } from '../../worker/objects/site/site.ts'
import { base64, Caller, makeSite } from './caller.ts'
import { CAT_BMP, CAT_JPG, CAT_MOV, CAT_PNG, CAT_WEBP, CUP_JPG } from './fixtures.ts'

const SITE = 'site_test'
const site = () => env.SITES.getByName(SITE)

beforeAll(() => makeSite())
afterEach(() => vi.restoreAllMocks())

/** The keys of a reference's bytes and of the objects kept beside them. */
async function storedOf({ id }: { id: string }): Promise<string[]> {
  const listed = await Promise.all(
    ['references/', 'redactions/references/'].map((prefix) => env.BUCKET.list({ prefix: `${prefix}${SITE}/${id}` })),
  )
  return listed.flatMap(({ objects }) => objects.map(({ key }) => key))
}

async function garbage(): Promise<string[]> {
  return runInDurableObject(site(), (_, { storage }) =>
    storage.sql
      .exec<{ key: string }>('SELECT key FROM garbage')
      .toArray()
      .map(({ key }) => key),
  )
}

function bucketThatCantDelete() {
  return vi.spyOn(env.BUCKET, 'delete').mockRejectedValue(new Error('R2 is away'))
}

async function remove(visitor: Caller, { id }: Reference): Promise<void> {
  expect((await visitor.fetch(`/v1/references/${id}`, { method: 'DELETE' })).status).toBe(204)
}

describe('what R2 can’t delete', () => {
  it('is deleted later, by an alarm that tries again and again and survives a restart', async () => {
    const visitor = await Caller.arrive()
    const reference = await visitor.upload(CAT_PNG)
    expect(await storedOf(reference)).toHaveLength(2)
    const broken = bucketThatCantDelete()
    await remove(visitor, reference)
    expect(await garbage()).toEqual([`references/${SITE}/${reference.id}`])
    await expect.poll(() => broken.mock.calls.length).toBeGreaterThan(2)
    await abortAllDurableObjects()
    broken.mockRestore()
    await expect.poll(() => storedOf(reference)).toEqual([])
    await expect.poll(garbage).toEqual([])
  })

  it('is asked for less and less often', async () => {
    const visitor = await Caller.arrive()
    const reference = await visitor.upload(CAT_PNG)
    bucketThatCantDelete()
    await remove(visitor, reference)
    const waits: number[] = []
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now)
    for (let tries = 2; tries < 14; tries++) {
      await runInDurableObject(
        site(),
        (_, { storage }) => void storage.sql.exec('UPDATE garbage SET due_at = 0, tries = ?', tries),
      )
      await runInDurableObject(site(), (instance) => instance.alarm())
      const { due_at } = await runInDurableObject(site(), (_, { storage }) =>
        storage.sql.exec<{ due_at: number }>('SELECT due_at FROM garbage').one(),
      )
      waits.push(due_at - now)
    }
    expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 36_000, 36_000, 36_000, 36_000])
    vi.restoreAllMocks()
    await runInDurableObject(site(), (_, { storage }) => void storage.sql.exec('UPDATE garbage SET due_at = 0'))
    await runInDurableObject(site(), (instance) => instance.alarm())
    expect(await storedOf(reference)).toEqual([])
  })

  it('is remembered for bytes that a run was the last to need', async () => {
    const visitor = await Caller.arrive()
    const reference = await visitor.upload(CAT_WEBP)
    const run = { generation: 'gen_last_holder', attempt: 1 }
    await site().admit({
      ...run,
      ...{ subject: visitor.session.subject, micros: 1, limits: null, digests: [reference.sha256 ?? ''], key: null },
    })
    await remove(visitor, reference)
    expect(await storedOf(reference)).toHaveLength(2)
    const broken = bucketThatCantDelete()
    await site().closeReservation({ ...run, micros: 0, prediction: null, seconds: null })
    expect(broken).toHaveBeenCalled()
    broken.mockRestore()
    await expect.poll(() => storedOf(reference)).toEqual([])
  })

  it('is remembered for a second copy, whose reference uses the first one’s bytes', async () => {
    const [one, two] = [await Caller.arrive(), await Caller.arrive()]
    const first = await one.upload(CUP_JPG)
    const broken = bucketThatCantDelete()
    const second = await two.upload(CUP_JPG)
    expect(second.status).toBe('ready')
    expect(await storedOf(second)).toHaveLength(2)
    broken.mockRestore()
    await expect.poll(() => storedOf(second)).toEqual([])
    expect(await storedOf(first)).toHaveLength(2)
  })

  it('is remembered for a file that was refused, and the refusal is told all the same', async () => {
    const visitor = await Caller.arrive()
    const broken = bucketThatCantDelete()
    const refused = await visitor.upload(new Uint8Array(5000))
    expect(refused).toMatchObject({ status: 'rejected', problem: { code: 'unsupported-type' } })
    expect(await storedOf(refused)).toHaveLength(1)
    broken.mockRestore()
    await expect.poll(() => storedOf(refused)).toEqual([])
  })

  it('goes with the upload’s own alarm where the site could not be told', async () => {
    const visitor = await Caller.arrive()
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now)
    vi.spyOn(Site.prototype, 'discard').mockRejectedValueOnce(new Error('no answer'))
    const refused = await visitor.upload(new Uint8Array(6000))
    expect(refused.status).toBe('rejected')
    expect(await storedOf(refused)).toHaveLength(1)
    const upload = env.UPLOADS.getByName(refused.id)
    expect(await runInDurableObject(upload, (_, { storage }) => storage.getAlarm())).toBe(now + 5000)
    await runDurableObjectAlarm(upload)
    expect(await storedOf(refused)).toEqual([])
  })
})

describe('bytes that R2 lost', () => {
  it('are replaced by the next equal file, for the references that there were too', async () => {
    const [one, two] = [await Caller.arrive(), await Caller.arrive()]
    const first = await one.upload(CAT_BMP)
    await env.BUCKET.delete(`references/${SITE}/${first.id}`)
    const second = await two.upload(CAT_BMP)
    expect(second.status).toBe('ready')
    expect(await storedOf(second)).toHaveLength(2)
    const admitted = await site().admit({
      ...{ generation: 'gen_lost_bytes', attempt: 1, subject: one.session.subject, micros: 1, limits: null },
      ...{ digests: [first.sha256 ?? ''], key: null },
    })
    expect(admitted).toMatchObject({ keys: { [first.sha256 ?? '']: `references/${SITE}/${second.id}` } })
    // The objects beside the lost bytes are deleted.
    await expect.poll(() => storedOf(first)).toEqual([])
    await remove(two, second)
    expect(await storedOf(second)).toHaveLength(2)
  })

  it('have to be sent again, also by who stored them', async () => {
    const visitor = await Caller.arrive()
    const first = await visitor.upload(CAT_JPG)
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-length': String(CAT_JPG.byteLength),
      'upload-metadata': `sha256 ${base64(first.sha256 ?? '')}`,
    }
    const create = () => visitor.fetch('/v1/references', { method: 'POST', headers })
    expect((await create()).headers.get('upload-offset')).toBe(String(CAT_JPG.byteLength))
    await env.BUCKET.delete(`references/${SITE}/${first.id}`)
    expect((await create()).headers.get('upload-offset')).toBe('0')
  })
})

describe('a bucket that is away at the end of an upload', () => {
  it('delays the check and fails nothing', async () => {
    const visitor = await Caller.arrive()
    const head = vi.spyOn(env.BUCKET, 'head').mockRejectedValue(new Error('R2 is away'))
    const waiting = await visitor.upload(CAT_MOV)
    expect(waiting).toMatchObject({ status: 'checking' })
    const asked = await visitor.generate({ prompt: 'It turns', reference_videos: [waiting.id] })
    expect(asked.status).toBe(409)
    await asked.body?.cancel()
    head.mockRestore()
    await runDurableObjectAlarm(env.UPLOADS.getByName(waiting.id))
    const record = await env.UPLOADS.getByName(waiting.id).verifiedFile(visitor.who)
    expect(record).toMatchObject({ kind: 'video', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
})
