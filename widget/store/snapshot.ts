/** The frozen snapshot of one studio: the whole state from which its elements draw. */
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

/** The states of a reference: from `inspecting` to `checking` there is no verdict yet; `failed` can be retried. */
export type ReferenceStatus =
  | 'inspecting'
  | 'waiting'
  | 'uploading'
  | 'paused'
  | 'checking'
  | 'ready'
  | 'rejected'
  | 'failed'

/** An error as elements show it: a code, for which the elements find words. */
export interface ShownError {
  readonly code: string
  /** The kind of a refused file, where that says more than the code. */
  readonly kind?: string | undefined
  /** The name by which people know the file's format. */
  readonly format?: string | undefined
  /** The Worker's own words, for developers. */
  readonly detail?: string | undefined
  readonly request_id?: string | undefined
  /** When a retry makes sense, in milliseconds since 1970. */
  readonly until?: number | undefined
  /** `until` is a guess: the Worker did not tell. */
  readonly vague?: boolean | undefined
  /** The fields of the input that the Worker refused. */
  readonly fields?: readonly string[] | undefined
}

/** One reference in the studio's list. */
export interface ReferenceItem {
  /** Identifies the item, before and after the Worker has given it an id. */
  readonly key: string
  readonly name: string
  readonly status: ReferenceStatus
  readonly bytes: number
  readonly kind?: Kind | undefined
  /** The reference's number among its kind, from 1: the prompt says `Image 1`. Absent for a rejected reference. */
  readonly number?: number | undefined
  /** The share of the file's bytes that is sent, from 0 to 1. */
  readonly fraction?: number | undefined
  /** Why the upload makes no progress at the moment; it continues by itself. */
  readonly held?: Held | undefined
  /** A JPEG made from the visitor's file is sent in its place. */
  readonly converted?: boolean | undefined
  /** The visitor added the same file again; the reference counts once. */
  readonly repeated?: boolean | undefined
  /** The visitor's own file: removing it deletes it from the Worker too. */
  readonly own?: boolean | undefined
  /** The page's own name for the reference, if the page brought it. */
  readonly page?: string | undefined
  /** The preview's address: an object URL, or an address of the Worker. */
  readonly preview?: string | undefined
  /** The length of a clip in seconds. */
  readonly duration?: number | undefined
  /** The Worker's id for the reference, once there is one. */
  readonly id?: string | undefined
  readonly error?: ShownError | undefined
}

/** A preset of the site. */
export type Preset = Session['site']['presets'][number]

/** The visitor's earlier videos, as far as they are loaded. */
export interface History {
  readonly items: readonly Generation[]
  /** The cursor of the next page; absent after the last one. */
  readonly cursor?: string | undefined
  readonly loading: boolean
  readonly error?: ShownError | undefined
  /** The request that failed, for a retry; absent if a retry is useless. */
  readonly failed?: StudioRequest | undefined
  /** The id of the video that is being opened. */
  readonly opening?: string | undefined
  /** The id of the video that is being deleted. */
  readonly deleting?: string | undefined
  /** The id of the video that was deleted last. */
  readonly deleted?: string | undefined
}

/** Every change makes a new snapshot; none is ever changed. */
export interface Snapshot {
  readonly phase: Phase
  readonly references: readonly ReferenceItem[]
  /** The reference that was moved last. */
  readonly moved?: { readonly key: string } | undefined
  readonly draft: Draft
  /** The preset of the draft. */
  readonly preset?: Preset | undefined
  /** Values for the preset's placeholders, from the page and the visitor. */
  readonly variables: Readonly<Record<string, string>>
  /** Fields of the input that the preset or the site fixes. */
  readonly locked: readonly string[]
  /** The visitor has consented for the present references. */
  readonly consent: boolean
  /** The site's facts; absent before the first session. */
  readonly site?: Session['site'] | undefined
  /** A stand-in makes the videos, not the model. */
  readonly preview: boolean
  /** The run that is shown, or the earlier video. */
  readonly generation?: Generation | undefined
  /** Earlier videos; absent before the visitor has opened their list. */
  readonly history?: History | undefined
  /** `generation` is an earlier video that the visitor opened. */
  readonly opened: boolean
  /** The run that was shown before an earlier video was opened, and goes on. */
  readonly behind?: Generation | undefined
  /** True where there may be earlier videos: this visitor was here before, or has made one. */
  readonly known: boolean
  /** `generation` was found after a reload, or opened: this load of the page has not asked for it. */
  readonly resumed: boolean
  /** When `generation` was asked for, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** The request that waits for the Worker's answer. */
  readonly pending?: 'generate' | 'cancel' | undefined
  /** The last error, until it is over or another request begins. */
  readonly error?: ShownError | undefined
  /** The price of the present draft. */
  readonly estimate?: Estimate | undefined
  /** False while no answer of the Worker comes. */
  readonly connected: boolean
}

/** The snapshot of a new studio. */
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
