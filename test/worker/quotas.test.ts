/** Every limit of a site's record: it holds, and its refusal names it and tells to the second when it ends. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type SitePatch, SiteSchema } from '../../worker/contract/site.ts'
import { issueSession } from '../../worker/signing/session.ts'
import { Caller, makeSite, problemOf, SHOP } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'
import { signer } from './signer.ts'

/** A quarter past ten in the morning, nine days before the end of a month. Far off, so that no alarm goes off meanwhile. */
const NOW = Date.UTC(2040, 10, 21, 10, 15)
const HOUR = 3600
const DAY = 24 * HOUR

let sites = 0

beforeAll(() => {
  new FakeReplicate().install()
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => {
  vi.unstubAllGlobals()
})

/** A site with this record, with the clock stopped. */
async function siteWith(patch: SitePatch): Promise<string> {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  const id = `site_${++sites}`
  await makeSite(patch, id)
  return id
}

/** A subject of this site with a fresh session. */
async function subject(site: string, name: string): Promise<Caller> {
  const { token, expiresAt } = await issueSession(await signer(), { site, origin: SHOP, subject: name }, Date.now())
  return new Caller({
    token,
    expires_at: new Date(expiresAt).toISOString(),
    subject: name,
    site: { id: site },
  } as never)
}

/** A run of two seconds, which costs $0.20; each seed is another one. */
async function run(by: Caller, seed: number, duration = 2): Promise<Response> {
  const reference = await by.upload()
  return by.generate({ prompt: 'It moves', reference_images: [reference.id], duration, seed })
}

async function started(by: Caller, seed: number): Promise<void> {
  const response = await run(by, seed)
  expect(response.status, await response.clone().text()).toBe(201)
  await response.body?.cancel()
}

const create = (by: Caller, length: number) =>
  by.fetch('/v1/references', {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': String(length) },
  })

describe('a budget', () => {
  it.each([
    ['per_hour', 45 * 60],
    ['per_day', 13 * HOUR + 45 * 60],
    ['per_month', 9 * DAY + 13 * HOUR + 45 * 60],
  ] as const)('%s is kept by all subjects together, and ends in %i seconds', async (name, seconds) => {
    const site = await siteWith({ budget: { [name]: 0.5 } })
    const [one, two] = [await subject(site, 'one'), await subject(site, 'two')]
    const responses = await Promise.all(Array.from({ length: 6 }, (_, at) => run(at % 2 ? one : two, at)))
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(2)
    for (const refused of responses.filter(({ status }) => status !== 201)) {
      expect(refused.headers.get('retry-after')).toBe(String(seconds))
      expect(refused.headers.get('ratelimit')).toBe(`"budget.${name}";r=0;t=${seconds}`)
      // A visitor is not told how large the site's budget is.
      expect(refused.headers.get('ratelimit-policy')).toBeNull()
      const problem = await problemOf(refused)
      expect(problem).toMatchObject({ status: 402, code: 'budget-exhausted', retry_after: seconds })
      expect(problem.limit).toBe(`budget.${name}`)
    }
    vi.setSystemTime(NOW + (seconds - 1) * 1000)
    expect(await problemOf(await run(await subject(site, 'one'), 8))).toMatchObject({ retry_after: 1 })
    vi.setSystemTime(NOW + seconds * 1000)
    await started(await subject(site, 'one'), 9)
  })

  it('of stored bytes is kept by all subjects together, and no clock ends it', async () => {
    const site = await siteWith({ budget: { storage_bytes: 1000 } })
    const [one, two] = [await subject(site, 'one'), await subject(site, 'two')]
    expect((await create(one, 600)).status).toBe(201)
    const refused = await create(two, 401)
    expect(refused.headers.get('retry-after')).toBeNull()
    expect(refused.headers.get('ratelimit')).toBe('"budget.storage_bytes";r=0')
    expect(refused.headers.get('ratelimit-policy')).toBeNull()
    expect(await problemOf(refused)).toMatchObject({
      status: 402,
      code: 'storage-exhausted',
      limit: 'budget.storage_bytes',
    })
    expect((await create(two, 400)).status).toBe(201)
  })
})

describe('a quota', () => {
  const tomorrow = 13 * HOUR + 45 * 60

  it('of runs is each subject’s own, told with each run, and ends with the day', async () => {
    const site = await siteWith({ quota: { generations_per_subject_per_day: 2 } })
    const one = await subject(site, 'one')
    for (const left of [1, 0]) {
      const response = await run(one, left)
      expect(response.headers.get('ratelimit')).toBe(`"quota.generations_per_subject_per_day";r=${left};t=${tomorrow}`)
      expect(response.headers.get('ratelimit-policy')).toBe('"quota.generations_per_subject_per_day";q=2;w=86400')
      await response.body?.cancel()
    }
    const refused = await run(one, 3)
    expect(refused.headers.get('retry-after')).toBe(String(tomorrow))
    expect(refused.headers.get('ratelimit')).toBe(`"quota.generations_per_subject_per_day";r=0;t=${tomorrow}`)
    const problem = await problemOf(refused)
    expect(problem).toMatchObject({ status: 429, code: 'quota-exceeded', retry_after: tomorrow })
    expect(problem.limit).toBe('quota.generations_per_subject_per_day')
    await started(await subject(site, 'two'), 4)
    vi.setSystemTime(NOW + tomorrow * 1000)
    await started(await subject(site, 'one'), 5)
  })

  it('of runs at once is each subject’s own', async () => {
    const site = await siteWith({ quota: { concurrent_per_subject: 2 } })
    const one = await subject(site, 'one')
    const responses = await Promise.all(Array.from({ length: 6 }, (_, seed) => run(one, seed)))
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(2)
    for (const refused of responses.filter(({ status }) => status !== 201)) {
      expect(refused.headers.get('ratelimit')).toBe('"quota.concurrent_per_subject";r=0')
      expect(refused.headers.get('ratelimit-policy')).toBe(
        '"quota.concurrent_per_subject";q=2;qu="concurrent-requests"',
      )
      const problem = await problemOf(refused)
      expect(problem).toMatchObject({ status: 409, code: 'run-in-progress', limit: 'quota.concurrent_per_subject' })
    }
    await started(await subject(site, 'two'), 9)
  })

  it('of uploaded bytes is each subject’s own, told with each upload, and ends with the day', async () => {
    const site = await siteWith({ quota: { upload_bytes_per_subject_per_day: 1000 } })
    const one = await subject(site, 'one')
    const first = await create(one, 600)
    expect(first.headers.get('ratelimit')).toBe(`"quota.upload_bytes_per_subject_per_day";r=400;t=${tomorrow}`)
    const policy = '"quota.upload_bytes_per_subject_per_day";q=1000;qu="content-bytes";w=86400'
    expect(first.headers.get('ratelimit-policy')).toBe(policy)
    const refused = await create(one, 401)
    expect(refused.headers.get('retry-after')).toBe(String(tomorrow))
    expect(refused.headers.get('ratelimit')).toBe(`"quota.upload_bytes_per_subject_per_day";r=400;t=${tomorrow}`)
    expect(refused.headers.get('ratelimit-policy')).toBe(policy)
    const problem = await problemOf(refused)
    expect(problem).toMatchObject({ status: 429, code: 'quota-exceeded', retry_after: tomorrow })
    expect(problem.limit).toBe('quota.upload_bytes_per_subject_per_day')
    expect((await create(await subject(site, 'two'), 1000)).status).toBe(201)
    vi.setSystemTime(NOW + tomorrow * 1000)
    expect((await create(await subject(site, 'one'), 1000)).status).toBe(201)
  })
})

describe('what a site allows', () => {
  it.each<[string, SitePatch['allow'], object, string]>([
    ['max_duration', { max_duration: 4 }, { duration: 5 }, '/input/duration'],
    ['max_duration, where none is named', { max_duration: 4 }, { duration: undefined }, '/input/duration'],
    ['resolutions', { resolutions: ['720p'] }, { resolution: '1080p' }, '/input/resolution'],
    ['resolutions, where none is named', { resolutions: ['720p'] }, { resolution: undefined }, '/input/resolution'],
    ['custom_prompt', { custom_prompt: false }, {}, '/input/prompt'],
  ])('is kept: %s', async (_, allow, more, pointer) => {
    const by = await subject(await siteWith({ allow }), 'one')
    const reference = await by.upload()
    const input = { prompt: 'x', reference_images: [reference.id], duration: 2, resolution: '720p', ...more }
    for (const path of ['/v1/generations', '/v1/generations/estimate']) {
      const response = await by.fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ input }),
      })
      const problem = await problemOf(response)
      expect(problem).toMatchObject({ status: 422, errors: [{ pointer, code: 'not-allowed-here' }] })
    }
  })

  it('is kept: reference_videos', async () => {
    const by = await subject(await siteWith({ allow: { reference_videos: false } }), 'one')
    const clip = await by.upload(CUP_MP4)
    const problem = await problemOf(await by.generate({ prompt: 'x', reference_videos: [clip.id], duration: 2 }))
    expect(problem.errors).toMatchObject([{ pointer: '/input/reference_videos', code: 'not-allowed-here' }])
  })
})

it('there is no limit in the record that these tests don’t know', () => {
  const { budget, quota, allow } = SiteSchema.entries
  expect(Object.keys(budget.entries)).toEqual(['per_hour', 'per_day', 'per_month', 'storage_bytes'])
  expect(Object.keys(quota.entries)).toEqual([
    'generations_per_subject_per_day',
    'concurrent_per_subject',
    'upload_bytes_per_subject_per_day',
    // test/worker/issued-sessions.test.ts
    'sessions_per_address_per_hour',
  ])
  expect(Object.keys(allow.entries)).toEqual(['custom_prompt', 'max_duration', 'resolutions', 'reference_videos'])
})
