/** Uploads files by tus: each lost connection is followed by an attempt from the Worker's offset, also after a reload. */
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
import { createUnfinished } from './unfinished.ts'

/** Why an upload makes no progress: the connection is lost (`cut`), or stands without moving any bytes (`stalled`). */
export type Held = 'cut' | 'stalled'

/** How a file is uploaded, and who hears of its progress. */
export interface Sending {
  filename: string
  /** The media type that the file's own bytes show. */
  filetype: string
  /** The file's identity, if the caller has computed it. */
  identity?: Identity | undefined
  /** The id of the upload to resume, if the caller knows it. */
  id?: string | undefined
  /** Stops the upload, which can be resumed later. */
  signal: AbortSignal
  /** Gets the bytes sent and the bytes in all. */
  progress: (sent: number, total: number) => void
  /** Gets the upload's id: the upload can be resumed or has to be removed from now on. Called even after an abort. */
  created?: (id: string) => void
  /** Gets the reason why nothing moves, and undefined once bytes move again. */
  held?: (why: Held | undefined) => void
}

/** What uploads need of their client. */
export interface Surroundings {
  memory: Memory
  /** Milliseconds since 1970. */
  now: () => number
  random: () => number
}

/** Most bytes of one request: one part in the Worker's storage, so that the Worker writes no byte twice. */
const CHUNK_BYTES = 5 * 1024 * 1024
/** Each lost connection halves the next request, down to this size, so that bad connections get some bytes through. Ours. */
const CHUNK_LEAST_BYTES = 320 * 1024
/** Retries without progress after refusals that may pass. After a lost connection there is no limit. Ours. */
const TRIES = 8
/** Statuses below 500 that may pass: a body cut off (400), timeouts (408, 425), a wrong offset (409), another writer (423). */
const PASSING = [400, 408, 409, 423, 425]

/** Milliseconds until the next retry; undefined if retries are useless. */
function pause(error: unknown, tried: number, random: () => number): number | undefined {
  if (error instanceof NetworkError) return backOff(Math.min(tried, 6), random)
  if (!(error instanceof ProblemError) || tried >= TRIES) return undefined
  const { code, status, retry_after = 0 } = error
  if (code === 'rate-limited') return retry_after * 1000 + backOff(tried, random)
  return status >= 500 || PASSING.includes(status) ? backOff(tried, random) : undefined
}

const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof ProblemError && statuses.includes(error.status)

/** Makes the uploads of one session. */
export function createUploading(transport: Transport, session: SessionManager, { memory, now, random }: Surroundings) {
  const unfinished = createUnfinished(memory, now)
  const removals = createRemovals(transport, memory)
  const path = (id: string) => `/v1/references/${encodeURIComponent(id)}`

  /**
   * Uploads a file and resolves with its id. Throws the Worker's refusal, the signal's reason, and the error of a file that
   * can't be read any more.
   */
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

    /** Finds the upload of an earlier attempt, or creates one; resolves with true if the Worker has the whole file. */
    async function begin(): Promise<boolean> {
      await session.token()
      identity ??= await identify(file)
      const subject = session.facts?.subject
      id ??= identity && unfinished.find(identity.fingerprint, subject)
      let whole = false
      if (!id) {
        signal.throwIfAborted()
        const made = await create(transport, { bytes: file.size, filename, filetype, sha256: identity?.sha256 }, now)
        id = made.id
        whole = made.offset === file.size
        if (identity && !whole) unfinished.keep(identity.fingerprint, { id, subject, until: made.until })
      }
      unfinished.claim(id)
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
        const isGone = isStatus(error, 404, 410) && id !== undefined
        const isExpired = isStatus(error, 401) && !renewed
        if (isGone && id) {
          // The upload has expired, or belongs to another subject: one new upload is tried.
          unfinished.drop(id)
          id = undefined
        }
        if ((isGone || isExpired) && !renewed) {
          renewed = true
          continue
        }
        // Sending a changed or deleted file fails like a lost connection: reading a byte of it tells them apart by throwing.
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
    /** Polls until the Worker has verified the file: the reference is `ready` or `rejected`. */
    async settled(id: string, signal: AbortSignal): Promise<Reference> {
      for (let tried = 0; ; tried += 1) {
        try {
          const reference = await transport.json<Reference>(path(id), { signal })
          if (reference.status === 'ready' || reference.status === 'rejected') {
            unfinished.drop(id)
            return reference
          }
        } catch (error) {
          if (isAbort(error) || pause(error, tried, random) === undefined) throw error
        }
        await wait(backOff(Math.min(tried, 3), random), signal)
      }
    },
    /** Deletes a reference, now or as soon as the Worker can be reached. */
    remove(id: string): Promise<void> {
      unfinished.drop(id)
      return removals.remove(id)
    },
    /** Leaves an upload to the next studio that gets the same file. */
    release: unfinished.release,
    /** Repeats the deletions that failed. */
    settleRemovals: removals.settle,
  }
}
/** The uploads of one session. */
export type Uploading = ReturnType<typeof createUploading>
