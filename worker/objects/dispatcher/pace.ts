/**
 * How fast creates may follow each other: by the provider's `ratelimit-*` headers where it sends them, else by what its
 * 429s teach. Pure functions from one state to the next; every duration goes through the clock.
 */
import { MINUTE_MS } from '../../contract/time.ts'
import type { Clock } from '../clock.ts'

/** Creates in flight at most. Ours: at a second each, twice Replicate's 600 a minute. */
const IN_FLIGHT_MAX = 20
/**
 * Creates in flight while the provider's limit is unknown: one after a failure or until the first answer, two after
 * GOES_WELL successes without any header. Ours.
 */
const CAUTIOUS_IN_FLIGHT = 1
const UNTOLD_IN_FLIGHT = 2
const GOES_WELL = 2
/** Seconds to wait after a 429: at least, at most, and where it names none. Ours. */
const THROTTLED_MIN_SECONDS = 1
const THROTTLED_MAX_SECONDS = 3_600
const THROTTLED_SECONDS = 10
/** Longest reset that is believed, in seconds. Ours: limits are per minute, and a larger number may be a date. */
const RESET_MAX_SECONDS = 3_600
/** Shortest and longest interval between two creates that is learned, in milliseconds. Ours: see above. */
const INTERVAL_MIN_MS = 500
const INTERVAL_MAX_MS = MINUTE_MS
/**
 * Creates taken at one interval before a shorter one is tried; doubled each time that the shorter one was refused.
 * Ours.
 */
const PATIENCE = 10
const PATIENCE_MAX = 160
/** The weight of the newest gap in the average. Ours. */
const NEWEST_GAP_SHARE = 0.3

export type Pace = {
  /** No create is sent before this time (ms), after a 429. */
  openAt: number
  /** Creates that the provider still takes before `resetsAt`, by its header; null where it never sent one. */
  left: number | null
  resetsAt: number
  /** When the create was granted whose answer told `left` (ms). */
  saidTo: number
  /** Milliseconds between two creates, learned from a 429; null where none is known. */
  interval: number | null
  /**
   * `calm`: creates taken at this interval; `patience`: how many before a shorter one is tried; `trying`: whether one
   * is.
   */
  calm: number
  patience: number
  trying: boolean
  /** Creates taken since the last failure or refusal. */
  streak: number
  /** When the last create was taken, and when it was granted (ms); null before the first. */
  takenAt: number | null
  grantedAt: number | null
  /**
   * Average milliseconds between two creates while others wait (null before the first), and since when it is measured
   * (ms).
   */
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

/** How many creates may begin now, and when more may (ms); null where an answer decides. */
export type Room = { count: number; nextAt: number | null }

/** How many creates may begin besides `inFlight` ones at `now` (ms). */
export function roomFor(pace: Pace, inFlight: number, now: number): Room {
  if (now < pace.openAt) return { count: 0, nextAt: pace.openAt }
  const told = now < pace.resetsAt ? pace.left : null
  // The provider may not have counted the creates in flight yet, so all of them are subtracted.
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

/** The numbers of a `ratelimit-*` header: creates left, and seconds until it resets. */
export type Words = { remaining: number | null; resetSeconds: number | null }

/** The pace after a create was taken: admitted at `since`, granted at `grantedAt` (ms). */
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
  // A late answer doesn't count the creates that were sent after its own.
  if (grantedAt < pace.saidTo && now < pace.resetsAt && pace.left !== null) {
    return { ...next, left: Math.min(pace.left, remaining) }
  }
  const believed = resetSeconds !== null && resetSeconds <= RESET_MAX_SECONDS ? resetSeconds : THROTTLED_SECONDS
  return { ...next, left: remaining, resetsAt: now + clock.delay(believed * 1000), saidTo: grantedAt }
}

/** The pace after a 429. */
export function afterThrottled(pace: Pace, retryAfterSeconds: number | null, now: number, clock: Clock): Pace {
  const seconds = retryAfterSeconds ?? THROTTLED_SECONDS
  const wait = clock.delay(Math.min(Math.max(seconds, THROTTLED_MIN_SECONDS), THROTTLED_MAX_SECONDS) * 1000)
  // The interval is the time from the last successful create's grant to the end of this wait, so that it is never too
  // short. A create of long ago teaches nothing.
  const longest = clock.delay(INTERVAL_MAX_MS)
  const sinceTaken = pace.grantedAt === null ? 0 : now - pace.grantedAt
  return {
    ...pace,
    openAt: Math.max(pace.openAt, now + wait),
    // A header that promised room was wrong.
    resetsAt: 0,
    interval: Math.min((sinceTaken < longest ? sinceTaken : 0) + wait, longest),
    calm: 0,
    patience: pace.trying ? Math.min(pace.patience * 2, PATIENCE_MAX) : pace.patience,
    trying: false,
    streak: 0,
  }
}

/** The pace after an unclear create or a refusal that isn't about the request itself: one at a time again. */
export function afterFailure(pace: Pace): Pace {
  return { ...pace, streak: 0 }
}

/** The pace after creates were held back: that time was no gap between two of them. */
export function afterHold(pace: Pace, now: number): Pace {
  return { ...pace, gapFrom: now }
}

/** Milliseconds until the create at this index of the queue is sent; null where that isn't known. */
export function etaMs(pace: Pace, { count, nextAt }: Room, index: number, now: number): number | null {
  const apart = pace.gap === null && pace.interval === null ? null : Math.max(pace.gap ?? 0, pace.interval ?? 0)
  const begins = count > 0 ? 0 : nextAt === null ? apart : nextAt - now
  if (begins === null || (apart === null && index > 0)) return null
  return begins + index * (apart ?? 0)
}

/** Halves the interval after enough creates, again and again, until one is refused or no interval is left. */
function relaxed({ interval, calm, patience, trying }: Pace, clock: Clock): Partial<Pace> {
  if (interval === null) return {}
  if (!trying && calm + 1 < patience) return { calm: calm + 1 }
  const half = interval / 2
  if (half >= clock.delay(INTERVAL_MIN_MS)) return { interval: half, calm: 0, trying: true }
  return { interval: null, calm: 0, patience: PATIENCE, trying: false }
}
