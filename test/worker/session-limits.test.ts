/** Limits that a site's server set for one customer: each is kept, whatever the site itself would allow. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import type { SessionLimits } from '../../worker/contract/session.ts'
import { admin, type Caller, json, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'
import { operatorUploads, savePresets } from './operator.ts'
import { SiteServer } from './site-server.ts'

let server: SiteServer
let replicate: FakeReplicate
let customers = 0

beforeAll(async () => {
  await makeSite()
  server = await SiteServer.of()
  replicate = new FakeReplicate().install()
  return () => vi.unstubAllGlobals()
})

/** A new customer with these limits. */
const customer = (limits: SessionLimits, subject = `customer-${++customers}`) => server.customer(subject, limits)

/** A run of two seconds, which costs $0.20; each prompt is another one. */
async function run(by: Caller, prompt: string, more: object = {}): Promise<Response> {
  const reference = await by.upload()
  return by.generate({ prompt, reference_images: [reference.id], duration: 2, resolution: '720p', seed: 7, ...more })
}

async function mistakes(response: Response): Promise<string[]> {
  const problem = await problemOf(response)
  expect(problem).toMatchObject({ status: 422, code: 'invalid-input' })
  return (problem.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
}

describe('a session with limits of its own', () => {
  it('makes videos as long as it may, and no longer', async () => {
    const by = await customer({ max_duration: 3 })
    expect(await mistakes(await run(by, 'long', { duration: 4 }))).toEqual(['/input/duration not-allowed-here'])
    expect(await mistakes(await run(by, 'usual', { duration: undefined }))).toEqual([
      '/input/duration not-allowed-here',
    ])
    expect((await run(by, 'short', { duration: 3 })).status).toBe(201)
  })

  it('makes videos in its resolutions only', async () => {
    const by = await customer({ resolutions: ['720p'] })
    for (const resolution of ['1080p', undefined]) {
      expect(await mistakes(await run(by, 'large', { resolution }))).toEqual(['/input/resolution not-allowed-here'])
    }
    expect((await run(by, 'small')).status).toBe(201)
  })

  it('takes no clips where it may not', async () => {
    const by = await customer({ reference_videos: false })
    const clip = await by.upload(CUP_MP4)
    const response = await run(by, 'with a clip', { reference_videos: [clip.id] })
    expect(await mistakes(response)).toEqual(['/input/reference_videos not-allowed-here'])
  })

  it('writes no prompt where it may not', async () => {
    const by = await customer({ custom_prompt: false })
    expect(await mistakes(await run(by, 'mine'))).toEqual(['/input/prompt not-allowed-here'])
  })

  it('makes no preset that goes beyond it', async () => {
    const clip = await operatorUploads(CUP_MP4, 'site_test', 'clip.mp4')
    await savePresets([
      {
        id: 'long',
        title: 'Long',
        input: { prompt: 'x', duration: 6, resolution: '1080p', reference_videos: [clip.id] },
      },
      { id: 'open', title: 'Open', input: { prompt: 'x', duration: 6, resolution: '720p' }, locked: [] },
    ])
    const by = await customer({ max_duration: 3, resolutions: ['720p'], reference_videos: false })
    const ask = (body: object) => by.fetch('/v1/generations', json(body))
    expect(await mistakes(await ask({ preset: 'long' }))).toEqual(Array(3).fill('/preset not-allowed-here'))
    const own = await by.upload()
    const open = { preset: 'open', input: { reference_images: [own.id] } }
    expect(await mistakes(await ask(open))).toEqual(['/preset not-allowed-here'])
    const response = await ask({ ...open, input: { ...open.input, duration: 3 } })
    expect(response.status).toBe(201)
    await response.body?.cancel()
  })

  it('starts as many runs a day as it may', async () => {
    const by = await customer({ generations_per_subject_per_day: 2 })
    const first = await run(by, 'day 1')
    expect(first.headers.get('ratelimit')).toMatch(/^"limits\.generations_per_subject_per_day";r=1;t=\d+$/)
    expect(first.headers.get('ratelimit-policy')).toBe('"limits.generations_per_subject_per_day";q=2;w=86400')
    expect((await run(by, 'day 2')).status).toBe(201)
    const problem = await problemOf(await run(by, 'day 3'))
    expect(problem).toMatchObject({
      status: 429,
      code: 'quota-exceeded',
      limit: 'limits.generations_per_subject_per_day',
    })
    // The customer's use counts in the next session too.
    const again = await customer({ generations_per_subject_per_day: 2 }, by.session.subject)
    expect(again.session.site.limits.remaining_today.generations).toBe(0)
    expect(await problemOf(await run(again, 'day 4'))).toMatchObject({ code: 'quota-exceeded' })
    expect((await run(await customer({}, by.session.subject), 'day 5')).status).toBe(201)
  })

  it('starts as many runs at once as it may', async () => {
    const by = await customer({ concurrent_per_subject: 1 })
    expect((await run(by, 'now 1')).status).toBe(201)
    const response = await run(by, 'now 2')
    expect(response.headers.get('ratelimit')).toBe('"limits.concurrent_per_subject";r=0')
    expect(response.headers.get('ratelimit-policy')).toBe(
      '"limits.concurrent_per_subject";q=1;qu="concurrent-requests"',
    )
    expect(await problemOf(response)).toMatchObject({
      status: 409,
      code: 'run-in-progress',
      limit: 'limits.concurrent_per_subject',
    })
  })

  it.each(['per_hour', 'per_day', 'per_month'] as const)(
    'spends what it may %s, also when all ask at once',
    async (name) => {
      const by = await customer({ budget: { [name]: 0.5 } })
      const responses = await Promise.all(Array.from({ length: 8 }, (_, at) => run(by, `${name} ${at}`)))
      expect(responses.filter(({ status }) => status === 201)).toHaveLength(2)
      const refused = responses.filter(({ status }) => status === 402)
      expect(refused).toHaveLength(6)
      for (const response of refused) {
        expect(response.headers.get('ratelimit')).toMatch(new RegExp(`^"limits\\.budget\\.${name}";r=0;t=\\d+$`))
        expect(await problemOf(response)).toMatchObject({ code: 'budget-exhausted', limit: `limits.budget.${name}` })
      }
      // Another customer has an allowance of their own.
      expect((await run(await customer({ budget: { [name]: 0.5 } }), `${name} other`)).status).toBe(201)
    },
  )

  it('uploads as much as it may', async () => {
    const by = await customer({ upload_bytes_per_subject_per_day: 1000 })
    const create = (length: number) =>
      by.fetch('/v1/references', {
        method: 'POST',
        headers: { 'tus-resumable': '1.0.0', 'upload-length': String(length) },
      })
    const first = await create(600)
    expect(first.headers.get('ratelimit')).toMatch(/^"limits\.upload_bytes_per_subject_per_day";r=400;t=\d+$/)
    expect(first.headers.get('ratelimit-policy')).toBe(
      '"limits.upload_bytes_per_subject_per_day";q=1000;qu="content-bytes";w=86400',
    )
    const refused = await create(401)
    expect(refused.headers.get('ratelimit')).toMatch(/;r=400;t=\d+$/)
    expect(await problemOf(refused)).toMatchObject({
      code: 'quota-exceeded',
      limit: 'limits.upload_bytes_per_subject_per_day',
    })
    expect((await create(400)).status).toBe(201)
  })

  it('is held to what the site has tightened since', async () => {
    await makeSite({}, 'site_tightened')
    const own = await SiteServer.of('site_tightened')
    const by = await own.customer('c', { max_duration: 6, generations_per_subject_per_day: 5 })
    const patch = { allow: { max_duration: 4 }, quota: { generations_per_subject_per_day: 1 } }
    await admin('/v1/admin/sites/site_tightened', json(patch, { method: 'PATCH' }))
    expect(await mistakes(await run(by, 'six', { duration: 6 }))).toEqual(['/input/duration not-allowed-here'])
    expect((await run(by, 'one')).status).toBe(201)
    expect(await problemOf(await run(by, 'two'))).toMatchObject({ limit: 'quota.generations_per_subject_per_day' })
  })

  it('is held to them also where the alarm asks for the money, after a crash', async () => {
    const by = await customer({ generations_per_subject_per_day: 1 })
    const generation = await (await run(by, 'crash 1')).json<Generation>()
    const stub = env.GENERATIONS.getByName(generation.id)
    await by.until(generation, (seen) => seen.status === 'starting')
    // The test writes the ledger as if the object had died before the site answered, and another run had taken the
    // day's last place since.
    await runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) => {
      storage.sql.exec("UPDATE ledger SET generation = 'gen_other' WHERE generation = ?", generation.id)
    })
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE attempts SET state = 'reserving'")
    })
    const creates = replicate.createsOf(generation).length
    await runDurableObjectAlarm(stub)
    // The next request finds that run under way already.
    await eventually(async () => expect((await by.fetch(`/v1/generations/${generation.id}`)).status).toBe(404))
    expect(replicate.createsOf(generation)).toHaveLength(creates)
  })
})
