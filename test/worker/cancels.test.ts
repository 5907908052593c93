/** Cancels of runs, and references that are deleted while a run uses them. */
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Generation, GenerationList } from '../../worker/contract/generation.ts'
import { Caller, makeSite, problemOf, WORKER } from './caller.ts'
import { eventually } from './eventually.ts'
import { CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()

describe('a reference that is deleted while a run uses it', () => {
  it('is off its owner’s list at once, and gone from storage when the run is over', async () => {
    await makeSite({}, 'site_gone')
    const owner = await Caller.arrive('site_gone')
    const { id } = await owner.upload(CUP_JPG)
    const asked = await owner.generate({ prompt: 'Last of it', reference_images: [id], duration: 2 })
    const generation = await asked.json<Generation>()
    await owner.until(generation, (seen) => seen.status === 'starting')
    const { reference_images } = held.replicate.predictionOf(generation).input as { reference_images: [string] }
    expect((await owner.fetch(`/v1/references/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await problemOf(await owner.fetch(`/v1/references/${id}`))).toMatchObject({ code: 'not-found' })
    expect((await held.replicate.read(reference_images[0])).status).toBe(200)
    held.replicate.succeed(held.replicate.predictionOf(generation), CUP_MP4)
    expect(await owner.end(generation)).toMatchObject({ status: 'succeeded' })
    await eventually(async () =>
      expect((await env.BUCKET.list({ prefix: 'references/site_gone' })).objects).toEqual([]),
    )
    if (reference_images[0].startsWith(WORKER))
      expect((await held.replicate.read(reference_images[0])).status).toBe(404)
  })
})

describe('a cancel', () => {
  it('stops the paid run when nobody else wants it', async () => {
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    const answer = await held.caller.fetch(generation.urls.cancel, { method: 'POST' })
    expect(await answer.json<Generation>()).toMatchObject({ status: 'canceled' })
    await eventually(() => expect(held.replicate.predictionOf(generation).status).toBe('canceled'))
    const list = await (await held.caller.fetch('/v1/generations')).json<GenerationList>()
    expect(list.generations[0]).toMatchObject({ status: 'canceled' })
  })

  it('that the provider is slow to carry out is asked for in peace, and its end is known', async () => {
    held.replicate.cancels = false
    const generation = await held.caller.start()
    await held.caller.until(generation, (seen) => seen.status === 'starting')
    await held.caller.fetch(generation.urls.cancel, { method: 'POST' })
    const cancels = () => held.replicate.calls.filter((line) => line.endsWith('/cancel')).length
    await eventually(() => expect(cancels()).toBeGreaterThanOrEqual(2))
    expect(cancels()).toBeLessThan(5)
    held.replicate.cancels = true
    await eventually(() => expect(held.replicate.predictionOf(generation).status).toBe('canceled'))
  })

  it('leaves the run to whoever else wants it', async () => {
    const other = await Caller.arrive()
    const ask = async (visitor: Caller) => {
      const reference = await visitor.upload(CUP_JPG)
      const input = { prompt: 'Shared', reference_images: [reference.id], duration: 2, seed: 9 }
      return (await visitor.generate(input)).json<Generation>()
    }
    const [mine, theirs] = [await ask(held.caller), await ask(other)]
    expect(mine.id).toBe(theirs.id)
    await held.caller.until(mine, (seen) => seen.status === 'starting')
    await held.caller.fetch(mine.urls.cancel, { method: 'POST' })
    held.replicate.succeed(held.replicate.predictionOf(mine), CUP_MP4)
    expect(await other.end(theirs)).toMatchObject({ status: 'succeeded' })
    expect(held.replicate.calls.some((line) => line.endsWith('/cancel'))).toBe(false)
  })

  it('during an unclear create is carried out when the fate is known', async () => {
    held.replicate.next = [{ kind: 'answer-lost' }]
    const generation = await held.caller.start()
    await eventually(() => expect(held.replicate.createsOf(generation)).toHaveLength(1))
    await held.caller.fetch(generation.urls.cancel, { method: 'POST' })
    await eventually(() => expect(held.replicate.predictionOf(generation).status).toBe('canceled'))
    expect(held.replicate.createsOf(generation)).toHaveLength(1)
  })

  it('is nobody else’s to ask for', async () => {
    const generation = await held.caller.start()
    const stranger = await Caller.arrive()
    for (const [path, method] of [
      [generation.urls.self, 'GET'],
      [generation.urls.events, 'GET'],
      [generation.urls.cancel, 'POST'],
    ] as const) {
      expect(await problemOf(await stranger.fetch(path, { method }))).toMatchObject({ code: 'not-found' })
    }
  })
})
