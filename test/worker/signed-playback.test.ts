/** Sites whose videos play at signed addresses only. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { importKeyRing } from '../../worker/signing/key-ring.ts'
import { playbackLeft, playbackToken } from '../../worker/signing/signed-urls.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, json, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

const ADMIN = { authorization: `Bearer ${workerTestBindings.ADMIN_TOKEN}` }

let replicate: FakeReplicate
beforeEach(() => {
  replicate = new FakeReplicate().install()
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

async function madeOn(site: string): Promise<{ caller: Caller; end: Generation }> {
  const caller = await Caller.arrive(site)
  return { caller, end: await caller.end(await caller.start()) }
}

const bare = (url = '') => url.replace(/\?.*/, '')

describe('a video of a site that has them signed', () => {
  it('plays at the address that its owner was told, live and when asked for, in this browser alone', async () => {
    await makeSite({ playback: 'signed' }, 'site_signed')
    const { caller, end } = await madeOn('site_signed')
    const asked = await (await caller.fetch(end.urls.self)).json<Generation>()
    for (const { url = '', download_url = '' } of [end.video ?? {}, asked.video ?? {}]) {
      for (const address of [url, download_url]) {
        const answer = await call(address, { headers: { range: 'bytes=0-9' } })
        expect(answer.status).toBe(206)
        expect(answer.headers.get('cache-control')).toMatch(/^private, max-age=[1-9]\d*$/)
        expect((await answer.arrayBuffer()).byteLength).toBe(10)
      }
      expect((await call(download_url)).headers.get('content-disposition')).toContain('attachment')
    }
    const facts = await call(`/v1/videos/${end.video?.id}${new URL(end.video?.url ?? '').search}`)
    expect(await facts.json<{ url: string }>()).toMatchObject({ url: expect.stringContaining('?token=') })
  })

  it('plays nowhere else: bare, changed, another video’s, or over', async () => {
    await makeSite({ playback: 'signed' }, 'site_closed')
    const [{ end }, other] = [await madeOn('site_closed'), await madeOn('site_closed')]
    const url = bare(end.video?.url)
    const token = new URL(end.video?.url ?? '').searchParams.get('token') ?? ''
    const ring = await importKeyRing(workerTestBindings.SIGNING_KEYS)
    if (!ring) throw new Error('no ring')
    const over = await playbackToken(ring, end.video?.id ?? '', Date.now() - 1)
    const wrong = ['', token.slice(0, -1), `${token}x`, token.replace(/^k2/, 'k1'), over]
    const addresses = [
      url,
      ...wrong.map((text) => `${url}?token=${text}`),
      `${url}?token=${new URL(other.end.video?.url ?? '').searchParams.get('token')}`,
      `/v1/videos/${end.video?.id}`,
    ]
    for (const address of addresses) {
      const answer = await call(address)
      expect(await problemOf(answer), address).toMatchObject({ status: 403, code: 'signature-required' })
      expect((await call(address, { method: 'HEAD' })).status).toBe(403)
    }
    expect((await call(`${url}?token=${token}`)).status).toBe(200)
    expect(await playbackLeft(ring, token, end.video?.id ?? '', Date.now() + 7_200_000)).toBeNull()
  })

  it('is the same video as before when the site changes its mind', async () => {
    await makeSite({}, 'site_changes')
    const { caller, end } = await madeOn('site_changes')
    expect(end.video?.url).not.toContain('token')
    expect((await call(end.video?.url ?? '')).headers.get('cache-control')).toContain('public')
    await call('/v1/admin/sites/site_changes', json({ playback: 'signed' }, { method: 'PATCH', headers: ADMIN }))
    await eventually(async () => expect((await call(end.video?.url ?? '')).status).toBe(403))
    await eventually(async () => {
      const asked = await (await caller.fetch(end.urls.self)).json<Generation>()
      expect((await call(asked.video?.url ?? '')).status).toBe(200)
    })
  })

  it('is not given away where its site can’t be read', async () => {
    await makeSite({}, 'site_vanishes')
    const { end } = await madeOn('site_vanishes')
    const key = `videos/${end.video?.id}.mp4`
    await env.BUCKET.put(key, CUP_MP4, { customMetadata: {} })
    expect(await problemOf(await call(end.video?.url ?? ''))).toMatchObject({ code: 'signature-required' })
  })
})
