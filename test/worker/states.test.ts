/** The states of one attempt: which may follow which, and that the attempt's rows keep to them. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { isEnd, mayGo, type State } from '../../worker/objects/generation/states.ts'
import { GenerationStore } from '../../worker/objects/generation/store.ts'

const STATES: readonly State[] = [
  'reserving',
  'queued',
  'starting',
  'processing',
  'storing',
  'succeeded',
  'failed',
  'canceled',
]

/** What may follow each state, as docs and callers are promised it. */
const FOLLOWS: Record<State, string> = {
  reserving: 'queued',
  queued: 'starting, processing, storing, failed, canceled',
  starting: 'processing, storing, failed, canceled',
  processing: 'storing, failed, canceled',
  // The provider has made the video by then, so that nothing is left to cancel.
  storing: 'succeeded, failed',
  succeeded: '',
  failed: '',
  canceled: '',
}

describe('a state', () => {
  it.each(STATES)('%s is followed by what its attempt may become, and by nothing else', (from) => {
    expect(STATES.filter((to) => mayGo(from, to)).join(', ')).toBe(FOLLOWS[from])
  })

  it('is an end where nothing follows', () => {
    expect(STATES.filter(isEnd)).toEqual(['succeeded', 'failed', 'canceled'])
  })
})

describe('an attempt', () => {
  it('stays as it is where its state may not be followed by the other one', async () => {
    const clock = { now: () => 1, delay: (ms: number) => ms }
    await runInDurableObject(env.GENERATIONS.getByName('states'), (_, { storage }) => {
      const store = new GenerationStore(storage, clock, () => undefined)
      const input = { prompt: 'It moves', resolution: '720p', aspect_ratio: '16:9', duration: 2, seed: 1 } as const
      store.begin({
        id: 'gen_states',
        plan: { site: 'site_states', model: 'wan-video/wan-2.7-r2v', input, images: [], videos: [] },
        estimated: 200_000,
      })
      store.beginAttempt({ number: 1, subject: 'sub', capability: 'abc', video_id: 'vid_1', limits: null })
      expect(store.go('storing')).toBe(false)
      for (const state of ['queued', 'processing', 'storing'] as const) expect(store.go(state)).toBe(true)
      const last = store.lastEvent()
      expect(store.go('canceled', { charged: 0 })).toBe(false)
      expect(store.attempt()).toMatchObject({ state: 'storing', charged: null })
      expect(store.lastEvent()).toEqual(last)
    })
  })
})
