/** The state of one studio as a frozen snapshot: what elements draw, and all they may know. */
import type { Estimate, Generation } from '../../worker/contract/generation.ts'
import type { Session } from '../../worker/contract/session.ts'
import type { Held } from '../client/upload/uploading.ts'
import type { Kind } from '../files/kind.ts'
import { type Draft, EMPTY_DRAFT } from './draft.ts'
import type { StudioRequest } from './requests.ts'

/** The phases of a studio, in the order of a run. */
export const PHASES = [
  'empty',
  'uploading',
  'ready',
  'queued',
  'generating',
  'storing',
  'done',
  'failed',
  'canceled',
] as const
export type Phase = (typeof PHASES)[number]

/** Where one reference stands; `inspecting` to `checking` is on its way, `failed` may be tried again. */
export type ReferenceStatus =
  | 'inspecting'
  | 'waiting'
  | 'uploading'
  | 'paused'
  | 'checking'
  | 'ready'
  | 'rejected'
  | 'failed'

/** Something that did not work, by code; words are found where it is shown. */
export interface ShownError {
  readonly code: string
  /** What kind of file was refused, where that says more than the code; `format` is the name people know. */
  readonly kind?: string | undefined
  readonly format?: string | undefined
  /** What the Worker said, for developers. */
  readonly detail?: string | undefined
  readonly request_id?: string | undefined
  /** Until when it is no use to ask again, in milliseconds of this machine's clock. */
  readonly until?: number | undefined
  /** That is a guess of ours. */
  readonly vague?: boolean | undefined
  /** The fields of the input that were refused. */
  readonly fields?: readonly string[] | undefined
}

export interface ReferenceItem {
  /** Lasts as long as the item, whatever becomes of its upload. */
  readonly key: string
  readonly name: string
  readonly status: ReferenceStatus
  readonly bytes: number
  readonly kind?: Kind | undefined
  /** What the prompt calls it by: its number among its kind. Absent for what can't be used. */
  readonly number?: number | undefined
  /** Share of the bytes that is sent, 0 to 1. */
  readonly fraction?: number | undefined
  /** Why nothing moves at the moment, though it will by itself. */
  readonly held?: Held | undefined
  /** A JPEG made of the visitor's file is sent in its place. */
  readonly converted?: boolean | undefined
  /** The same file came once more, and counts once. */
  readonly repeated?: boolean | undefined
  /** The visitor's file, which goes from the Worker when it is removed here. */
  readonly own?: boolean | undefined
  /** As the page names it that brings it. */
  readonly page?: string | undefined
  /** An object URL, or an address of the Worker. */
  readonly preview?: string | undefined
  /** Seconds, of a clip. */
  readonly duration?: number | undefined
  /** The Worker's id, once it has one. */
  readonly id?: string | undefined
  readonly error?: ShownError | undefined
}

export type Preset = Session['site']['presets'][number]

/** The visitor's earlier videos, as far as somebody has looked. */
export interface History {
  readonly items: readonly Generation[]
  /** Asks for the page after these; absent at the end. */
  readonly cursor?: string | undefined
  readonly loading: boolean
  readonly error?: ShownError | undefined
  /** What failed so, to be asked once more; absent where that would help nobody. */
  readonly failed?: StudioRequest | undefined
  /** The one that is just being looked up to be shown. */
  readonly opening?: string | undefined
  /** The one that is just being deleted. */
  readonly deleting?: string | undefined
  /** The one that was deleted last. */
  readonly deleted?: string | undefined
}

export interface Snapshot {
  readonly phase: Phase
  readonly references: readonly ReferenceItem[]
  /** What was given another place last. */
  readonly moved?: { readonly key: string } | undefined
  readonly draft: Draft
  /** What the draft was started from, of the site's own. */
  readonly preset?: Preset | undefined
  /** Values for its placeholders, the page's and the visitor's. */
  readonly variables: Readonly<Record<string, string>>
  /** Fields that are the preset's or the site's to say. */
  readonly locked: readonly string[]
  readonly consent: boolean
  /** What the Worker tells of the site; absent until the first session. */
  readonly site?: Session['site'] | undefined
  /** A stand-in answers in place of the model. */
  readonly preview: boolean
  /** The run that is shown. */
  readonly generation?: Generation | undefined
  /** Absent until somebody has looked. */
  readonly history?: History | undefined
  /** The run that is shown was opened from among the earlier ones. */
  readonly opened: boolean
  /** The run that had the stage before and goes on behind it. */
  readonly behind?: Generation | undefined
  /** This visitor was here before or has made something: there may be earlier videos. */
  readonly known: boolean
  /** It was found again after a reload, not asked for on this page. */
  readonly resumed: boolean
  /** When this run was asked for, in milliseconds of this machine's clock. */
  readonly since?: number | undefined
  /** Asked of the Worker and not answered yet. */
  readonly pending?: 'generate' | 'cancel' | undefined
  readonly error?: ShownError | undefined
  readonly estimate?: Estimate | undefined
  /** False while the Worker can't be reached. */
  readonly connected: boolean
}

export const EMPTY: Snapshot = Object.freeze({
  phase: 'empty',
  references: Object.freeze([]),
  draft: EMPTY_DRAFT,
  variables: Object.freeze({}),
  locked: Object.freeze([]),
  consent: false,
  preview: false,
  opened: false,
  known: false,
  resumed: false,
  connected: true,
})
