/** How many creates may be under way, by the provider’s rate-limit headers and its 429s. */
import { describe, expect, it } from 'vitest'
import {
  afterFailure,
  afterTaken,
  afterThrottled,
  etaMs,
  NOTHING_KNOWN,
  type Pace,
  roomFor,
} from '../../worker/objects/dispatcher/pace.ts'

const clock = { now: () => 0, delay: (ms: number) => ms }
const NOTHING_SAID = { remaining: null, resetSeconds: null }

function taken(
  pace: Pace,
  now: number,
  words: { remaining: number | null; resetSeconds: number | null } = NOTHING_SAID,
) {
  return afterTaken(pace, words, { grantedAt: now, since: now }, now, clock)
}

describe('while nothing is known', () => {
  it('one create is under way, and a second one when it goes well', () => {
    let pace = NOTHING_KNOWN
    expect([0, 1].map((inFlight) => roomFor(pace, inFlight, 0).count)).toEqual([1, 0])
    pace = taken(taken(pace, 1), 2)
    expect([0, 1, 2].map((inFlight) => roomFor(pace, inFlight, 3).count)).toEqual([2, 1, 0])
    expect(roomFor(afterFailure(pace), 0, 3).count).toBe(1)
  })
})

describe('the provider’s words', () => {
  it('let as many creates begin as are left, minus those under way', () => {
    const pace = taken(NOTHING_KNOWN, 0, { remaining: 5, resetSeconds: 30 })
    expect([0, 2, 5, 6].map((inFlight) => roomFor(pace, inFlight, 1))).toEqual([
      { count: 5, nextAt: null },
      { count: 3, nextAt: null },
      { count: 0, nextAt: 30_000 },
      { count: 0, nextAt: 30_000 },
    ])
  })

  it('let no more than twenty be under way, however many are left', () => {
    const pace = taken(NOTHING_KNOWN, 0, { remaining: 599, resetSeconds: 60 })
    expect(roomFor(pace, 3, 1).count).toBe(17)
  })

  it('hold back until the reset when none is left, and say nothing after it', () => {
    const pace = taken(NOTHING_KNOWN, 0, { remaining: 0, resetSeconds: 10 })
    expect(roomFor(pace, 0, 9_999)).toEqual({ count: 0, nextAt: 10_000 })
    expect(roomFor(pace, 0, 10_000).count).toBe(1)
  })

  it('are asked for by one create where they are old', () => {
    const one = taken(NOTHING_KNOWN, 0, { remaining: 1, resetSeconds: 10 })
    const pace = taken(one, 1, { remaining: 0, resetSeconds: 10 })
    expect([0, 1].map((inFlight) => roomFor(pace, inFlight, 10_001).count)).toEqual([1, 0])
  })

  it('of a create that went out earlier don’t make more of what a later one said', () => {
    const later = afterTaken(NOTHING_KNOWN, { remaining: 3, resetSeconds: 60 }, { grantedAt: 20, since: 0 }, 30, clock)
    const late = afterTaken(later, { remaining: 9, resetSeconds: 60 }, { grantedAt: 10, since: 0 }, 40, clock)
    expect(roomFor(late, 0, 50).count).toBe(3)
    const newer = afterTaken(late, { remaining: 8, resetSeconds: 60 }, { grantedAt: 41, since: 0 }, 60, clock)
    expect(roomFor(newer, 0, 70).count).toBe(8)
  })

  it('that are no seconds are not waited for', () => {
    const pace = taken(NOTHING_KNOWN, 0, { remaining: 0, resetSeconds: 1_795_384_748 })
    expect(roomFor(pace, 0, 1)).toEqual({ count: 0, nextAt: 10_000 })
  })
})

describe('a 429', () => {
  it.each([
    [7, 7_000],
    [0, 1_000],
    [null, 10_000],
    [1e9, 3_600_000],
  ])('that says %s seconds holds everybody back for %i ms', (seconds, ms) => {
    const pace = afterThrottled(NOTHING_KNOWN, seconds, 100, clock)
    expect(roomFor(pace, 0, 99 + ms)).toEqual({ count: 0, nextAt: 100 + ms })
    expect(roomFor(pace, 0, 100 + ms).count).toBe(1)
  })

  it('teaches how far creates have to be apart', () => {
    // One create was taken; the next one, three seconds later, is told to wait seven more: ten seconds apart.
    const learned = afterThrottled(taken(NOTHING_KNOWN, 0), 7, 3_000, clock)
    const pace = taken(learned, 10_000)
    expect(roomFor(pace, 0, 19_999)).toEqual({ count: 0, nextAt: 20_000 })
    expect(roomFor(pace, 0, 20_000).count).toBe(1)
    // The provider may have counted the create under way already.
    expect(roomFor(pace, 1, 20_000).count).toBe(0)
  })

  it('long after the last create teaches no more than what it says', () => {
    const learned = afterThrottled(taken(NOTHING_KNOWN, 0), 7, 300_000, clock)
    expect(roomFor(taken(learned, 400_000), 0, 407_000).count).toBe(1)
  })

  it('makes words that left room worth nothing', () => {
    const pace = taken(NOTHING_KNOWN, 0, { remaining: 599, resetSeconds: 60 })
    expect(roomFor(afterThrottled(pace, 5, 1, clock), 0, 5_001).count).toBe(1)
  })
})

describe('a learned interval', () => {
  /** Sends creates as soon as the pace allows, to a provider that takes one in so many milliseconds; returns how many it refused. */
  function send(creates: number, gapMs: number, from: Pace, begin: number) {
    let [pace, now, freeAt, refused] = [from, begin, begin, 0]
    for (let count = 0; count < creates; ) {
      const { count: room, nextAt } = roomFor(pace, 0, now)
      if (room === 0) {
        now = nextAt ?? now + 1
      } else if (now < freeAt) {
        refused += 1
        pace = afterThrottled(pace, Math.ceil((freeAt - now) / 1000), now, clock)
      } else {
        pace = taken(pace, now)
        freeAt = now + gapMs
        count += 1
      }
      now += 50
    }
    return { pace, now, refused }
  }

  it('keeps refusals rare for as long as the limit stays: one in five at first, one in fifty in the end', () => {
    const first = send(30, 10_000, NOTHING_KNOWN, 0)
    expect(first.refused).toBeLessThanOrEqual(3)
    const later = send(500, 10_000, first.pace, first.now)
    expect(later.refused).toBeLessThanOrEqual(10)
  })

  it('goes away after the limit did: within thirty creates, and never at once', () => {
    const low = send(15, 10_000, NOTHING_KNOWN, 0)
    const few = send(5, 0, low.pace, low.now)
    expect(few.now - low.now).toBeGreaterThan(30_000)
    const more = send(35, 0, few.pace, few.now)
    expect(more.pace.interval).toBeNull()
    expect(more.refused).toBe(0)
  })
})

describe('the time until a create is sent', () => {
  it('is known for the first one by when the way is open, and for the others by how far creates are apart', () => {
    const pace = { ...afterThrottled(taken(NOTHING_KNOWN, 0), 7, 3_000, clock), gap: null }
    const room = roomFor(pace, 0, 4_000)
    expect([0, 1, 4].map((index) => etaMs(pace, room, index, 4_000))).toEqual([6_000, 16_000, 46_000])
  })

  it('follows the gaps between creates that somebody waited for', () => {
    let pace = afterTaken(NOTHING_KNOWN, NOTHING_SAID, { grantedAt: 0, since: 0 }, 1_000, clock)
    for (let now = 4_000; now < 60_000; now += 3_000) {
      pace = afterTaken(pace, NOTHING_SAID, { grantedAt: now, since: 0 }, now, clock)
    }
    expect(etaMs(pace, roomFor(pace, 0, 60_000), 10, 60_000)).toBeCloseTo(30_000, -3)
    // An hour without requests teaches nothing about the gap.
    const later = afterTaken(pace, NOTHING_SAID, { grantedAt: 3_660_000, since: 3_659_000 }, 3_660_000, clock)
    expect(etaMs(later, roomFor(later, 0, 3_660_000), 10, 3_660_000)).toBeLessThan(30_000)
  })

  it('is not known for the others before the first create', () => {
    const room = roomFor(NOTHING_KNOWN, 0, 0)
    expect([0, 1].map((index) => etaMs(NOTHING_KNOWN, room, index, 0))).toEqual([0, null])
  })
})
