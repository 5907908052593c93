/** The phases of a studio as tables: the phase of each snapshot, and the requests that are heard in each phase. */
import type { Status } from '../../worker/contract/generation.ts'
import { bringsReferences } from './preset.ts'
import type { RequestType } from './requests.ts'
import type { Phase, ReferenceItem, ReferenceStatus, Snapshot } from './snapshot.ts'

/** The phase of a run by the Worker's status: a studio assumes no status of its own. */
const BY_STATUS: Record<Status, Phase> = {
  queued: 'queued',
  starting: 'generating',
  processing: 'generating',
  storing: 'storing',
  succeeded: 'done',
  failed: 'failed',
  canceled: 'canceled',
}

/** States of a reference before the Worker's verdict. */
const ON_ITS_WAY: readonly ReferenceStatus[] = ['inspecting', 'waiting', 'uploading', 'paused', 'checking']
/** Whether a reference waits for the Worker's verdict. */
export const isOnItsWay = (item: ReferenceItem): boolean => ON_ITS_WAY.includes(item.status)
/** Whether a reference takes one of the `REFERENCES_MAX` places: a rejected one does not. */
export const isCounted = (item: ReferenceItem): boolean => item.status !== 'rejected' && item.status !== 'inspecting'

/** The phase of a snapshot: that of its run, or else of its references. */
export function phaseOf(snapshot: Snapshot): Phase {
  const { generation, references } = snapshot
  if (generation) return BY_STATUS[generation.status]
  if (references.some(isOnItsWay)) return 'uploading'
  if (references.some((item) => item.status === 'ready') || bringsReferences(snapshot)) return 'ready'
  return 'empty'
}

/** Heard in every phase. */
const ALWAYS: readonly RequestType[] = ['history', 'open', 'close', 'delete', 'reset', 'edit', 'preset', 'fill']
const COMPOSING: readonly RequestType[] = [
  ...ALWAYS,
  'begin',
  'add',
  'take',
  'remove',
  'move',
  'pause',
  'resume',
  'consent',
  // Cancels a create without an answer.
  'cancel',
]
const RUNNING: readonly RequestType[] = [...ALWAYS, 'cancel', 'consent']
const OVER: readonly RequestType[] = [...COMPOSING, 'compose', 'generate']

/** The requests that are heard in each phase. The store ignores all others. */
export const HEARD: Record<Phase, readonly RequestType[]> = {
  empty: COMPOSING,
  uploading: COMPOSING,
  ready: [...COMPOSING, 'generate'],
  queued: RUNNING,
  generating: RUNNING,
  storing: ALWAYS,
  done: [...OVER, 'renew'],
  failed: [...OVER, 'retry'],
  canceled: [...OVER, 'retry'],
}

/** Whether the studio shows a run's progress in place of the composer. */
export const isRunning = (phase: Phase): boolean => phase === 'queued' || phase === 'generating' || phase === 'storing'
