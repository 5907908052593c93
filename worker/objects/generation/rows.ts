/** The rows of a Generation object as types, and which of their columns hold JSON. */
import type { Visibility } from '../../contract/admin.ts'
import type { Generation, Metadata, Status } from '../../contract/generation.ts'
import type { SessionLimits } from '../../contract/session.ts'
import type { Plan } from '../../model/request.ts'
import type { FailureFacts } from '../../replicate/failure.ts'
import type { State } from './states.ts'

/** `plan` is null after retention; nothing reads it then. */
export type StoredRequest = { id: string; site: string; plan: Plan; estimated: number; created_at: number }

export type NewRequest = Pick<StoredRequest, 'id' | 'plan' | 'estimated'>

export type Attempt = {
  number: number
  state: State
  subject: string
  created_at: number
  capability: string
  image_urls: string[] | null
  video_urls: string[] | null
  sent_at: number | null
  missing_since: number | null
  sends: number
  taken: number
  r2_keys: Record<string, string> | null
  candidate: string | null
  prediction: string | null
  polls: number
  queue_position: number | null
  queue_eta_seconds: number | null
  progress: number | null
  started_at: number | null
  completed_at: number | null
  output_url: string | null
  output_at: number | null
  copies: number
  unreadable_bytes: number | null
  unreadable_tries: number
  video_id: string
  video: StoredVideo | null
  error: FailureFacts | null
  charged: number | null
  closed: number
  expires_at: number | null
  stop_sent_at: number | null
  files: Record<string, ProviderFile> | null
  expected_seconds: number | null
  forgotten: 'due' | 'done' | null
  limits: SessionLimits | null
}

/** A copy of a reference in the provider's own files. */
type ProviderFile = { url: string; at: number }

export type Claim = {
  subject: string
  image_ids: string[]
  video_ids: string[]
  metadata: Metadata
  consent: number
  at: number
  /** The number of the attempt that the subject asked for. */
  attempt: number
  canceled_attempt: number | null
  /** 1 after retention: the row then holds the subject alone. */
  gone: number
}

/** The part of a claim that comes from the caller's request. */
export type ClaimFields = Pick<Claim, 'subject' | 'image_ids' | 'video_ids' | 'metadata' | 'consent'>

/** The operator's word on one attempt's video. `metadata`: null where that of the claims counts. */
export type Publication = { attempt: number; visibility: Visibility; metadata: Metadata | null }

export type StoredEvent = { sequence: number; facts: AttemptFacts }

/** What the headers of the stored mp4 tell; dimensions in pixels, duration in seconds. */
export type StoredVideo = { bytes: number; width?: number; height?: number; duration?: number }

/** What all claimants may know of an attempt: the content of an event. */
export type AttemptFacts = Pick<
  Generation,
  'attempt' | 'cost' | 'created_at' | 'queue' | 'progress' | 'error' | 'started_at' | 'completed_at' | 'expires_at'
> & { status: Status; video?: StoredVideo & { id: string } }

/** The R2 key of a stored video. */
export function videoKey(videoId: string): string {
  return `videos/${videoId}.mp4`
}

/** Columns that hold JSON. */
const JSON_COLUMNS = [
  'plan',
  'image_urls',
  'files',
  'r2_keys',
  'video_urls',
  'video',
  'error',
  'image_ids',
  'video_ids',
  'metadata',
  'facts',
  'limits',
]

/** A value in the form that its column stores. */
export function encodeColumn(name: string, value: unknown): SqlStorageValue {
  if (value === null || value === undefined) return null
  return JSON_COLUMNS.includes(name) ? JSON.stringify(value) : (value as SqlStorageValue)
}

/** Parses the JSON columns of a row, in place. */
export function decodeRow<T extends object>(row: Record<string, SqlStorageValue>): T {
  for (const name of JSON_COLUMNS) if (typeof row[name] === 'string') row[name] = JSON.parse(row[name])
  return row as T
}
