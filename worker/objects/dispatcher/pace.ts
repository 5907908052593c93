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
/** Milliseconds of the patience for each of its creates, so that an interval relaxes by time too. Ours. */
const PATIENCE_MS = 6_000
/** Learned intervals within which a create counts as following the one before. Ours. */
const FOLLOWS_INTERVALS = 1.5
/**
 * 429s after which the provider's `ratelimit-*` headers are doubted: one 429 may be a stray, while headers that are wrong
 * twice hide a tighter limit, such as the one of an account with little credit. Ours.
 */
const CONTRADICTIONS_MAX = 2
/** The weight of the newest gap in the average. Ours. */
const NEWEST_GAP_SHARE = 0.3

export type Pace = {
  /** After a 429: the time before which no create is sent (ms). */
  openAt: number
  /** Creates that the provider still takes before `resetsAt`, by its header; null where it never sent one. */
  left: number | null
  resetsAt: number
  /** When the create whose answer told `left` was granted (ms). */
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
  /** When the interval was learned or last halved (ms), and the milliseconds of calm after which it is halved again. */
  calmFrom: number
  halvesMs: number
  /** 429s in a busy queue although the headers left room, since the last long run of successes. */
  contradictions: number
  /** Creates in flight at most: one after a 429, and twice as many after each create taken. */
  window: number
  /** Creates taken since the last failure or refusal. */
  streak: number
  /** When the provider took the newest of the creates it took, and when that create was granted (ms); null before. */
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
  calmFrom: 0,
  halvesMs: PATIENCE * PATIENCE_MS,
  contradictions: 0,
  window: IN_FLIGHT_MAX,
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
  const interval = intervalAt(pace, now)
  if (interval !== null) {
    if (inFlight > 0) return { count: 0, nextAt: null }
    const nextAt = (pace.takenAt ?? 0) + interval
    return now < nextAt ? { count: 0, nextAt } : { count: 1, nextAt: null }
  }
  const untold = pace.streak >= GOES_WELL && pace.left === null ? UNTOLD_IN_FLIGHT : CAUTIOUS_IN_FLIGHT
  const limit = told === null ? untold : Math.min(told, pace.window)
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
  const streak = pace.streak + 1
  const next: Pace = {
    ...pace,
    streak,
    takenAt: now,
    grantedAt,
    gap: pace.gap === null ? gap : pace.gap + NEWEST_GAP_SHARE * (gap - pace.gap),
    window: Math.min(pace.window * 2, IN_FLIGHT_MAX),
    ...(pace.interval === null && streak >= PATIENCE ? { contradictions: 0 } : {}),
    // The provider's headers beat what was learned without them.
    ...(remaining !== null && pace.contradictions < CONTRADICTIONS_MAX ? FORGOTTEN : relaxed(pace, now, clock)),
  }
  if (remaining === null) return next
  // A late answer doesn't count the creates that were sent after its own.
  if (grantedAt < pace.saidTo && now < pace.resetsAt && pace.left !== null) {
    return { ...next, left: Math.min(pace.left, remaining) }
  }
  const believed = resetSeconds !== null && resetSeconds <= RESET_MAX_SECONDS ? resetSeconds : THROTTLED_SECONDS
  return { ...next, left: remaining, resetsAt: now + clock.delay(believed * 1000), saidTo: grantedAt }
}

/**
 * The pace after a 429 to a create that was granted at `grantedAt`. Its `retry_after` holds all creates back. An interval
 * is learned only in a busy queue, and only where no headers tell a better one: a 429 after a calm teaches nothing.
 */
export function afterThrottled(
  pace: Pace,
  retryAfterSeconds: number | null,
  now: number,
  clock: Clock,
  grantedAt = now,
): Pace {
  const seconds = retryAfterSeconds ?? THROTTLED_SECONDS
  const wait = clock.delay(Math.min(Math.max(seconds, THROTTLED_MIN_SECONDS), THROTTLED_MAX_SECONDS) * 1000)
  // Creates in flight meet the same limit, so their 429s count once.
  const again = now < pace.openAt
  const between = intervalBetween(pace, wait, { grantedAt, now }, clock)
  const contradicted = !again && pace.left !== null && between !== null
  const contradictions = pace.contradictions + (contradicted ? 1 : 0)
  const refusedTrial = !again && isTrying(pace, now)
  const patience = refusedTrial ? Math.min(pace.patience * 2, PATIENCE_MAX) : pace.patience
  const held = {
    ...pace,
    openAt: Math.max(pace.openAt, now + wait),
    // A header that promised room was wrong.
    resetsAt: 0,
    contradictions,
    window: CAUTIOUS_IN_FLIGHT,
    streak: 0,
  }
  if (again && pace.interval !== null) return held
  const learned = pace.left !== null && contradictions < CONTRADICTIONS_MAX ? null : between
  return {
    ...held,
    // After the refused trial of a shorter interval, the longer one holds again.
    interval: learned ?? (pace.interval === null ? null : pace.interval * (pace.trying ? 2 : 1)),
    calm: 0,
    patience,
    trying: false,
    calmFrom: now,
    halvesMs: clock.delay(patience * PATIENCE_MS),
  }
}

/** Milliseconds between the last create and the next one; null where the refused create came after a calm. */
function intervalBetween(
  pace: Pace,
  wait: number,
  { grantedAt, now }: { grantedAt: number; now: number },
  clock: Clock,
): number | null {
  if (pace.grantedAt === null || pace.takenAt === null) return null
  const calm = grantedAt - pace.takenAt
  if (calm > wait && calm > FOLLOWS_INTERVALS * (pace.interval ?? 0)) return null
  // The interval is measured from the grant, so that it is never too short.
  return Math.min(now - pace.grantedAt + wait, clock.delay(INTERVAL_MAX_MS))
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
  const interval = intervalAt(pace, now)
  const apart = pace.gap === null && interval === null ? null : Math.max(pace.gap ?? 0, interval ?? 0)
  const begins = count > 0 ? 0 : nextAt === null ? apart : nextAt - now
  if (begins === null || (apart === null && index > 0)) return null
  return begins + index * (apart ?? 0)
}

/** The interval that holds at `now` (ms): the learned one, halved for each `halvesMs` without a 429. */
function intervalAt({ interval, calmFrom, halvesMs }: Pace, now: number): number | null {
  return interval === null ? null : interval / 2 ** Math.floor((now - calmFrom) / halvesMs)
}

/** True while the interval is shorter than the last one that was long enough. */
function isTrying(pace: Pace, now: number): boolean {
  return pace.trying || intervalAt(pace, now) !== pace.interval
}

/** The fields of a pace without a learned interval. */
const FORGOTTEN = { interval: null, calm: 0, patience: PATIENCE, trying: false } as const

/** Halves the interval after enough creates or enough time, again and again, until one is refused or no interval is left. */
function relaxed(pace: Pace, now: number, clock: Clock): Partial<Pace> {
  const interval = intervalAt(pace, now)
  if (interval === null) return {}
  if (!isTrying(pace, now) && pace.calm + 1 < pace.patience) return { calm: pace.calm + 1 }
  const half = interval / 2
  if (half >= clock.delay(INTERVAL_MIN_MS)) return { interval: half, calm: 0, trying: true, calmFrom: now }
  // Doubted headers are believed again, beginning with one create at a time.
  return { ...FORGOTTEN, contradictions: Math.min(pace.contradictions, CONTRADICTIONS_MAX - 1), window: 1 }
}
