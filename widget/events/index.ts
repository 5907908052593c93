/** All events of the elements by their names, for `addEventListener` in TypeScript. */
import type { RefreelBeforeGenerateEvent } from './before-generate.ts'
import type { RefreelDoneEvent } from './done.ts'
import type { RefreelErrorEvent } from './error.ts'
import type { RefreelGenerationEvent } from './generation.ts'
import type { RefreelPhaseEvent } from './phase.ts'
import type { RefreelReferenceAddedEvent } from './reference-added.ts'
import type { RefreelReferenceRemovedEvent } from './reference-removed.ts'
import type { RefreelUploadProgressEvent } from './upload-progress.ts'

export { RefreelBeforeGenerateEvent } from './before-generate.ts'
export { RefreelDoneEvent } from './done.ts'
export { RefreelErrorEvent } from './error.ts'
export { RefreelGenerationEvent } from './generation.ts'
export { RefreelPhaseEvent } from './phase.ts'
export { RefreelReferenceAddedEvent } from './reference-added.ts'
export { RefreelReferenceRemovedEvent } from './reference-removed.ts'
export { RefreelUploadProgressEvent } from './upload-progress.ts'

declare global {
  interface GlobalEventHandlersEventMap {
    'refreel-before-generate': RefreelBeforeGenerateEvent
    'refreel-reference-added': RefreelReferenceAddedEvent
    'refreel-reference-removed': RefreelReferenceRemovedEvent
    'refreel-upload-progress': RefreelUploadProgressEvent
    'refreel-phase': RefreelPhaseEvent
    'refreel-generation': RefreelGenerationEvent
    'refreel-done': RefreelDoneEvent
    'refreel-error': RefreelErrorEvent
  }
}
