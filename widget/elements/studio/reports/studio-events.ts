/** The events that a page hears between two snapshots; those of files and runs are made by `run-events.ts`, which is loaded lazily. */
import { errorEvent } from '../../../events/error.ts'
import { RefreelPhaseEvent } from '../../../events/phase.ts'
import type { Words } from '../../../locales/index.ts'
import type { Snapshot } from '../../../store/snapshot.ts'
import { errorWords } from '../notice/notice.ts'

type RunEvents = typeof import('./run-events.ts')

/** All events in their order; without `run`, those of files and runs are missing. */
export function eventsBetween(now: Snapshot, before: Snapshot, words: Words, run: RunEvents | undefined): Event[] {
  const events = run?.referenceEvents(now, before, words) ?? []
  const { error, phase } = now
  if (phase !== before.phase) events.push(new RefreelPhaseEvent(phase, before.phase))
  events.push(...(run?.runEvents(now, before, words) ?? []))
  if (error && error !== before.error) {
    const { code, request_id, detail } = error
    events.push(errorEvent({ code, message: errorWords(error, words), request_id, detail }))
  }
  return events
}
