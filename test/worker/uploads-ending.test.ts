/** How uploads end: what a client is told, deletion, expiry, and checks that a restart cut off. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { SITE_DEFAULTS } from '../../worker/contract/site.ts'
import { PART_BYTES } from '../../worker/objects/upload/parts.ts'
import { Caller, makeSite, problemOf } from './caller.ts'
import { CAT_PNG, CUP_JPG } from './fixtures.ts'
import { bitmap } from './upload-bodies.ts'
import { callsOf, create, stored, TUS } from './upload-calls.ts'

let caller: Caller
let calls: ReturnType<typeof callsOf>

/** A picture of more than two parts without repeated stretches, so that a misplaced part is noticed. */
const PICTURE = bitmap(2000, 1900)

beforeAll(async () => {
  await makeSite({ quota: { upload_bytes_per_subject_per_day: 500_000_000 } })
  caller = await Caller.arrive()
  calls = callsOf(caller)
})

describe('the end that an upload is told', () => {
  const endOf = async (location: string) => {
    const { headers } = await caller.fetch(location, { method: 'HEAD', headers: TUS })
    return Date.parse(headers.get('upload-expires') ?? '')
  }
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000) * 1000

  it('is a day after its creation while it is unfinished, then the reference’s', async () => {
    const created = await create(caller, CAT_PNG.byteLength)
    const location = created.headers.get('location') ?? ''
    const { created_at } = await calls.recordOf(location)
    expect(Date.parse(created.headers.get('upload-expires') ?? '')).toBe(seconds(created_at) + 86_400_000)
    const part = await calls.send(location, 0, CAT_PNG.slice(0, 1000))
    expect(Date.parse(part.headers.get('upload-expires') ?? '')).toBe(seconds(created_at) + 86_400_000)
    expect(await endOf(location)).toBe(seconds(created_at) + 86_400_000)
    await calls.send(location, 1000, CAT_PNG.slice(1000))
    const { status, expires_at } = await calls.recordOf(location)
    expect(status).toBe('ready')
    expect(await endOf(location)).toBe(seconds(expires_at))
    expect(seconds(expires_at)).toBe(seconds(created_at) + SITE_DEFAULTS.retention_days.references * 86_400_000)
  })
})

describe('a deletion', () => {
  afterEach(() => vi.restoreAllMocks())

  it('waits for a check that is under way, and leaves nothing of it', async () => {
    const location = await calls.begin(CUP_JPG.byteLength)
    const id = location.split('/').at(-1) ?? ''
    const gate = hold((key) => key.startsWith('redactions/'))
    const last = calls.send(location, 0, CUP_JPG)
    await expect.poll(gate.reached).toBe(true)
    const deletion = caller.fetch(location, { method: 'DELETE' })
    // Code that doesn't wait for the check would act now.
    for (let turn = 0; turn < 5; turn++) await calls.offsetOf(location)
    gate.open()
    expect((await deletion).status).toBe(204)
    await (await last).body?.cancel()
    expect(await problemOf(await caller.fetch(location))).toMatchObject({ code: 'not-found' })
    expect((await stored()).filter((key) => key.includes(id))).toEqual([])
    expect((await stored('redactions/')).filter((key) => key.includes(id))).toEqual([])
  })

  it('waits for bytes that are on their way to R2', async () => {
    const location = await calls.begin(CUP_JPG.byteLength)
    const id = location.split('/').at(-1) ?? ''
    const gate = hold((key) => key.startsWith('references/'))
    const last = calls.send(location, 0, CUP_JPG)
    await expect.poll(gate.reached).toBe(true)
    const deletion = caller.fetch(location, { method: 'DELETE' })
    for (let turn = 0; turn < 5; turn++) await calls.offsetOf(location)
    gate.open()
    expect((await deletion).status).toBe(204)
    await (await last).body?.cancel()
    expect((await stored()).filter((key) => key.includes(id))).toEqual([])
  })
})

describe('what is over', () => {
  it('is deleted from R2 with the reference’s time', async () => {
    const visitor = await Caller.arrive()
    const { id } = await visitor.upload(bitmap(300, 241))
    const stub = env.UPLOADS.getByName(id)
    expect(await stored()).toContain(`references/site_test/${id}`)
    await runDurableObjectAlarm(stub)
    expect(await stored()).toContain(`references/site_test/${id}`)
    await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec('UPDATE upload SET expires_at = ?', Date.now() - 1).toArray(),
    )
    await runDurableObjectAlarm(stub)
    expect(await stored()).not.toContain(`references/site_test/${id}`)
    expect(await problemOf(await visitor.fetch(`/v1/references/${id}`))).toMatchObject({ code: 'not-found' })
  })

  it('is an upload that was not finished in a day, with its parts', async () => {
    const location = await calls.begin(PICTURE.byteLength)
    await calls.send(location, 0, PICTURE.slice(0, PART_BYTES + 10))
    const id = location.split('/').at(-1) ?? ''
    const stub = env.UPLOADS.getByName(id)
    const multipart = await runInDurableObject(stub, (_, state) => {
      state.storage.sql.exec('UPDATE upload SET created_at = created_at - 86400000')
      return state.storage.sql.exec<{ multipart: string }>('SELECT multipart FROM upload').one().multipart
    })
    await runDurableObjectAlarm(stub)
    expect(await problemOf(await caller.fetch(location))).toMatchObject({ code: 'not-found' })
    const upload = env.BUCKET.resumeMultipartUpload(`references/site_test/${id}`, multipart)
    await expect(upload.uploadPart(1, 'x')).rejects.toThrow()
  })

  it('is a check that a restart cut off: whoever asks next finishes it', async () => {
    const picture = bitmap(301, 242)
    const location = await calls.begin(picture.byteLength)
    await calls.send(location, 0, picture)
    const stub = env.UPLOADS.getByName(location.split('/').at(-1) ?? '')
    await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec(`UPDATE upload SET status = 'checking', kind = NULL`).toArray(),
    )
    expect(await calls.recordOf(location)).toMatchObject({ status: 'ready', kind: 'image' })
  })
})

/** Holds the next put of such a key when all its bytes have arrived, before they are stored. */
function hold(such: (key: string) => boolean): { reached: () => boolean; open: () => void } {
  let reached = false
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const real = env.BUCKET.put.bind(env.BUCKET) as (key: string, body: unknown) => Promise<R2Object>
  vi.spyOn(env.BUCKET, 'put').mockImplementation(async (key: string, body: unknown) => {
    if (reached || !such(key)) return real(key, body)
    const bytes = await new Response(body as BodyInit).arrayBuffer()
    reached = true
    await opened
    return real(key, bytes)
  })
  return { reached: () => reached, open }
}
