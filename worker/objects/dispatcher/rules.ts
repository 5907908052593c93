/** When somebody may go: pace, circuit and pause together; and what is done next, and when. */
import { HOUR_MS, MINUTE_MS } from '../../contract/time.ts'
import { CALL_TIMEOUT_MS } from '../../replicate/transport.ts'
import type { Clock } from '../clock.ts'
import { type Room, roomFor } from './pace.ts'
import type { DispatcherStore, Entry } from './store.ts'

/** Milliseconds after which a turn that nothing was told of counts as gone: the create's time-out, and some. */
const GRANT_MS = CALL_TIMEOUT_MS + 10_000
/** Milliseconds that one who was called has to come, before the next one is called too. Ours. */
const CALLED_MS = 30_000
/**
 * Milliseconds after which a run asks again by itself, called or not; at least the second number, however delays are
 * divided. Ours: it is called and told of its place anyhow.
 */
const ASK_AGAIN_MS = MINUTE_MS
const ASK_AGAIN_MIN_MS = 1_000
/** One that didn't ask again for so many times that long counts as gone. Ours. */
const STALE_ROUNDS = 10
/** Milliseconds that an unclear create may come back from. Ours: longer than its run looks for one. */
const UNCLEAR_MS = 25 * HOUR_MS
/**
 * Milliseconds that the first create after an outage waits for those whose create got no answer: they came first, and
 * need two listings half a minute apart to know that it was in vain. Ours: that, and some.
 */
const LOOKING_MS = 45_000
/**
 * While creates fail, one that was sent in vain so often is not used up on probes: it waits for another one's success, or
 * so many milliseconds. Ours: a run is given up after a number of creates.
 */
const SENDS_BEFORE_REST = 5
const REST_MS = 30 * MINUTE_MS

/**
 * Milliseconds that answers and alarms take on a busy machine: nobody is given up on before, also where delays are
 * divided, because calls are not. Ours.
 */
const REAL_MS = 2_000

/** `called_at` of one who didn't come. */
const MISSING = 0

/** How many creates may begin now, and when there may be more. */
export function roomNow(store: DispatcherStore, now: number, clock: Clock): Room {
  const { paused, circuit, pace } = store.provider
  const granted = store.all('granted')
  if (paused) return { count: 0, nextAt: null }
  if (circuit.state === 'open') return { count: 0, nextAt: circuit.probeAt }
  const room = roomFor(pace, granted.length, now)
  if (circuit.state === 'closed') return room
  if (granted.length > 0) return { count: 0, nextAt: null }
  const looking = circuit.reason === 'unreachable' && store.all('unclear').length > 0
  const until = circuit.since + patience(LOOKING_MS, clock)
  if (looking && now < until) return { count: 0, nextAt: until }
  return { count: Math.min(room.count, 1), nextAt: room.nextAt }
}

/** Those who may be given a turn, in order: not who was called and didn't come, nor, while one create decides, who rests. */
export function candidates(store: DispatcherStore, now: number, clock: Clock): readonly Entry[] {
  const { state } = store.provider.circuit
  return store.order().filter((entry) => {
    return !isMissing(entry, now, clock) && (state !== 'half-open' || restsUntil(entry, clock) <= now)
  })
}

/** Forgets what is over: turns that nothing was told of, and entries that nobody asks for any more. */
export function tidy(store: DispatcherStore, now: number, clock: Clock): void {
  for (const entry of store.all('granted')) {
    // Its run may be looking for its create.
    if (now - entry.state_at > patience(GRANT_MS, clock)) store.update(entry, { state: 'unclear', state_at: now })
  }
  for (const entry of store.all('unclear')) if (now - entry.state_at > patience(UNCLEAR_MS, clock)) store.remove(entry)
  for (const entry of store.all('waiting')) {
    // Told its place once more, it can say that it waits no longer.
    if (isMissing(entry, now, clock) && entry.called_at !== MISSING)
      store.update(entry, { called_at: MISSING, told: null })
    if (now - entry.asked_at > STALE_ROUNDS * askAgainMs(clock)) store.remove(entry)
  }
}

/** When there is something to do by the clock; null when only somebody's call can change anything. */
export function nextStepAt(store: DispatcherStore, now: number, clock: Clock): number | null {
  const { paused, circuit } = store.provider
  const waiting = store.order()
  if (paused) return null
  if (circuit.state === 'open' && circuit.reason !== 'credit') return circuit.probeAt
  if (isIdle(store)) return now
  if (waiting.length === 0) return null
  const room = roomNow(store, now, clock)
  const next = candidates(store, now, clock).slice(0, Math.max(1, room.count))
  const times = [
    ...(room.nextAt === null ? [] : [room.nextAt]),
    ...store.all('granted').map(({ state_at }) => state_at + patience(GRANT_MS, clock) + 1),
    ...next.map(({ called_at }) => (called_at === null ? null : called_at + patience(CALLED_MS, clock) + 1)),
    ...(room.count > 0 && next.some(({ called_at }) => called_at === null) ? [now] : []),
    ...(next.length === 0 ? waiting.map((entry) => restsUntil(entry, clock)).filter((at) => at > now) : []),
  ].filter((at) => at !== null)
  return times.length === 0 ? null : Math.min(...times)
}

/** True when a free call went through, and there is no create that could tell more. */
export function isIdle(store: DispatcherStore): boolean {
  const { circuit } = store.provider
  if (circuit.state !== 'half-open' || circuit.reason === 'credit') return false
  return store.all('waiting').length + store.all('granted').length === 0
}

/** True for one who was called and didn't come. */
function isMissing({ called_at }: Entry, now: number, clock: Clock): boolean {
  return called_at !== null && now - called_at > patience(CALLED_MS, clock)
}

function restsUntil({ sends, unclear_at }: Entry, clock: Clock): number {
  return sends < SENDS_BEFORE_REST || unclear_at === null ? 0 : unclear_at + clock.delay(REST_MS)
}

/** Milliseconds until a run asks again, at the latest. */
export function askAgainMs(clock: Clock): number {
  return Math.max(clock.delay(ASK_AGAIN_MS), ASK_AGAIN_MIN_MS)
}

function patience(ms: number, clock: Clock): number {
  return Math.max(clock.delay(ms), REAL_MS)
}
