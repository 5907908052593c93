/** Creates whose outcome is unknown: kept over a reload, so that the same request is sent again with the same key. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import { IDEMPOTENCY_KEY_HOURS } from '../../worker/contract/limits.ts'
import { HOUR_MS } from '../../worker/contract/time.ts'
import type { Memory } from '../client/memory.ts'
import { newKey } from '../client/paid-create.ts'

/** A create without an answer, as it lies in the browser's storage. */
export interface PendingCreate {
  /** The request, as JSON. */
  body: string
  /** The idempotency key, under which the Worker makes one run, however often it gets the request. */
  key: string
  /** When the visitor asked, in milliseconds since 1970. */
  at: number
  /** A try got no answer: a run may have begun, whatever a later try is answered. */
  unclear?: boolean | undefined
  /** The visitor has been shown that no answer came: only they ask again, not a reload. */
  shown?: boolean
  /** The visitor canceled before the answer: the run is canceled once it is known. */
  canceled?: boolean
  /** The studio was reset before the answer: the run is not shown. */
  abandoned?: boolean
}

/** Keys that some studio of this page waits for: no other studio sends their requests. */
const inFlight = new Set<string>()

/** Milliseconds after which a reload no longer sends an unanswered create by itself: the visitor has moved on. Ours. */
const RESEND_MS = 15 * 60_000
/** Milliseconds for which the Worker knows a key. */
const KEY_MS = IDEMPOTENCY_KEY_HOURS * HOUR_MS

/** The creates of one studio. */
export type PendingCreates = ReturnType<typeof createPendingCreates>

/** The creates of one studio. `now` is in milliseconds since 1970. */
export function createPendingCreates(memory: Memory, now: () => number) {
  /** The last create without an answer, whether the answer is late or lost: an equal body reuses the create's key. */
  let unanswered: PendingCreate | undefined
  let current: PendingCreate | undefined

  const save = (create: PendingCreate | undefined) => memory.set('pending', create && JSON.stringify(create))
  function saved(): PendingCreate | undefined {
    try {
      const create = JSON.parse(memory.get('pending') ?? '') as PendingCreate
      JSON.parse(create.body)
      return create
    } catch {
      return undefined
    }
  }
  function end(create: PendingCreate): void {
    if (current === create) current = undefined
    inFlight.delete(create.key)
  }

  return {
    /** The create that waits for its answer. */
    get current() {
      return current
    },
    /** Writes a create down before it is sent, so that a page reloaded before the answer finds it. */
    begin(request: GenerationRequest, canceled: boolean): PendingCreate {
      const body = JSON.stringify(request)
      const same = unanswered?.body === body ? unanswered : undefined
      current = { body, key: same?.key ?? newKey(), at: now(), unclear: same?.unclear, canceled }
      unanswered = current
      inFlight.add(current.key)
      save(current)
      return current
    },
    /** Forgets a create whose outcome is known. */
    settle(create: PendingCreate): void {
      end(create)
      if (unanswered === create) unanswered = undefined
      // The storage may hold another tab's create by now.
      if (saved()?.key === create.key) save(undefined)
    },
    /** Keeps a create whose outcome stays unknown, for the visitor to send again. */
    leaveUnclear(create: PendingCreate): void {
      end(create)
      save(Object.assign(create, { unclear: true, shown: true }))
    },
    /** Has the run canceled as soon as the create is answered, be it after a reload. */
    cancel(): void {
      if (current) save(Object.assign(current, { canceled: true }))
    },
    /** Shows nothing of the current create any more. A create to be canceled survives a reload all the same. */
    abandon(): void {
      if (!current) return
      current.abandoned = true
      if (!current.canceled) save(undefined)
    },
    /** Lets another studio take up the current create: this one left the page. */
    release(): void {
      if (current) inFlight.delete(current.key)
    },
    /** The create of an earlier load that is to be sent again now; undefined where there is none. */
    takeUp(): PendingCreate | undefined {
      const create = unanswered ? undefined : saved()
      if (!create || inFlight.has(create.key)) return undefined
      const age = now() - create.at
      if (age > KEY_MS) {
        save(undefined)
        return undefined
      }
      unanswered = { ...create, unclear: true }
      return create.shown || age >= RESEND_MS ? undefined : create
    },
  }
}
