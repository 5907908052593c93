/** Progress: from the provider's log, else from how long such runs took before. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { progressOf } from '../../worker/objects/generation/progress.ts'
import { Caller, makeSite } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_MP4 } from './fixtures.ts'

describe('progress', () => {
  const sent_at = 1_000_000
  it.each<[string, number | null, number | null, number, number, Generation['progress']]>([
    ['is not there where nobody knows', null, 0, 10, 0, undefined],
    ['is the log’s', 0.42, 0, 0, 0, { fraction: 0.42 }],
    [
      'tells the rest of the time by the log, once it has begun well',
      0.5,
      0,
      30,
      0,
      { fraction: 0.5, eta_seconds: 30 },
    ],
    [
      'tells the rest by other runs while the log has hardly begun',
      0.1,
      100,
      30,
      0,
      { fraction: 0.1, eta_seconds: 70 },
    ],
    ['is the share of what such runs took', null, 100, 25, 0, { fraction: 0.25, eta_seconds: 75 }],
    ['is never done by time alone, nor promises time that is over', null, 100, 1000, 0, { fraction: 0.95 }],
    ['never goes back', 0.3, 100, 60, 0.6, { fraction: 0.6, eta_seconds: 140 }],
  ])('%s', (_, progress, expected_seconds, elapsed, before, expected) => {
    const attempt = { progress, expected_seconds, sent_at, started_at: null }
    expect(progressOf(attempt, sent_at + elapsed * 1000, before)).toEqual(expected)
  })
})

describe('a run', () => {
  beforeAll(() => makeSite())
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('says what runs of its size took before, and is remembered for the next ones', async () => {
    const replicate = new FakeReplicate().install()
    const caller = await Caller.arrive()
    const size = { resolution: '720p', duration: 3, clipSeconds: 0 }
    const dispatcher = env.DISPATCHER.getByName('provider')
    expect(await dispatcher.expectedSeconds(size)).toBeNull()
    const first = await caller.start({ resolution: '720p', duration: 3 })
    const unknown = await caller.until(first, (seen) => seen.status === 'starting')
    expect(unknown.progress).toBeUndefined()
    const prediction = replicate.predictionOf(first)
    replicate.succeed(prediction, CUP_MP4)
    prediction.completed_at = new Date(Date.parse(prediction.created_at ?? '') + 80_000).toISOString()
    await caller.end(first)
    expect(await dispatcher.expectedSeconds(size)).toBe(80)
    const second = await caller.start({ resolution: '720p', duration: 3, prompt: 'Another' })
    const running = await caller.until(second, (seen) => seen.progress !== undefined)
    expect(running.progress?.fraction).toBeLessThan(0.5)
    expect(running.progress?.eta_seconds).toBeGreaterThan(40)
    expect(running.progress?.eta_seconds).toBeLessThanOrEqual(80)
    replicate.succeed(replicate.predictionOf(second), CUP_MP4)
    await caller.end(second)
  })
})
