/** What a visitor and a site may store, and what is stored once for equal bytes. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import { base64, Caller, makeSite, problemOf } from './caller.ts'
import { CAT_JPG, CAT_PNG, CUP_JPG } from './fixtures.ts'
import { callsOf, create, stored } from './upload-calls.ts'

let caller: Caller
let calls: ReturnType<typeof callsOf>

beforeAll(async () => {
  await makeSite({ quota: { upload_bytes_per_subject_per_day: 500_000_000 } })
  caller = await Caller.arrive()
  calls = callsOf(caller)
})

describe('bytes that were stored before', () => {
  it('are not sent again by who stored them, and are kept until both references are gone', async () => {
    const visitor = await Caller.arrive()
    const first = await visitor.upload(CUP_JPG)
    const metadata = `filename ${base64('again.jpg')},sha256 ${base64(first.sha256 ?? '')}`
    const second = await create(visitor, CUP_JPG.byteLength, metadata)
    expect(second.headers.get('upload-offset')).toBe(String(CUP_JPG.byteLength))
    const record = await (await visitor.fetch(second.headers.get('location') ?? '')).json<Reference>()
    expect(record).toMatchObject({ status: 'ready', width: first.width, sha256: first.sha256, filename: 'again.jpg' })
    expect(record.id).not.toBe(first.id)
    await visitor.fetch(`/v1/references/${first.id}`, { method: 'DELETE' })
    const run = await visitor.generate({ prompt: 'It turns', reference_images: [record.id], seed: 1 })
    expect(run.status).toBe(201)
    await run.body?.cancel()
  })

  it('have to be sent by everybody else: a digest tells nothing of other people’s pictures', async () => {
    const [owner, stranger] = [await Caller.arrive(), await Caller.arrive()]
    const { sha256: digest } = await owner.upload(CAT_PNG)
    const asked = await create(stranger, CAT_PNG.byteLength, `sha256 ${base64(digest ?? '')}`)
    expect(asked.headers.get('upload-offset')).toBe('0')
  })

  it('have to be sent again after they were deleted', async () => {
    const visitor = await Caller.arrive()
    const first = await visitor.upload(CAT_JPG)
    await visitor.fetch(`/v1/references/${first.id}`, { method: 'DELETE' })
    const asked = await create(visitor, CAT_JPG.byteLength, `sha256 ${base64(first.sha256 ?? '')}`)
    expect(asked.headers.get('upload-offset')).toBe('0')
  })
})

describe('the limits of storage', () => {
  it('hold by subject and day, count what is on its way, and give back what was refused', async () => {
    await makeSite({ quota: { upload_bytes_per_subject_per_day: 1_000_000 } }, 'site_daily')
    const visitor = await Caller.arrive('site_daily')
    const open = await create(visitor, 900_000)
    const refused = await create(visitor, 200_000)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await problemOf(refused)).toMatchObject({ status: 429, limit: 'quota.upload_bytes_per_subject_per_day' })
    await visitor.fetch(open.headers.get('location') ?? '', { method: 'DELETE' })
    expect((await create(visitor, 200_000)).status).toBe(201)
    const text = new Uint8Array(700_000)
    expect(await visitor.upload(text)).toMatchObject({ status: 'rejected' })
    expect((await create(visitor, 700_000)).status).toBe(201)
  })

  it('count a deleted reference against its day still', async () => {
    await makeSite({ quota: { upload_bytes_per_subject_per_day: 300_000 } }, 'site_again')
    const visitor = await Caller.arrive('site_again')
    const { id } = await visitor.upload(CAT_PNG)
    await visitor.fetch(`/v1/references/${id}`, { method: 'DELETE' })
    expect((await create(visitor, 200_000)).status).toBe(429)
  })

  it('hold for the site, not even passed by twenty at once', async () => {
    await makeSite({ budget: { storage_bytes: 1_000_000 } }, 'site_full')
    const visitors = await Promise.all(Array.from({ length: 20 }, () => Caller.arrive('site_full')))
    const answers = await Promise.all(visitors.map((visitor) => create(visitor, 100_000)))
    const refused = answers.filter((answer) => answer.status === 402)
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(10)
    expect(await problemOf(refused[0] as Response)).toMatchObject({ code: 'storage-exhausted' })
  })
})

describe('the room of an upload', () => {
  it('is given back after two days where its object was lost', async () => {
    await makeSite({ budget: { storage_bytes: 1_000_000 } }, 'site_leak')
    const visitor = await Caller.arrive('site_leak')
    const lost = (await create(visitor, 900_000)).headers.get('location')?.split('/').at(-1) ?? ''
    await runInDurableObject(env.UPLOADS.getByName(lost), async (_, { storage }) => {
      await storage.deleteAlarm()
      await storage.deleteAll()
    })
    const inSite = (query: string, at: number) =>
      runInDurableObject(env.SITES.getByName('site_leak'), (_, { storage }) => void storage.sql.exec(query, at))
    const twoDays = 48 * 3_600_000
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now)
    await inSite('UPDATE uploads SET at = ?', now - twoDays)
    expect((await create(visitor, 900_000)).status).toBe(402)
    await inSite('UPDATE uploads SET at = ?', now - twoDays - 1)
    expect((await create(visitor, 900_000)).status).toBe(201)
    vi.restoreAllMocks()
  })

  it('lost that way, a late last byte is refused in words', async () => {
    const location = await calls.begin(CAT_PNG.byteLength)
    const id = location.split('/').at(-1) ?? ''
    await runInDurableObject(
      env.SITES.getByName('site_test'),
      (_, { storage }) => void storage.sql.exec('DELETE FROM uploads WHERE reference = ?', id),
    )
    expect((await calls.send(location, 0, CAT_PNG)).status).toBe(204)
    expect(await calls.recordOf(location)).toMatchObject({ status: 'rejected', problem: { code: 'corrupt' } })
    expect(await stored()).not.toContain(`references/site_test/${id}`)
  })
})
