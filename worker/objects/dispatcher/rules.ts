/** Who may send a create now, by pace, circuit and pause together; and when the Dispatcher has to act next. */
import { HOUR_MS, MINUTE_MS } from '../../contract/time.ts'
import { CALL_TIMEOUT_MS } from '../../replicate/transport.ts'
import type { Clock } from '../clock.ts'
import { type Room, roomFor } from './pace.ts'
import type { DispatcherStore, Entry } from './store.ts'

/** Milliseconds until a turn without a report counts as over: the create's time-out, and some. Ours. */
const GRANT_MS = CALL_TIMEOUT_MS + 10_000
/** Milliseconds that a called run has to come before the next one is called. Ours. */
const CALLED_MS = 30_000
/**
 * Milliseconds until a run asks again by itself, divided by TIME_SCALE but never below the second number. Ours: runs
 * are called and told their place anyway.
 */
const ASK_AGAIN_MS = MINUTE_MS
const ASK_AGAIN_MIN_MS = 1_000
/** Rounds of asking that a run may miss before its entry is removed. Ours. */
const STALE_ROUNDS = 10
/**
 * Milliseconds that the entry of an unclear create is kept, because its run may come back. Ours: longer than the run's
 * own search.
 */
const UNCLEAR_MS = 25 * HOUR_MS
/**
 * Milliseconds that the first create after an outage waits for runs with an unclear create: they came first, and need
 * two listings half a minute apart to know that it was in vain. Ours: that, and some.
 */
const LOOKING_MS = 45_000
/**
 * A run whose create was sent in vain this often is not used as a probe: it waits for another run's success, or REST_MS
 * milliseconds. Ours: a run is given up after SENDS_MAX creates.
 */
const SENDS_BEFORE_REST = 5
const REST_MS = 30 * MINUTE_MS

/**
 * Milliseconds that answers and alarms may take on a busy machine. No run is given up sooner, because TIME_SCALE
 * divides delays but no calls. Ours.
 */
const REAL_MS = 2_000

/** The value of `called_at` for a run that was called and didn't come. */
const MISSING = 0

/** How many creates may begin now, and when more may (ms). */
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

/**
 * The runs that may have a turn, in order: without those that were called and didn't come, and, while one create
 * decides, without those that rest.
 */
export function candidates(store: DispatcherStore, now: number, clock: Clock): readonly Entry[] {
  const { state } = store.provider.circuit
  return store.order().filter((entry) => {
    return !isMissing(entry, now, clock) && (state !== 'half-open' || restsUntil(entry, clock) <= now)
  })
}

/** Ends turns without a report, and removes entries whose runs don't ask any more. */
export function tidy(store: DispatcherStore, now: number, clock: Clock): void {
  for (const entry of store.all('granted')) {
    // The run may be searching for its prediction.
    if (now - entry.state_at > patience(GRANT_MS, clock)) store.update(entry, { state: 'unclear', state_at: now })
  }
  for (const entry of store.all('unclear')) if (now - entry.state_at > patience(UNCLEAR_MS, clock)) store.remove(entry)
  for (const entry of store.all('waiting')) {
    // The Dispatcher tells the run its place again, so that the run can answer that it doesn't wait any more.
    if (isMissing(entry, now, clock) && entry.called_at !== MISSING)
      store.update(entry, { called_at: MISSING, told: null })
    if (now - entry.asked_at > STALE_ROUNDS * askAgainMs(clock)) store.remove(entry)
  }
}

/** When the Dispatcher has to act next (ms); null where only a call can change anything. */
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

/** True when a free probe went through and no create waits that could tell more. */
export function isIdle(store: DispatcherStore): boolean {
  const { circuit } = store.provider
  if (circuit.state !== 'half-open' || circuit.reason === 'credit') return false
  return store.all('waiting').length + store.all('granted').length === 0
}

/** True for a run that was called and hasn't come within its patience. */
function isMissing({ called_at }: Entry, now: number, clock: Clock): boolean {
  return called_at !== null && now - called_at > patience(CALLED_MS, clock)
}

function restsUntil({ sends, unclear_at }: Entry, clock: Clock): number {
  return sends < SENDS_BEFORE_REST || unclear_at === null ? 0 : unclear_at + clock.delay(REST_MS)
}

/** Milliseconds until a run asks again by itself, scaled. */
export function askAgainMs(clock: Clock): number {
  return Math.max(clock.delay(ASK_AGAIN_MS), ASK_AGAIN_MIN_MS)
}

function patience(ms: number, clock: Clock): number {
  return Math.max(clock.delay(ms), REAL_MS)
}
