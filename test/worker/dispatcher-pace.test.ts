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

  it('after a calm teaches nothing, whatever it says', () => {
    for (const seconds of [1, 5, 20]) {
      const held = afterThrottled(taken(NOTHING_KNOWN, 0), seconds, 30_000, clock)
      expect(roomFor(held, 0, 30_000 + seconds * 1000).count).toBe(1)
      const pace = taken(held, 30_000 + seconds * 1000)
      expect(roomFor(pace, 0, 30_001 + seconds * 1000)).toEqual({ count: 1, nextAt: null })
    }
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

/** A provider that takes `burst` creates at once and one more in `gapMs`; what its answers say of it. */
type Limit = { burst: number; gapMs: number; words: 'true' | 'wrong' | 'none' }

/** Sends creates of a second each, as many at once as there is room for; all of them wait from `begin` on. */
function sendAll(creates: number, { burst, gapMs, words }: Limit, from: Pace, begin: number, stray: number[] = []) {
  let [pace, now, refused, tokens, refilledAt] = [from, begin, 0, burst, begin]
  const takenAt: number[] = []
  const underWay: { grantedAt: number; endsAt: number; wait: number | null }[] = []
  for (let sent = 0; takenAt.length < creates && now < begin + 3_600_000; now += 50) {
    for (const create of underWay.filter(({ endsAt }) => endsAt <= now)) {
      underWay.splice(underWay.indexOf(create), 1)
      const { grantedAt, wait } = create
      if (wait !== null) {
        refused += 1
        pace = afterThrottled(pace, wait, now, clock, grantedAt)
        continue
      }
      const told = { remaining: words === 'wrong' ? 599 : Math.floor(tokens), resetSeconds: Math.ceil(gapMs / 1000) }
      pace = afterTaken(pace, words === 'none' ? NOTHING_SAID : told, { grantedAt, since: begin }, now, clock)
      takenAt.push(now)
    }
    const left = creates - takenAt.length - underWay.length
    for (let count = Math.min(left, roomFor(pace, underWay.length, now).count); count > 0; count--) {
      tokens = Math.min(burst, tokens + (now - refilledAt) / gapMs)
      refilledAt = now
      const strays = stray.includes(sent++)
      const taking = tokens >= 1 && !strays
      if (taking) tokens -= 1
      const wait = strays ? 1 : Math.ceil(((1 - tokens) * gapMs) / 1000)
      underWay.push({ grantedAt: now, endsAt: now + 1000, wait: taking ? null : wait })
    }
  }
  return { pace, now, refused, seconds: takenAt.map((at) => (at - begin) / 1000) }
}

describe('ten creates after a stray 429', () => {
  const plenty = { burst: 600, gapMs: 100 } as const

  it.each([
    ['that says a second, after half a minute of calm', 'wrong', 30_000, [0]],
    ['of a provider that never says what is left', 'none', 30_000, [0]],
    ['after five seconds of calm', 'none', 5_000, [0]],
    ['in their middle', 'wrong', 30_000, [5]],
    ['at their beginning and their end', 'wrong', 30_000, [0, 9]],
  ] as const)('%s are all sent within 15 seconds', (_, words, calmMs, stray) => {
    const pace = taken(NOTHING_KNOWN, 0, words === 'wrong' ? { remaining: 599, resetSeconds: 60 } : NOTHING_SAID)
    const { seconds, refused } = sendAll(10, { ...plenty, words }, pace, calmMs, [...stray])
    expect(refused).toBe(stray.length)
    expect(seconds).toHaveLength(10)
    expect(seconds.at(-1)).toBeLessThanOrEqual(15)
  })

  it('are not held by an interval that was learned without words', () => {
    const learned = afterThrottled(taken(NOTHING_KNOWN, 0), 20, 3_000, clock)
    expect(roomFor(taken(learned, 23_000), 0, 24_000)).toEqual({ count: 0, nextAt: 46_000 })
    const told = taken(learned, 23_000, { remaining: 599, resetSeconds: 60 })
    expect(roomFor(told, 0, 23_001).count).toBe(2)
  })

  it('are not held by an interval that was learned a quarter of an hour ago', () => {
    const learned = afterThrottled(taken(NOTHING_KNOWN, 0), 59, 1_000, clock)
    const { seconds } = sendAll(10, { ...plenty, words: 'none' }, taken(learned, 60_000), 960_000)
    expect(seconds.at(-1)).toBeLessThanOrEqual(15)
  })
})

describe('a limit of the provider’s is met rarely', () => {
  it.each<[string, Limit, most: number, slower?: number]>([
    ['that its words tell', { burst: 1, gapMs: 10_000, words: 'true' }, 0],
    ['that its words tell, with a burst', { burst: 5, gapMs: 2_000, words: 'true' }, 0],
    ['that its words deny', { burst: 1, gapMs: 10_000, words: 'wrong' }, 30],
    ['that its words deny, with a burst', { burst: 5, gapMs: 10_000, words: 'wrong' }, 30],
    ['that nothing tells', { burst: 1, gapMs: 10_000, words: 'none' }, 12],
    ['that nothing tells, of one a second', { burst: 1, gapMs: 1_200, words: 'none' }, 16, 3.2],
    ['that nothing tells, of one in forty seconds', { burst: 1, gapMs: 40_000, words: 'none' }, 12],
  ])('%s: %o', (_, limit, most, slower = 1.3) => {
    const { refused, seconds } = sendAll(80, limit, NOTHING_KNOWN, 0)
    expect(refused).toBeLessThanOrEqual(most)
    expect(seconds).toHaveLength(80)
    // The pace may be only a little slower than the provider allows.
    expect(seconds.at(-1)).toBeLessThanOrEqual((slower * 80 * limit.gapMs) / 1000 + 30)
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
