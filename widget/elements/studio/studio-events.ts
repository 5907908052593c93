/** Which events the page hears between two snapshots. Those of files and runs come with the stage. */
import { errorEvent } from '../../events/error.ts'
import { RefreelPhaseEvent } from '../../events/phase.ts'
import type { Words } from '../../locales/index.ts'
import type { Snapshot } from '../../store/snapshot.ts'
import { errorWords } from './notice/notice.ts'

type Stage = Pick<typeof import('./stage.ts'), 'referenceEvents' | 'runEvents'>

/** In their order, as far as the stage is there; `stageEvents` are the others. */
export function eventsBetween(now: Snapshot, before: Snapshot, words: Words, stage: Stage | undefined): Event[] {
  const events = stage?.referenceEvents(now, before, words) ?? []
  const { error, phase } = now
  if (phase !== before.phase) events.push(new RefreelPhaseEvent(phase, before.phase))
  events.push(...(stage?.runEvents(now, before, words) ?? []))
  if (error && error !== before.error) {
    const { code, request_id, detail } = error
    events.push(errorEvent({ code, message: errorWords(error, words), request_id, detail }))
  }
  return events
}
