/** A run from the request to the kept video, and what it sends to the provider. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { Caller, call, problemOf, WORKER } from './caller.ts'
import { CAT_MOV, CAT_PNG, CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()

describe('a run', () => {
  it('goes from a photo to the provider’s very bytes, through every state, with a growing sequence', async () => {
    const generation = await held.caller.start({ seed: 7 })
    expect(generation).toMatchObject({ status: 'queued', attempt: 1, preview: false, input: { seed: 7, duration: 2 } })
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const prediction = held.replicate.predictionOf(generation)
    Object.assign(prediction, {
      status: 'processing',
      started_at: new Date().toISOString(),
      logs: ' 42%|████▏     | 21/50',
    })
    const running = await held.caller.until(generation, (seen) => seen.status === 'processing')
    expect(running.progress).toMatchObject({ fraction: 0.42 })
    held.replicate.succeed(prediction, CUP_MP4)
    const seen: Generation[] = []
    for await (const event of held.caller.events(generation, 0)) seen.push(event)
    expect([...new Set(seen.map((event) => event.status))]).toEqual([
      'queued',
      'starting',
      'processing',
      'storing',
      'succeeded',
    ])
    expect(seen.map((event) => event.sequence)).toEqual([...seen.keys()].map((index) => index + 1))
    const end = seen.at(-1)
    expect(end).toMatchObject({
      cost: { currency: 'USD', estimated: 0.2, charged: 0.2 },
      video: { media_type: 'video/mp4', bytes: CUP_MP4.byteLength, width: 1280, height: 720, duration: 3 },
    })
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
  })

  it('sends all nine inputs as they were asked for, with references at addresses that give their bytes without metadata', async () => {
    const image = await held.caller.upload(CAT_PNG)
    const clip = await held.caller.upload(CAT_MOV)
    const input = {
      prompt: 'Image 1 runs after Video 1',
      negative_prompt: 'blur',
      resolution: '720p',
      aspect_ratio: '3:4',
      duration: 4,
      shot_type: 'multi',
      seed: 2147483647,
    }
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const response = await held.caller.generate({ ...input, reference_images: [image.id], reference_videos: [clip.id] })
    const end = await held.caller.end(await response.json<Generation>())
    const [sent] = held.replicate.createsOf(end)
    expect(sent).toMatchObject({ input, cancelAfter: '900s' })
    const { reference_images, reference_videos } = (sent?.input ?? {}) as {
      reference_images: string[]
      reference_videos: string[]
    }
    for (const [[url], bytes, type] of [
      [reference_images, CAT_PNG, 'image/png'],
      [reference_videos, CAT_MOV, 'video/quicktime'],
    ] as const) {
      const fetched = await held.replicate.read(url ?? '')
      expect(fetched.headers.get('content-type')).toBe(type)
      const given = new Uint8Array(await fetched.arrayBuffer())
      expect(given.byteLength).toBe(bytes.byteLength)
      expect(given.slice(0, 8)).toEqual(bytes.slice(0, 8))
      // Metadata of a camera or an editor doesn't leave the Worker.
      const text = new TextDecoder('latin1').decode(given)
      expect(text).not.toMatch(/xmpmeta|Lavf/)
      if (!url?.startsWith(WORKER)) continue
      const forged = await call(url.replace('/v1/media/k', '/v1/media/x'))
      expect(await problemOf(forged)).toMatchObject({ code: 'not-found' })
    }
    expect(end).toMatchObject({
      status: 'succeeded',
      cost: { estimated: 0.6 },
      input: { reference_images: [image.id] },
    })
  })

  it('fills in the model’s defaults, and leaves an absent shot type absent', async () => {
    const generation = await held.caller.start({ duration: undefined, negative_prompt: '   ' })
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    expect(generation.input).toMatchObject({ resolution: '1080p', aspect_ratio: '16:9', duration: 5 })
    expect(held.replicate.createsOf(generation)[0]?.input).not.toHaveProperty('shot_type')
    expect(held.replicate.createsOf(generation)[0]?.input).not.toHaveProperty('negative_prompt')
  })

  it('is found by asking when no webhook comes, and told at once when one does', async () => {
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const prediction = held.replicate.predictionOf(generation)
    held.replicate.succeed(prediction, CUP_MP4)
    expect(await held.caller.end(generation)).toMatchObject({ status: 'succeeded' })
    expect(held.replicate.calls.filter((line) => line.startsWith('GET /v1/predictions/')).length).toBeGreaterThan(0)
  })

  it.each([
    ['The input was flagged as sensitive. (E005)', 'sensitive-content', false],
    ['E004 Service is temporarily unavailable', 'provider-failed', true],
    ['Could not fetch the reference image', 'reference-unreachable', true],
    ['reference_images.0 could not be fetched: 404 Not Found', 'reference-unreachable', true],
  ])('that fails with "%s" says so in our words, and costs nothing', async (error, code, retryable) => {
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error })
    const end = await held.caller.end(await held.caller.start())
    expect(end).toMatchObject({ status: 'failed', error: { code, retryable }, cost: { charged: 0 } })
    expect(JSON.stringify(end)).not.toContain('E00')
  })

  it('that the provider rejects fails with a clear reason and frees its money', async () => {
    held.replicate.next = [{ kind: 'refused', status: 422, body: { detail: 'you owe us $5', status: 422 } }]
    const end = await held.caller.end(await held.caller.start())
    expect(end).toMatchObject({ status: 'failed', error: { code: 'provider-rejected' }, cost: { charged: 0 } })
    expect(JSON.stringify(end)).not.toContain('owe')
  })

  it('is tried again after a copy that was cut, until the whole video is there', async () => {
    let tries = 0
    held.replicate.onCreate = (prediction) => {
      held.replicate.succeed(prediction, CUP_MP4)
      const [path] = [...held.replicate.deliveries.keys()].slice(-1)
      held.replicate.deliveries.set(path ?? '', () => {
        tries += 1
        const length = { 'content-type': 'video/mp4', 'content-length': String(CUP_MP4.byteLength) }
        return new Response(tries < 3 ? CUP_MP4.slice(0, 9000) : CUP_MP4, { headers: length })
      })
    }
    const end = await held.caller.end(await held.caller.start())
    expect(tries).toBe(3)
    expect(end.video?.bytes).toBe(CUP_MP4.byteLength)
  })

  it('ends as soon as the provider says that it keeps the video no longer', async () => {
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const prediction = held.replicate.predictionOf(generation)
    held.replicate.succeed(prediction, CUP_MP4)
    let asked = 0
    for (const path of held.replicate.deliveries.keys()) {
      held.replicate.deliveries.set(path, () => {
        if (++asked === 2) Object.assign(prediction, { output: null, data_removed: true, input: {} })
        return new Response(null, { status: 404 })
      })
    }
    // The provider bills a failed run all the same.
    expect(await held.caller.end(generation)).toMatchObject({
      status: 'failed',
      error: { code: 'storage-failed' },
      cost: { charged: 0.2 },
    })
    expect(asked).toBe(2)
  })

  it('keeps no half of a video that comes without its length, however often the delivery failed before', async () => {
    let tries = 0
    held.replicate.onCreate = (prediction) => {
      held.replicate.succeed(prediction, CUP_MP4)
      const [path] = [...held.replicate.deliveries.keys()].slice(-1)
      held.replicate.deliveries.set(path ?? '', () => {
        tries += 1
        if (tries < 5) return new Response(null, { status: 500 })
        const bytes = tries < 7 ? CUP_MP4.slice(0, 100_000) : CUP_MP4
        return new Response(new Blob([bytes]).stream(), { headers: { 'content-type': 'video/mp4' } })
      })
    }
    const end = await held.caller.end(await held.caller.start())
    expect(tries).toBe(7)
    expect(end.video?.bytes).toBe(CUP_MP4.byteLength)
  })

  it('takes no half for the whole that a crash left before it was looked at', async () => {
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const id = await runInDurableObject(env.GENERATIONS.getByName(generation.id), (_, { storage }) =>
      String(storage.sql.exec('SELECT video_id FROM attempts').one().video_id),
    )
    await env.BUCKET.put(`videos/${id}.mp4`, CUP_MP4.slice(0, 50_000), { customMetadata: { length: 'unknown' } })
    held.replicate.succeed(held.replicate.predictionOf(generation), CUP_MP4)
    expect((await held.caller.end(generation)).video?.bytes).toBe(CUP_MP4.byteLength)
  })

  it('keeps a paid video that ends in bytes which no player needs', async () => {
    const odd = Uint8Array.from([...CUP_MP4, 1, 2, 3, 4, 5])
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, odd)
    const end = await held.caller.end(await held.caller.start())
    expect(end).toMatchObject({ status: 'succeeded', video: { bytes: odd.byteLength } })
    const video = await call(end.video?.url ?? '')
    expect(new Uint8Array(await video.arrayBuffer())).toEqual(odd)
  })

  it('keeps nothing from an address that is not the provider’s', async () => {
    held.replicate.onCreate = (prediction) =>
      Object.assign(prediction, { status: 'succeeded', output: 'https://evil.example/video.mp4' })
    const end = await held.caller.end(await held.caller.start())
    expect(end).toMatchObject({ status: 'failed', error: { code: 'storage-failed' } })
  })
})

describe('the create', () => {
  it('is sent once, though its answer is lost: the run is found in the provider’s list', async () => {
    held.replicate.next = [{ kind: 'answer-lost' }]
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const end = await held.caller.end(await held.caller.start())
    expect(end).toMatchObject({ status: 'succeeded' })
    expect(held.replicate.createsOf(end)).toHaveLength(1)
  })

  it('is sent again only after two complete listings, apart from each other, have shown nothing', async () => {
    held.replicate.next = [{ kind: 'lost' }]
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const end = await held.caller.end(await held.caller.start())
    expect(end).toMatchObject({ status: 'succeeded' })
    expect(held.replicate.createsOf(end)).toHaveLength(1)
    const creates = held.replicate.calls.flatMap((line, index) => (line.startsWith('POST /v1/models') ? [index] : []))
    expect(creates).toHaveLength(2)
    const between = held.replicate.calls.slice(creates[0], creates[1])
    expect(between.filter((line) => line === 'GET /v1/predictions').length).toBeGreaterThanOrEqual(2)
  })

  it.each([
    ['a 429', { kind: 'refused', status: 429, body: { retry_after: 90, detail: 'less than $5.0 in credit' } }],
    ['too little credit', { kind: 'refused', status: 402, body: { title: 'Insufficient credit' } }],
    ['a refused token', { kind: 'refused', status: 401, body: { title: 'Unauthenticated' } }],
  ] as const)('waits in the queue after %s, says where it stands, and goes on', async (_, refusal) => {
    held.replicate.next = [refusal]
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const generation = await held.caller.start()
    const waiting = await held.caller.until(generation, (seen) => seen.queue !== undefined)
    expect(waiting).toMatchObject({ status: 'queued', queue: { position: 1 } })
    expect(JSON.stringify(waiting)).not.toContain('credit')
    expect(await held.caller.end(generation)).toMatchObject({ status: 'succeeded' })
  })
})

describe('equal requests', () => {
  it('are one run, whoever asks and however often', async () => {
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const callers = await Promise.all(Array.from({ length: 10 }, () => Caller.arrive()))
    const references = await Promise.all(callers.map((visitor) => visitor.upload(CUP_JPG)))
    const answers = await Promise.all(
      callers.flatMap((visitor, index) =>
        [1, 2].map(() =>
          visitor.generate({
            prompt: 'The cup turns',
            reference_images: [references[index]?.id],
            seed: 1,
            duration: 2,
          }),
        ),
      ),
    )
    const generations = await Promise.all(answers.map((answer) => answer.json<Generation>()))
    expect(new Set(generations.map((generation) => generation.id)).size).toBe(1)
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(answers.filter((answer) => answer.headers.get('x-refreel-replayed') === 'true')).toHaveLength(19)
    const [visitor, generation] = [callers[0] as Caller, generations[0] as Generation]
    await visitor.end(generation)
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
  })

  it('with the same key get the same seed and the same run; another body with that key is a conflict', async () => {
    const reference = await held.caller.upload()
    const ask = (prompt: string) =>
      held.caller.generate({ prompt, reference_images: [reference.id], duration: 2 }, {}, 'click-1')
    const [first, again, other] = [await ask('It moves'), await ask('It moves'), await ask('It jumps')]
    const { id, input } = await first.json<Generation>()
    expect(await again.json<Generation>()).toMatchObject({ id, input: { seed: input.seed } })
    expect([first.status, again.status]).toEqual([201, 200])
    expect(await problemOf(other)).toMatchObject({ status: 422, code: 'idempotency-conflict' })
  })

  it('without seed and key are always new runs', async () => {
    const [a, b] = [await held.caller.start(), await held.caller.start()]
    expect(a.id).not.toBe(b.id)
    expect(a.input.seed).not.toBe(b.input.seed)
  })

  it('start a second attempt after a failure, with a new key; the old key replays the failure', async () => {
    const reference = await held.caller.upload()
    const ask = (key: string) =>
      held.caller.generate({ prompt: 'Again', reference_images: [reference.id], duration: 2, seed: 5 }, {}, key)
    held.replicate.onCreate = (prediction) => Object.assign(prediction, { status: 'failed', error: 'E1000' })
    const first = await (await ask('key-1')).json<Generation>()
    expect(await held.caller.end(first)).toMatchObject({ status: 'failed' })
    const replayed = await ask('key-1')
    expect(replayed.headers.get('x-refreel-replayed')).toBe('true')
    expect(await replayed.json()).toMatchObject({ status: 'failed', attempt: 1 })
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const second = await ask('key-2')
    expect(second.status).toBe(201)
    const end = await held.caller.end(await second.json<Generation>())
    expect(end).toMatchObject({ id: first.id, attempt: 2, status: 'succeeded' })
    expect(held.replicate.createsOf(first)).toHaveLength(2)
  })
})
