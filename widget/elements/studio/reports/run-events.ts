/** The events of files and runs that a page hears between two snapshots. Loaded lazily. */
import type { Generation } from '../../../../worker/contract/generation.ts'
import { RefreelDoneEvent } from '../../../events/done.ts'
import { errorEvent } from '../../../events/error.ts'
import { RefreelGenerationEvent } from '../../../events/generation.ts'
import { RefreelReferenceAddedEvent } from '../../../events/reference-added.ts'
import { RefreelReferenceRemovedEvent } from '../../../events/reference-removed.ts'
import { RefreelUploadProgressEvent } from '../../../events/upload-progress.ts'
import type { Words } from '../../../locales/index.ts'
import { isCounted } from '../../../store/phases.ts'
import type { ReferenceItem, Snapshot } from '../../../store/snapshot.ts'
import { fileWords } from '../notice/notice.ts'

function ofReference(now: ReferenceItem, was: ReferenceItem | undefined, words: Words): Event[] {
  const events: Event[] = []
  const { key, name, kind, fraction, bytes, error } = now
  // The page's own references have no `kind` before the Worker has looked at them.
  const present = was?.kind && isCounted(was)
  if (kind && isCounted(now) && !present) events.push(new RefreelReferenceAddedEvent({ key, name, kind }))
  if (fraction !== undefined && fraction !== was?.fraction && fraction > 0) {
    events.push(new RefreelUploadProgressEvent({ key, name, fraction, bytes }))
  }
  if (error && error !== was?.error) {
    const { code, request_id, detail } = error
    events.push(errorEvent({ code, message: fileWords(error, words), name, request_id, detail }))
  }
  return events
}

/** References that were added, changed or removed. */
export function referenceEvents(now: Snapshot, before: Snapshot, words: Words): Event[] {
  if (now.references === before.references) return []
  const earlier = new Map(before.references.map((item) => [item.key, item]))
  const events = now.references.flatMap((item) => {
    const was = earlier.get(item.key)
    earlier.delete(item.key)
    return item === was ? [] : ofReference(item, was, words)
  })
  for (const item of earlier.values()) {
    if (item.kind && isCounted(item)) events.push(new RefreelReferenceRemovedEvent({ key: item.key, name: item.name }))
  }
  return events
}

function ofFailure({ error }: Generation, words: Words): Event {
  const code = error?.code ?? 'provider-failed'
  return errorEvent({ code, message: words.code('failure', code) })
}

/** A run that changed, finished or failed. */
export function runEvents(now: Snapshot, before: Snapshot, words: Words): Event[] {
  const events: Event[] = []
  const { generation, behind, phase, resumed } = now
  if (generation && generation !== before.generation) {
    events.push(new RefreelGenerationEvent(generation))
    const another = phase !== before.phase || generation.id !== before.generation?.id
    if (phase === 'done' && another && generation.video) {
      events.push(new RefreelDoneEvent({ generation, video: generation.video, resumed }))
    }
    if (phase === 'failed' && before.phase !== 'failed') {
      events.push(ofFailure(generation, words))
    }
  }
  // A run that goes on behind an opened earlier video is reported too.
  if (behind && behind !== before.behind && behind.id === before.behind?.id) {
    events.push(new RefreelGenerationEvent(behind))
    if (behind.video) events.push(new RefreelDoneEvent({ generation: behind, video: behind.video, resumed: false }))
    if (behind.status === 'failed') events.push(ofFailure(behind, words))
  }
  return events
}
