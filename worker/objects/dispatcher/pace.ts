/**
 * How fast creates may follow each other: by the provider's own words where an answer has them (`ratelimit-*`), else by
 * what its refusals teach. Pure: the state goes in, the next one comes out; every duration goes through the clock.
 */
import { MINUTE_MS } from '../../contract/time.ts'
import type { Clock } from '../clock.ts'

/** Creates under way at once at most. Ours: at a second each, twice Replicate's 600 a minute. */
const IN_FLIGHT_MAX = 20
/**
 * Creates under way at once while nothing is known: one after a failure, and one to learn from where the provider uses to
 * say; two where it never does, after so many that went well. Ours.
 */
const CAUTIOUS_IN_FLIGHT = 1
const UNTOLD_IN_FLIGHT = 2
const GOES_WELL = 2
/** Seconds to wait after a 429: at least, at most, and where it doesn't say how long. Ours. */
const THROTTLED_MIN_SECONDS = 1
const THROTTLED_MAX_SECONDS = 3_600
const THROTTLED_SECONDS = 10
/** Seconds until a limit begins anew that are believed; more is no number of seconds. Ours: limits are by the minute. */
const RESET_MAX_SECONDS = 3_600
/** Milliseconds between two creates that are ever learned: at least (less is no limit), and at most. Ours: as above. */
const INTERVAL_MIN_MS = 500
const INTERVAL_MAX_MS = MINUTE_MS
/** Creates taken at one interval before a shorter one is tried; doubled each time that this was refused. Ours. */
const PATIENCE = 10
const PATIENCE_MAX = 160
/** What the newest gap between two creates counts in their average. Ours. */
const NEWEST_GAP_SHARE = 0.3

export type Pace = {
  /** No create before this time: a 429 said so. */
  openAt: number
  /** The provider's words: creates that it will still take before `resetsAt`; null where it never said. */
  left: number | null
  resetsAt: number
  /** When the create was granted whose answer said so. */
  saidTo: number
  /** Milliseconds that have to lie between two creates, learned from a 429; null where none is known. */
  interval: number | null
  /** Creates taken since the interval was learned, how many it takes before a shorter one is tried, and whether one is. */
  calm: number
  patience: number
  trying: boolean
  /** Creates taken since the last one that failed or was refused. */
  streak: number
  /** When the last create was taken, and when that one was granted; null before the first. */
  takenAt: number | null
  grantedAt: number | null
  /** Milliseconds from one create to the next while somebody waits, on average (null before the first), and since when. */
  gap: number | null
  gapFrom: number
}

export const NOTHING_KNOWN: Pace = {
  openAt: 0,
  left: null,
  resetsAt: 0,
  saidTo: 0,
  interval: null,
  calm: 0,
  patience: PATIENCE,
  trying: false,
  streak: 0,
  takenAt: null,
  grantedAt: null,
  gap: null,
  gapFrom: 0,
}

/** How many creates may be begun now, and when there may be more; null: when an answer comes. */
export type Room = { count: number; nextAt: number | null }

/** How many creates may be sent at `now` (ms) while `inFlight` are under way, and when there is room again. */
export function roomFor(pace: Pace, inFlight: number, now: number): Room {
  if (now < pace.openAt) return { count: 0, nextAt: pace.openAt }
  const told = now < pace.resetsAt ? pace.left : null
  // Nobody knows which of those under way the provider has counted already, so none is taken to be.
  if (told !== null && told <= inFlight) return { count: 0, nextAt: pace.resetsAt }
  if (pace.interval !== null) {
    if (inFlight > 0) return { count: 0, nextAt: null }
    const nextAt = (pace.takenAt ?? 0) + pace.interval
    return now < nextAt ? { count: 0, nextAt } : { count: 1, nextAt: null }
  }
  const untold = pace.streak >= GOES_WELL && pace.left === null ? UNTOLD_IN_FLIGHT : CAUTIOUS_IN_FLIGHT
  const limit = told === null ? untold : Math.min(told, IN_FLIGHT_MAX)
  return { count: Math.max(0, limit - inFlight), nextAt: null }
}

/** What an answer said of the creates that are left, and of the seconds until there are more. */
export type Words = { remaining: number | null; resetSeconds: number | null }

/** A create was taken that was admitted at `since` and got its turn at `grantedAt`. */
export function afterTaken(
  pace: Pace,
  { remaining, resetSeconds }: Words,
  { grantedAt, since }: { grantedAt: number; since: number },
  now: number,
  clock: Clock,
): Pace {
  const gap = now - Math.max(pace.takenAt ?? 0, pace.gapFrom, since)
  const next: Pace = {
    ...pace,
    streak: pace.streak + 1,
    takenAt: now,
    grantedAt,
    gap: pace.gap === null ? gap : pace.gap + NEWEST_GAP_SHARE * (gap - pace.gap),
    ...relaxed(pace, clock),
  }
  if (remaining === null) return next
  // An answer that comes late doesn't know of the creates after it.
  if (grantedAt < pace.saidTo && now < pace.resetsAt && pace.left !== null) {
    return { ...next, left: Math.min(pace.left, remaining) }
  }
  const believed = resetSeconds !== null && resetSeconds <= RESET_MAX_SECONDS ? resetSeconds : THROTTLED_SECONDS
  return { ...next, left: remaining, resetsAt: now + clock.delay(believed * 1000), saidTo: grantedAt }
}

/** The provider refused a create because there were too many. */
export function afterThrottled(pace: Pace, retryAfterSeconds: number | null, now: number, clock: Clock): Pace {
  const seconds = retryAfterSeconds ?? THROTTLED_SECONDS
  const wait = clock.delay(Math.min(Math.max(seconds, THROTTLED_MIN_SECONDS), THROTTLED_MAX_SECONDS) * 1000)
  // So far apart are the last one taken and the next one that would be: from its grant on, so that it is never too little.
  // One of long ago teaches nothing.
  const longest = clock.delay(INTERVAL_MAX_MS)
  const sinceTaken = pace.grantedAt === null ? 0 : now - pace.grantedAt
  return {
    ...pace,
    openAt: Math.max(pace.openAt, now + wait),
    // Words that left room are worth nothing.
    resetsAt: 0,
    interval: Math.min((sinceTaken < longest ? sinceTaken : 0) + wait, longest),
    calm: 0,
    patience: pace.trying ? Math.min(pace.patience * 2, PATIENCE_MAX) : pace.patience,
    trying: false,
    streak: 0,
  }
}

/** A create got no clear answer, or a refusal that isn't about its own request: begin again with one at a time. */
export function afterFailure(pace: Pace): Pace {
  return { ...pace, streak: 0 }
}

/** Creates go out again after nobody's could: that time was no gap between two of them. */
export function afterHold(pace: Pace, now: number): Pace {
  return { ...pace, gapFrom: now }
}

/** Milliseconds until the create at this index of the queue is sent, as far as it is known; null where it isn't. */
export function etaMs(pace: Pace, { count, nextAt }: Room, index: number, now: number): number | null {
  const apart = pace.gap === null && pace.interval === null ? null : Math.max(pace.gap ?? 0, pace.interval ?? 0)
  const begins = count > 0 ? 0 : nextAt === null ? apart : nextAt - now
  if (begins === null || (apart === null && index > 0)) return null
  return begins + index * (apart ?? 0)
}

/** After enough creates at one interval, half of it is tried, then half of that, until one is refused or none is left. */
function relaxed({ interval, calm, patience, trying }: Pace, clock: Clock): Partial<Pace> {
  if (interval === null) return {}
  if (!trying && calm + 1 < patience) return { calm: calm + 1 }
  const half = interval / 2
  if (half >= clock.delay(INTERVAL_MIN_MS)) return { interval: half, calm: 0, trying: true }
  return { interval: null, calm: 0, patience: PATIENCE, trying: false }
}
