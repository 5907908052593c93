/** How the queue changes with time, by a clock that the test sets. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { NOTHING_KNOWN } from '../../worker/objects/dispatcher/pace.ts'
import { candidates, nextStepAt, roomNow, tidy } from '../../worker/objects/dispatcher/rules.ts'
import { DispatcherStore } from '../../worker/objects/dispatcher/store.ts'

const NOW = 1_000_000_000
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const clock = { now: () => NOW, delay: (ms: number) => ms }

/** A store of its own with these entries in the queue, each a second after the one before. */
async function withQueue(names: string[], work: (store: DispatcherStore) => void): Promise<void> {
  await runInDurableObject(env.DISPATCHER.getByName(crypto.randomUUID()), (_, { storage }) => {
    const store = DispatcherStore.open(storage, true)
    for (const [index, name] of names.entries()) ask(store, name, NOW, { since: NOW - HOUR + index * SECOND })
    work(store)
    // A store that is read anew from the tables has the same order.
    const again = DispatcherStore.open(storage, true)
    expect(again.order()).toEqual(store.order())
    expect(again.provider).toEqual(store.provider)
  })
}

function ask(store: DispatcherStore, name: string, at: number, more: { since?: number; sends?: number } = {}) {
  const since = store.find(name, 1)?.since ?? NOW
  return store.join({ generation: name, attempt: 1, site: 'site', subject: name, since, sends: 0, ...more }, at)
}

function entry(store: DispatcherStore, name: string) {
  const found = store.find(name, 1)
  if (!found) throw new Error(`${name} is not in the queue`)
  return found
}

const names = (store: DispatcherStore, at: number) => candidates(store, at, clock).map(({ generation }) => generation)
const queue = (store: DispatcherStore) => store.order().map(({ generation }) => generation)

describe('who was called', () => {
  it('and doesn’t come in half a minute is passed over, and keeps the place until it asks again', async () => {
    await withQueue(['a', 'b'], (store) => {
      expect(nextStepAt(store, NOW, clock)).toBe(NOW)
      store.update(entry(store, 'a'), { called_at: NOW })
      expect(names(store, NOW + 30 * SECOND)).toEqual(['a', 'b'])
      const over = nextStepAt(store, NOW, clock) ?? 0
      expect(over).toBe(NOW + 30 * SECOND + 1)
      expect(names(store, over)).toEqual(['b'])
      expect(queue(store)).toEqual(['a', 'b'])
      store.update(entry(store, 'a'), { told: 1 })
      tidy(store, over, clock)
      // The Dispatcher asks the run once whether it waits at all.
      expect(entry(store, 'a')).toMatchObject({ told: null })
      store.update(entry(store, 'a'), { told: 1 })
      tidy(store, over, clock)
      expect(entry(store, 'a')).toMatchObject({ told: 1 })
      ask(store, 'a', over)
      expect(names(store, over)).toEqual(['a', 'b'])
    })
  })

  it('keeps nothing awake when nobody came', async () => {
    await withQueue(['a', 'b'], (store) => {
      for (const name of ['a', 'b']) store.update(entry(store, name), { called_at: NOW - HOUR })
      expect(nextStepAt(store, NOW, clock)).toBeNull()
    })
  })
})

describe('a turn', () => {
  it('of which nothing was told is over after the create’s time-out and some; its run may look for it', async () => {
    await withQueue(['a', 'b'], (store) => {
      store.update(entry(store, 'a'), { state: 'granted', state_at: NOW })
      expect(roomNow(store, NOW, clock).count).toBe(0)
      expect(nextStepAt(store, NOW, clock)).toBe(NOW + 40 * SECOND + 1)
      tidy(store, NOW + 40 * SECOND, clock)
      expect(entry(store, 'a').state).toBe('granted')
      tidy(store, NOW + 40 * SECOND + 1, clock)
      expect(entry(store, 'a').state).toBe('unclear')
      expect(roomNow(store, NOW + 41 * SECOND, clock).count).toBe(1)
      expect(queue(store)).toEqual(['b'])
      ask(store, 'a', NOW + MINUTE)
      expect(queue(store)).toEqual(['a', 'b'])
    })
  })

  it('of one subject counts as had while its create is under way, and not when it was refused', async () => {
    await withQueue(['a'], (store) => {
      for (const [generation, subject, since] of [
        ['x1', 'x', 1],
        ['x2', 'x', 2],
        ['y1', 'y', 3],
      ] as const) {
        store.join({ generation, attempt: 1, site: 'site', subject, since, sends: 0 }, NOW)
      }
      store.remove(entry(store, 'a'))
      expect(queue(store)).toEqual(['x1', 'y1', 'x2'])
      store.update(entry(store, 'x1'), { state: 'granted', state_at: NOW })
      expect(queue(store)).toEqual(['y1', 'x2'])
      store.update(entry(store, 'x1'), { state: 'waiting', state_at: NOW })
      expect(queue(store)).toEqual(['x1', 'y1', 'x2'])
      store.update(entry(store, 'x1'), { state: 'granted', state_at: NOW + 1 })
      store.served(entry(store, 'x1'))
      expect(queue(store)).toEqual(['y1', 'x2'])
      // An entry that comes after that turn is behind the one that had it.
      store.join({ generation: 'z1', attempt: 1, site: 'site', subject: 'z', since: NOW + 2, sends: 0 }, NOW + 2)
      expect(queue(store)).toEqual(['y1', 'x2', 'z1'])
    })
  })
})

describe('after an outage', () => {
  const halfOpen = { circuit: { state: 'half-open', reason: 'unreachable', since: NOW, probes: 3 } } as const

  it('the first create waits for those whose create got no answer, for three quarters of a minute at most', async () => {
    await withQueue(['a', 'b'], (store) => {
      store.learn(halfOpen)
      store.update(entry(store, 'a'), { state: 'unclear', state_at: NOW, unclear_at: NOW })
      expect(roomNow(store, NOW, clock)).toEqual({ count: 0, nextAt: NOW + 45 * SECOND })
      expect(roomNow(store, NOW + 45 * SECOND, clock).count).toBe(1)
      ask(store, 'a', NOW + 31 * SECOND, { sends: 1 })
      expect(roomNow(store, NOW + 31 * SECOND, clock).count).toBe(1)
      expect(names(store, NOW + 31 * SECOND)).toEqual(['a', 'b'])
    })
  })

  it('one create decides, and one that was sent five times in vain is no probe for half an hour', async () => {
    await withQueue(['a', 'b'], (store) => {
      // However many the provider's headers would allow.
      store.learn({ ...halfOpen, pace: { ...NOTHING_KNOWN, left: 599, resetsAt: NOW + HOUR } })
      store.update(entry(store, 'a'), { unclear_at: NOW, sends: 5 })
      expect(names(store, NOW)).toEqual(['b'])
      expect(roomNow(store, NOW, clock).count).toBe(1)
      store.update(entry(store, 'b'), { state: 'granted', state_at: NOW })
      expect(roomNow(store, NOW, clock).count).toBe(0)
      store.remove(entry(store, 'b'))
      expect(nextStepAt(store, NOW, clock)).toBe(NOW + 30 * MINUTE)
      expect(names(store, NOW + 30 * MINUTE)).toEqual(['a'])
      store.learn({ circuit: { state: 'closed', silences: 0 } })
      expect(names(store, NOW)).toEqual(['a'])
    })
  })
})

describe('an entry', () => {
  it('that nobody asks for any more is gone after ten minutes, one with an unclear create after a day and an hour', async () => {
    await withQueue(['a', 'b'], (store) => {
      store.update(entry(store, 'b'), { state: 'unclear', state_at: NOW })
      tidy(store, NOW + 10 * MINUTE, clock)
      expect(queue(store)).toEqual(['a'])
      tidy(store, NOW + 10 * MINUTE + 1, clock)
      expect(queue(store)).toEqual([])
      tidy(store, NOW + 25 * HOUR, clock)
      expect(store.find('b', 1)).not.toBeNull()
      tidy(store, NOW + 25 * HOUR + 1, clock)
      expect(store.find('b', 1)).toBeNull()
    })
  })

  it('wakes nothing while the operator has paused it', async () => {
    await withQueue(['a'], (store) => {
      store.learn({ paused: true, circuit: { state: 'open', reason: 'token', probeAt: NOW, probes: 0 } })
      expect(roomNow(store, NOW, clock).count).toBe(0)
      expect(nextStepAt(store, NOW, clock)).toBeNull()
    })
  })
})
