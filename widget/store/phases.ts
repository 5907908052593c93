/** The phases of a studio as two tables: which one it is in, and which requests are heard there. */
import type { Status } from '../../worker/contract/generation.ts'
import { bringsReferences } from './preset.ts'
import type { RequestType } from './requests.ts'
import type { Phase, ReferenceItem, ReferenceStatus, Snapshot } from './snapshot.ts'

/** A run's phase by what the Worker says of it; nothing is assumed before it says so. */
const BY_STATUS: Record<Status, Phase> = {
  queued: 'queued',
  starting: 'generating',
  processing: 'generating',
  storing: 'storing',
  succeeded: 'done',
  failed: 'failed',
  canceled: 'canceled',
}

const ON_ITS_WAY: readonly ReferenceStatus[] = ['inspecting', 'waiting', 'uploading', 'paused', 'checking']
/** True while a file isn't ready yet and may still become so. */
export const isOnItsWay = (item: ReferenceItem): boolean => ON_ITS_WAY.includes(item.status)
/** Takes one of the five places; what was refused doesn't. */
export const isCounted = (item: ReferenceItem): boolean => item.status !== 'rejected' && item.status !== 'inspecting'

/** The phase that a snapshot is in: its run decides, without a run its references do. */
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
  // A create that is not answered yet.
  'cancel',
]
const RUNNING: readonly RequestType[] = [...ALWAYS, 'cancel', 'consent']
const OVER: readonly RequestType[] = [...COMPOSING, 'compose', 'generate']

/** What a visitor can ask for in each phase; anything else is not heard. */
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

/** Phases in which the run's stage takes the place of the composer. */
export const isRunning = (phase: Phase): boolean => phase === 'queued' || phase === 'generating' || phase === 'storing'
