/** Webhooks: whose are believed, and that each changes a run once. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { isSignedWebhook } from '../../worker/signing/webhook.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

const SECRET = workerTestBindings.REPLICATE_WEBHOOK_SECRET
const KNOWN = { id: 'msg_1', timestamp: '1000000000', signature: 'v1,WHjanOgxhWHr+IOxZMI5JSSdOSELSVnsq3/GwnPgePQ=' }
const KNOWN_TIME = 1_000_000_000_000

describe('a signature', () => {
  it('is the known answer', async () => {
    expect(await isSignedWebhook(SECRET, KNOWN, '{"id":"x"}', KNOWN_TIME)).toBe(true)
  })

  it('is found among several', async () => {
    const signature = `v1,${'A'.repeat(43)}= v2,whatever ${KNOWN.signature}`
    expect(await isSignedWebhook(SECRET, { ...KNOWN, signature }, '{"id":"x"}', KNOWN_TIME)).toBe(true)
  })

  it('is wrong when one byte of anything is another', async () => {
    const flip = (text: string, index: number) =>
      text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ 1) + text.slice(index + 1)
    const body = '{"id":"x"}'
    for (let index = 0; index < body.length; index++) {
      expect(await isSignedWebhook(SECRET, KNOWN, flip(body, index), KNOWN_TIME)).toBe(false)
    }
    for (const field of ['id', 'timestamp', 'signature'] as const) {
      for (let index = 0; index < KNOWN[field].length; index++) {
        const headers = { ...KNOWN, [field]: flip(KNOWN[field], index) }
        expect([field, index, await isSignedWebhook(SECRET, headers, body, KNOWN_TIME)]).toEqual([field, index, false])
      }
    }
  })

  it('is good for five minutes, either way', async () => {
    for (const [seconds, good] of [
      [299, true],
      [301, false],
      [-299, true],
      [-301, false],
    ] as const) {
      expect(await isSignedWebhook(SECRET, KNOWN, '{"id":"x"}', KNOWN_TIME + seconds * 1000)).toBe(good)
    }
  })

  it('counts in its own version only', async () => {
    for (const signature of [KNOWN.signature.replace('v1', 'v9'), KNOWN.signature.slice(3), '', 'v1,']) {
      expect(await isSignedWebhook(SECRET, { ...KNOWN, signature }, '{"id":"x"}', KNOWN_TIME)).toBe(false)
    }
    expect(await isSignedWebhook(SECRET, { ...KNOWN, signature: null }, '{"id":"x"}', KNOWN_TIME)).toBe(false)
  })
})

describe('the webhook route', () => {
  let replicate: FakeReplicate
  let caller: Caller
  let generation: Generation
  let path: string

  beforeAll(async () => {
    replicate = new FakeReplicate().install()
    await makeSite()
    caller = await Caller.arrive()
    generation = await caller.start()
    await caller.until(generation, (seen) => seen.status === 'starting')
    path = replicate.createsOf(generation)[0]?.webhook ?? ''
  })
  afterAll(() => {
    vi.unstubAllGlobals()
  })

  it('is at an address of our own that holds the generation', () => {
    expect(path).toMatch(
      new RegExp(`^${workerTestBindings.PUBLIC_URL}/v1/webhooks/replicate/${generation.id}/[0-9a-f]{32}$`),
    )
  })

  it('refuses what is not signed', async () => {
    const response = await call(path, { method: 'POST', body: JSON.stringify(replicate.predictionOf(generation)) })
    expect(await problemOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  it('knows no other capability, and no other generation', async () => {
    for (const wrong of [path.replace(/[0-9a-f]{32}$/, '0'.repeat(32)), path.replace(/gen_[a-z0-9]+/, 'gen_0123')]) {
      const response = await send(wrong, replicate.predictionOf(generation))
      expect(await problemOf(response)).toMatchObject({ status: 404, code: 'not-found' })
    }
  })

  it('shows progress at once', async () => {
    const news = { ...replicate.predictionOf(generation), status: 'processing', logs: '10%|█  | 1/10\n50%|███ | 5/10' }
    const shown = caller.until(generation, (seen) => seen.progress?.fraction === 0.5)
    expect((await send(path, news)).status).toBe(204)
    expect(await shown).toMatchObject({ status: 'processing' })
  })

  it('believes no end on a webhook’s word alone: the provider is asked', async () => {
    const lie = {
      ...replicate.predictionOf(generation),
      status: 'succeeded',
      output: 'https://replicate.delivery/other.mp4',
    }
    expect((await send(path, lie)).status).toBe(204)
    await eventually(() => expect(replicate.calls.at(-1)).toContain('GET /v1/predictions/'))
    const view = await (await caller.fetch(generation.urls.self)).json<Generation>()
    expect(view.status).toBe('processing')
  })

  it('that tells of another run for this attempt stops that one: there is to be one', async () => {
    const other = await caller.start({ prompt: 'Somebody else’s' })
    await caller.until(other, (seen) => seen.status === 'starting')
    const stray = replicate.predictionOf(other)
    expect((await send(path, stray)).status).toBe(204)
    await eventually(() => expect(stray.status).toBe('canceled'))
    expect(replicate.predictionOf(generation).status).toBe('starting')
    const view = await (await caller.fetch(generation.urls.self)).json<Generation>()
    expect(view.status).toBe('processing')
  })

  it('counts once and only as the true one, among forgeries and repetitions that come all at once', async () => {
    const running = await caller.start({ prompt: 'Under fire' })
    await caller.until(running, (seen) => seen.status === 'starting')
    const own = replicate.createsOf(running)[0]?.webhook ?? ''
    const prediction = replicate.predictionOf(running)
    const news = { ...prediction, status: 'processing', logs: '70%|' }
    const body = JSON.stringify(news)
    const true_ = await signed(body, 'msg_true')
    const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    const every = (text: string) => Array.from({ length: text.length }, (_, at) => flip(text, at))
    const post = (headers: Record<string, string>, text = body, to = own) =>
      call(to, { method: 'POST', headers, body: text })
    const forged = [
      ...every(body).map((text) => post(true_, text)),
      ...every(true_['webhook-id'] ?? '').map((id) => post({ ...true_, 'webhook-id': id })),
      ...every(true_['webhook-timestamp'] ?? '').map((at) => post({ ...true_, 'webhook-timestamp': at })),
      ...every(true_['webhook-signature'] ?? '')
        // The last character before the padding carries bits that no decoder reads.
        .slice(0, -2)
        .map((signature) => post({ ...true_, 'webhook-signature': signature })),
      post({ ...true_, 'webhook-signature': (true_['webhook-signature'] ?? '').replace('v1,', 'v9,') }),
      post(await signed(body, 'msg_old', -360)),
      post(await signed(body, 'msg_future', 360)),
    ]
    const elsewhere = [
      post(true_, body, own.replace(running.id, generation.id)),
      post(true_, body, path.replace(generation.id, running.id)),
    ]
    const refusals = await Promise.all(forged)
    expect(new Set(refusals.map(({ status }) => status))).toEqual(new Set([401]))
    expect((await Promise.all(elsewhere)).map(({ status }) => status)).toEqual([404, 404])
    const before = await (await caller.fetch(running.urls.self)).json<Generation>()
    expect(before.status).toBe('starting')
    const replays = await Promise.all(Array.from({ length: 20 }, () => post(true_)))
    expect(new Set(replays.map(({ status }) => status))).toEqual(new Set([204]))
    const after = await (await caller.fetch(running.urls.self)).json<Generation>()
    expect(after).toMatchObject({ status: 'processing', progress: { fraction: 0.7 } })
    const two = await signed(JSON.stringify({ ...news, logs: '80%|' }), 'msg_two')
    const both = { ...two, 'webhook-signature': `v1,${btoa('0'.repeat(32))} ${two['webhook-signature']}` }
    expect((await post(both, JSON.stringify({ ...news, logs: '80%|' }))).status).toBe(204)
    expect(await (await caller.fetch(running.urls.self)).json()).toMatchObject({ progress: { fraction: 0.8 } })
    // An old message that comes again takes nothing back.
    expect((await post(true_)).status).toBe(204)
    const rows = await runInDurableObject(env.GENERATIONS.getByName(running.id), (_, { storage }) =>
      storage.sql.exec('SELECT state, progress FROM attempts').toArray(),
    )
    expect(rows).toEqual([{ state: 'processing', progress: 0.8 }])
  })

  it('ends the run with the provider’s own video, and the same news again changes nothing', async () => {
    const prediction = replicate.predictionOf(generation)
    replicate.succeed(prediction, CUP_MP4)
    expect((await send(path, prediction, 'msg_end')).status).toBe(204)
    const end = await caller.end(generation)
    expect(end).toMatchObject({ status: 'succeeded', video: { bytes: CUP_MP4.byteLength } })
    expect((await send(path, prediction, 'msg_end')).status).toBe(204)
    expect((await send(path, { ...prediction, status: 'failed' })).status).toBe(204)
    const view = await (await caller.fetch(generation.urls.self)).json<Generation>()
    expect(view).toMatchObject({ status: 'succeeded', sequence: end.sequence })
  })
})

/** A webhook as Replicate signs it. */
async function send(path: string, prediction: object, id = crypto.randomUUID()): Promise<Response> {
  const body = JSON.stringify(prediction)
  return call(path, { method: 'POST', headers: await signed(body, id), body })
}

/** The headers of a webhook that is signed so many seconds from now. */
async function signed(body: string, id: string, seconds = 0): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1000) + seconds)
  const raw = Uint8Array.from(atob(SECRET.slice('whsec_'.length)), (char) => char.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${id}.${timestamp}.${body}`))
  const signature = `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
}
