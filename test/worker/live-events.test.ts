/** Live events (SSE), and the GET of the same state for clients without them. */
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { eventually } from './eventually.ts'
import { CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()

describe('live events', () => {
  it('reach hundreds who watch one run, each in order and to the end, and leave nobody on the list', async () => {
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const stub = env.GENERATIONS.getByName(generation.id)
    const watching = Array.from({ length: 300 }, async () => {
      const seen: Generation[] = []
      for await (const event of held.caller.events(generation, 0)) seen.push(event)
      return seen
    })
    await eventually(async () => expect(await stub.watching()).toBe(300))
    held.replicate.succeed(held.replicate.predictionOf(generation), CUP_MP4)
    const [first, ...others] = await Promise.all(watching)
    expect(first?.at(-1)).toMatchObject({ status: 'succeeded' })
    expect(first?.map(({ sequence }) => sequence)).toEqual(first?.map((_, index) => index + 1))
    for (const seen of others) expect(seen).toEqual(first)
    expect(await stub.watching()).toBe(0)
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
  })

  it('stop for a client that leaves, and the others go on', async () => {
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const stub = env.GENERATIONS.getByName(generation.id)
    const left = await held.caller.fetch(generation.urls.events)
    const stays = held.caller.end(generation)
    await eventually(async () => expect(await stub.watching()).toBe(2))
    await left.body?.cancel()
    await eventually(async () => expect(await stub.watching()).toBe(1))
    held.replicate.succeed(held.replicate.predictionOf(generation), CUP_MP4)
    expect(await stays).toMatchObject({ status: 'succeeded' })
  })

  it('have a heartbeat while nothing happens', async () => {
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const response = await held.caller.fetch(generation.urls.events)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (text.split('\n\n: ').length < 3) text += (await reader?.read())?.value ?? ''
    expect(text).toMatch(/^event: generation\n/)
    await reader?.cancel()
    held.replicate.succeed(held.replicate.predictionOf(generation), CUP_MP4)
    await held.caller.end(generation)
  })

  it('go on after the last one seen, in order, and end with 204', async () => {
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const generation = await held.caller.start()
    const end = await held.caller.end(generation)
    const later: number[] = []
    for await (const event of held.caller.events(generation, 2)) later.push(event.sequence)
    expect(later).toEqual(Array.from({ length: end.sequence - 2 }, (_, index) => index + 3))
    const headers = { 'last-event-id': String(end.sequence) }
    expect((await held.caller.fetch(generation.urls.events, { headers })).status).toBe(204)
  })

  it('have a floor: the state by GET with an ETag', async () => {
    held.replicate.onCreate = (prediction) => held.replicate.succeed(prediction, CUP_MP4)
    const generation = await held.caller.start()
    await held.caller.end(generation)
    const answer = await held.caller.fetch(generation.urls.self)
    const etag = answer.headers.get('etag') ?? ''
    await answer.body?.cancel()
    const again = await held.caller.fetch(generation.urls.self, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
  })
})
