/** Follows a run to its end: by its event stream, or by polling where streams fail; resumes after lost connections. */
import type { Generation } from '../../worker/contract/generation.ts'
import { HEARTBEAT_SECONDS } from '../../worker/contract/limits.ts'
import { backOff, wait } from './back-off.ts'
import { readEvents } from './event-stream.ts'
import { type Generations, isOver } from './generations.ts'
import { isAbort, ProblemError } from './problem.ts'
import type { Transport } from './transport.ts'

/** Who hears of a run that is followed, and what ends it. */
export interface Following {
  signal: AbortSignal
  /** Gets each state of the run, in order. */
  seen: (generation: Generation) => void
  /** Hears after each try whether it reached the Worker. */
  connected: (yes: boolean) => void
}

/** After this many failed streams in a row, polls stand in for streams. Ours. */
const STREAM_FAILURES = 2
/** While polls stand in, every fourth try is a stream again. Ours. */
const STREAM_AGAIN = 4
/** Milliseconds of silence after which a stream counts as dead: three missing heartbeats. */
const SILENCE_MS = HEARTBEAT_SECONDS * 3 * 1000

/** Whether an error ends the following: the Worker refuses for good. Everything else is retried for ever. */
const isFinal = (error: unknown): boolean =>
  error instanceof ProblemError && error.status < 500 && error.code !== 'rate-limited'

/** Makes `follow`, which takes the run's id and resolves at the run's end. */
export function createFollow(transport: Transport, generations: Generations, random: () => number) {
  /** Reads one stream. Resolves with true at the run's end, with false if the stream ends before it. */
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

  /** Resolves at the end of the run, or when `signal` is aborted; throws the `ProblemError` of a final refusal. */
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
          // Some proxies end every stream at once: without an event, the stream counts as failed.
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
