/** Which events the page hears between two snapshots. */
import { RefreelDoneEvent } from '../../events/done.ts'
import { RefreelErrorEvent } from '../../events/error.ts'
import { RefreelGenerationEvent } from '../../events/generation.ts'
import { RefreelPhaseEvent } from '../../events/phase.ts'
import { RefreelReferenceAddedEvent } from '../../events/reference-added.ts'
import { RefreelReferenceRemovedEvent } from '../../events/reference-removed.ts'
import { RefreelUploadProgressEvent } from '../../events/upload-progress.ts'
import type { Words } from '../../locales/index.ts'
import { isCounted } from '../../store/phases.ts'
import type { ReferenceItem, Snapshot } from '../../store/snapshot.ts'
import { troubleWords } from './notice/notice.ts'

function ofReference(now: ReferenceItem, was: ReferenceItem | undefined, words: Words): Event[] {
  const events: Event[] = []
  const { key, name, kind, fraction, bytes, trouble } = now
  if (kind && isCounted(now) && !(was && isCounted(was)))
    events.push(new RefreelReferenceAddedEvent({ key, name, kind }))
  if (fraction !== undefined && fraction !== was?.fraction && fraction > 0) {
    events.push(new RefreelUploadProgressEvent({ key, name, fraction, bytes }))
  }
  if (trouble && trouble !== was?.trouble) {
    const { code, request_id } = trouble
    events.push(new RefreelErrorEvent({ code, message: words.code('file', code), name, request_id }))
  }
  return events
}

function ofReferences(now: Snapshot, before: Snapshot, words: Words): Event[] {
  if (now.references === before.references) return []
  const earlier = new Map(before.references.map((item) => [item.key, item]))
  const events = now.references.flatMap((item) => {
    const was = earlier.get(item.key)
    earlier.delete(item.key)
    return item === was ? [] : ofReference(item, was, words)
  })
  for (const item of earlier.values()) {
    if (isCounted(item)) events.push(new RefreelReferenceRemovedEvent({ key: item.key, name: item.name }))
  }
  return events
}

export function eventsBetween(now: Snapshot, before: Snapshot, words: Words): Event[] {
  const events = ofReferences(now, before, words)
  const { generation, trouble, phase, resumed } = now
  if (phase !== before.phase) events.push(new RefreelPhaseEvent(phase, before.phase))
  if (generation && generation !== before.generation) {
    events.push(new RefreelGenerationEvent(generation))
    if (phase === 'done' && before.phase !== 'done' && generation.video) {
      events.push(new RefreelDoneEvent({ generation, video: generation.video, resumed }))
    }
    if (phase === 'failed' && before.phase !== 'failed') {
      const code = generation.error?.code ?? 'provider-failed'
      events.push(new RefreelErrorEvent({ code, message: words.code('failure', code) }))
    }
  }
  if (trouble && trouble !== before.trouble) {
    const { code, request_id } = trouble
    events.push(new RefreelErrorEvent({ code, message: troubleWords(trouble, words), request_id }))
  }
  return events
}
