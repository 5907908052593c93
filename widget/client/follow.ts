/** Follows one run to its end: by events where they come through, else by asking now and then; a cut is taken up again. */
import type { Generation } from '../../worker/contract/generation.ts'
import { HEARTBEAT_SECONDS } from '../../worker/contract/limits.ts'
import { backOff, wait } from './back-off.ts'
import { readEvents } from './event-stream.ts'
import { type Generations, isOver } from './generations.ts'
import { isAbort, ProblemError } from './problem.ts'
import type { Transport } from './transport.ts'

export interface Following {
  signal: AbortSignal
  /** Each state, in order. */
  seen: (generation: Generation) => void
  /** Whether the last try got through. */
  connected: (yes: boolean) => void
}

/** After so many failed streams in a row it asks in between; every fourth try is a stream again. */
const STREAM_FAILURES = 2
const STREAM_AGAIN = 4
/** A stream without a sign of life for this long is dead: three heartbeats. */
const SILENCE_MS = HEARTBEAT_SECONDS * 3 * 1000

/** Only a clear refusal ends it early; a network without answer never does. */
const isFinal = (error: unknown): boolean =>
  error instanceof ProblemError && error.status < 500 && error.code !== 'rate-limited'

export function createFollow(transport: Transport, generations: Generations, random: () => number) {
  /** One stream: true when it brought the end. */
  async function stream(id: string, last: string | undefined, following: Following, note: (id: string) => void) {
    const cut = new AbortController()
    const stop = () => cut.abort()
    following.signal.addEventListener('abort', stop, { once: true })
    let timer = setTimeout(stop, SILENCE_MS)
    const alive = () => {
      clearTimeout(timer)
      timer = setTimeout(stop, SILENCE_MS)
    }
    try {
      const response = await transport.send(`/v1/generations/${encodeURIComponent(id)}/events`, {
        headers: { accept: 'text/event-stream', ...(last ? { 'last-event-id': last } : {}) },
        signal: cut.signal,
      })
      following.connected(true)
      if (response.status === 204 || !response.body) {
        following.seen(await generations.get(id, following.signal))
        return true
      }
      for await (const { event, data, id: number } of readEvents(response.body, alive)) {
        if (event !== 'generation') continue
        const generation = JSON.parse(data) as Generation
        note(number ?? String(generation.sequence))
        following.seen(generation)
        if (isOver(generation)) return true
      }
      return false
    } finally {
      clearTimeout(timer)
      following.signal.removeEventListener('abort', stop)
    }
  }

  /** Resolves at the end of the run or when it is aborted; throws what the Worker clearly refuses. */
  return async function follow(id: string, following: Following): Promise<void> {
    const { signal } = following
    let last: string | undefined
    let failures = 0
    while (!signal.aborted) {
      try {
        if (failures < STREAM_FAILURES || failures % STREAM_AGAIN === 0) {
          const before = last
          const over = await stream(id, last, following, (number) => {
            last = number
            failures = 0
          })
          if (over) return
          // A stream that ended without news counts as a failed one, so that asking takes over.
          failures = last === before ? failures + 1 : 0
        } else {
          const generation = await generations.get(id, signal)
          following.connected(true)
          following.seen(generation)
          if (isOver(generation)) return
          failures += 1
        }
      } catch (error) {
        if (signal.aborted) return
        if (isFinal(error)) throw error
        failures += 1
        if (!isAbort(error)) following.connected(false)
      }
      await wait(backOff(Math.min(failures, 4), random), signal).catch(() => {})
    }
  }
}
