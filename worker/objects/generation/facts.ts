/** From an attempt's rows to what callers see: facts for the event log, and views of them for one caller or player. */
import type { Generation, Metadata, VideoFacts } from '../../contract/generation.ts'
import { toDollars } from '../../model/price.ts'
import type { Attempt, AttemptFacts, Claim, StoredEvent, StoredRequest, StoredVideo } from './rows.ts'

/** The facts of an attempt that all claimants may know, with this progress. */
export function factsOf(request: StoredRequest, attempt: Attempt, progress: AttemptFacts['progress']): AttemptFacts {
  const status = attempt.state === 'reserving' ? 'queued' : attempt.state
  const underWay = status === 'starting' || status === 'processing'
  return {
    attempt: attempt.number,
    status,
    ...(attempt.queue_position === null
      ? {}
      : {
          queue: {
            position: attempt.queue_position,
            ...(attempt.queue_eta_seconds === null ? {} : { eta_seconds: attempt.queue_eta_seconds }),
          },
        }),
    ...(underWay && progress ? { progress } : {}),
    cost: {
      currency: 'USD',
      estimated: toDollars(request.estimated),
      ...(attempt.charged === null ? {} : { charged: toDollars(attempt.charged) }),
    },
    ...(status === 'succeeded' && attempt.video ? { video: { ...attempt.video, id: attempt.video_id } } : {}),
    ...(attempt.error ? { error: attempt.error } : {}),
    created_at: iso(attempt.created_at),
    ...(attempt.started_at === null ? {} : { started_at: iso(attempt.started_at) }),
    ...(attempt.completed_at === null ? {} : { completed_at: iso(attempt.completed_at) }),
    ...(attempt.expires_at === null ? {} : { expires_at: iso(attempt.expires_at) }),
  }
}

export type ViewOptions = {
  /** The origin that the caller's request came to. */
  base: string
  preview: boolean
}

/** What a view needs besides the facts: `token` signs the address of a private video, null for a public one. */
export type Making = ViewOptions & { token: (video: string) => string | null }

/** The video as a player may see it; null where this attempt has no video of this id. */
export function videoFactsOf(
  attempt: Attempt,
  metadata: Metadata,
  videoId: string,
  { base, preview, token }: Making,
): VideoFacts | null {
  if (attempt.video_id !== videoId || attempt.state !== 'succeeded' || !attempt.video) return null
  const { title, alt } = metadata
  const { bytes: _, ...size } = attempt.video
  return {
    id: videoId,
    ...(title ? { title } : {}),
    ...(alt ? { alt } : {}),
    url: addressOf(base, videoId, token(videoId)),
    ...size,
    created_at: iso(attempt.completed_at ?? attempt.created_at),
    ai_generated: true,
    preview,
  }
}

/** Facts with the addresses of their video. */
export function viewFacts({ video, ...facts }: AttemptFacts, { base, token }: Making) {
  return { ...facts, ...(video ? { video: videoView(video, base, token(video.id)) } : {}) }
}

/** The generation as one caller sees it: with its own reference ids, its metadata and its cancel. */
export function viewOf(
  request: StoredRequest,
  claim: Claim,
  event: StoredEvent,
  { base, preview, token }: Making,
): Generation {
  const { status, video, queue, progress, error, ...rest } = event.facts
  // A caller who cancelled sees `canceled`, whatever became of the run for others.
  const withdrawn = claim.canceled_attempt === event.facts.attempt
  const self = `${base}/v1/generations/${request.id}`
  return {
    id: request.id,
    ...rest,
    status: withdrawn ? 'canceled' : status,
    sequence: event.sequence,
    input: {
      ...request.plan.input,
      ...(claim.image_ids.length > 0 ? { reference_images: claim.image_ids } : {}),
      ...(claim.video_ids.length > 0 ? { reference_videos: claim.video_ids } : {}),
    },
    metadata: claim.metadata,
    ...(queue && !withdrawn ? { queue } : {}),
    ...(progress && !withdrawn ? { progress } : {}),
    ...(video && !withdrawn ? { video: videoView(video, base, token(video.id)) } : {}),
    ...(error && !withdrawn ? { error } : {}),
    preview,
    urls: { self, events: `${self}/events`, cancel: `${self}/cancel` },
  }
}

function videoView(
  { id, ...facts }: StoredVideo & { id: string },
  base: string,
  token: string | null,
): NonNullable<Generation['video']> {
  const url = addressOf(base, id, token)
  return { id, url, download_url: `${url}${token ? '&' : '?'}download=1`, media_type: 'video/mp4', ...facts }
}

/** The video's address, with its token where the site signs playback. */
function addressOf(base: string, id: string, token: string | null): string {
  return `${base}/v1/videos/${id}.mp4${token ? `?token=${token}` : ''}`
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
