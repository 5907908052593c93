/** Sends files by tus and doesn't give up: cuts are taken up where the Worker stands, also after a reload. */
import type { Reference } from '../../../worker/contract/reference.ts'
import { backOff, wait } from '../back-off.ts'
import type { Memory } from '../memory.ts'
import { isAbort, NetworkError, ProblemError } from '../problem.ts'
import type { SessionManager } from '../session.ts'
import type { Transport } from '../transport.ts'
import { attempt } from './attempt.ts'
import { create } from './create.ts'
import { type Identity, identify } from './identify.ts'
import { createRemovals } from './removals.ts'
import { createKept } from './unfinished.ts'

/** Why nothing moves: the connection is gone, or it is there and nothing comes through. */
export type Held = 'cut' | 'stalled'

export interface Sending {
  filename: string
  /** The type by the file's own bytes. */
  filetype: string
  /** What is known of the file already. */
  identity?: Identity | undefined
  /** The upload that is to go on, where it is known. */
  id?: string | undefined
  /** Stops sending; what the Worker has, it keeps. */
  signal: AbortSignal
  /** Bytes that went out, of all. */
  progress: (sent: number, total: number) => void
  /** It has its id: from here on it can be continued, or has to be removed. Told also after an abort. */
  created?: (id: string) => void
  /** Something keeps it, or nothing does any more. */
  held?: (why: Held | undefined) => void
}

export interface Surroundings {
  memory: Memory
  now: () => number
  random: () => number
}

/** Bytes of one request: one part in the Worker's storage, so that nothing is written twice. */
const CHUNK_BYTES = 5 * 1024 * 1024
/** After each cut the next request is half as large, down to this, so that the worst line gets something through. */
const CHUNK_LEAST_BYTES = 320 * 1024
/** Refusals that may pass are tried so often without a step forward. A lost connection is tried for good. */
const TRIES = 8
/** Statuses below 500 that pass by themselves: a body cut on its way, time-outs, an offset to ask for, another writer. */
const PASSING = [400, 408, 409, 423, 425]

/** Milliseconds until the next try; undefined where it is no use. */
function pause(error: unknown, tried: number, random: () => number): number | undefined {
  if (error instanceof NetworkError) return backOff(Math.min(tried, 6), random)
  if (!(error instanceof ProblemError) || tried >= TRIES) return undefined
  const { code, status, retry_after = 0 } = error
  if (code === 'rate-limited') return retry_after * 1000 + backOff(tried, random)
  return status >= 500 || PASSING.includes(status) ? backOff(tried, random) : undefined
}

const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof ProblemError && statuses.includes(error.status)

export function createUploading(transport: Transport, session: SessionManager, { memory, now, random }: Surroundings) {
  const kept = createKept(memory, now)
  const removals = createRemovals(transport, memory)
  const path = (id: string) => `/v1/references/${encodeURIComponent(id)}`

  /** Sends a whole file and answers its id. */
  async function send(file: File, sending: Sending): Promise<string> {
    const { filename, filetype, signal, progress, created, held } = sending
    let { id, identity } = sending
    let tried = 0
    let renewed = false
    let chunkBytes = CHUNK_BYTES
    const step = () => {
      tried = 0
      renewed = false
      chunkBytes = Math.min(CHUNK_BYTES, chunkBytes * 2)
      held?.(undefined)
      return chunkBytes
    }

    /** The upload of this file that was begun before, or a new one; true when nothing is left to send. */
    async function begin(): Promise<boolean> {
      await session.token()
      identity ??= await identify(file)
      const subject = session.facts?.subject
      id ??= identity && kept.find(identity.fingerprint, subject)
      let whole = false
      if (!id) {
        signal.throwIfAborted()
        const made = await create(transport, { bytes: file.size, filename, filetype, sha256: identity?.sha256 }, now)
        id = made.id
        whole = made.offset === file.size
        if (identity && !whole) kept.keep(identity.fingerprint, { id, subject, until: made.until })
      }
      kept.claim(id)
      created?.(id)
      return whole
    }

    for (;;) {
      try {
        if (await begin()) return id as unknown as string
        signal.throwIfAborted()
        const url = `${transport.endpoint}${path(id as unknown as string)}`
        const sent = (bytes: number, total: number) => {
          held?.(undefined)
          progress(bytes, total)
        }
        const stalled = () => held?.('stalled')
        await attempt(file, session, { url, signal, chunkBytes, progress: sent, acknowledged: step, stalled })
        return id as unknown as string
      } catch (error) {
        signal.throwIfAborted()
        const gone = isStatus(error, 404, 410) && id !== undefined
        const ended = isStatus(error, 401) && !renewed
        if (gone && id) {
          // Expired, or somebody else's: a new one is begun, and only once in a row.
          kept.drop(id)
          id = undefined
        }
        if ((gone || ended) && !renewed) {
          renewed = true
          continue
        }
        // A file that was changed or deleted meanwhile looks like a cut, and would for ever.
        if (error instanceof NetworkError) await file.slice(0, 1).arrayBuffer()
        const ms = pause(error, tried, random)
        if (ms === undefined) throw error
        if (error instanceof NetworkError) held?.('cut')
        tried += 1
        chunkBytes = Math.max(CHUNK_LEAST_BYTES, chunkBytes / 2)
        await wait(ms, signal)
      }
    }
  }

  return {
    send,
    /** Asks until the Worker has looked the file over: it is ready or rejected. */
    async settled(id: string, signal: AbortSignal): Promise<Reference> {
      for (let tried = 0; ; tried += 1) {
        try {
          const reference = await transport.json<Reference>(path(id), { signal })
          if (reference.status === 'ready' || reference.status === 'rejected') {
            kept.drop(id)
            return reference
          }
        } catch (error) {
          if (isAbort(error) || pause(error, tried, random) === undefined) throw error
        }
        await wait(backOff(Math.min(tried, 3), random), signal)
      }
    },
    /** Takes it back, now or as soon as the Worker can be reached. */
    remove(id: string): Promise<void> {
      kept.drop(id)
      return removals.remove(id)
    },
    /** Leaves it to whoever chooses the file next. */
    release: kept.release,
    settleRemovals: removals.settle,
  }
}
export type Uploading = ReturnType<typeof createUploading>
