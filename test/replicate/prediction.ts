/** A prediction: what is kept of it, the states it goes through, and the body that the API shows. */
import { MODEL, VERSION } from './model.ts'
import type { AspectRatio, Resolution } from './render/size.ts'

export type Status = 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted'
export type WebhookEvent = 'start' | 'output' | 'logs' | 'completed'

/** Which states may follow which; a state that nothing follows is an end. */
export const FOLLOWED_BY: Record<Status, readonly Status[]> = {
  starting: ['processing', 'canceled', 'aborted'],
  processing: ['succeeded', 'failed', 'canceled'],
  succeeded: [],
  failed: [],
  canceled: [],
  aborted: [],
}

/** The model's inputs as they were given; what is missing has its default. */
export type Input = {
  prompt: string
  reference_images?: string[]
  reference_videos?: string[]
  negative_prompt?: string
  resolution?: Resolution
  aspect_ratio?: AspectRatio
  duration?: number
  shot_type?: string
  seed?: number | null
}

/** The state of the webhook that tells of the prediction's end. */
export type Notice = { id: string; attempts: number; state: 'none' | 'pending' | 'delivered' | 'given-up' }

/** The record of one prediction on disk. Times are milliseconds of the wall clock. */
export type Prediction = {
  id: string
  /** Counts up over all predictions, because several can be created within a millisecond. */
  sequence: number
  status: Status
  input: Input
  /** The caller's seed or one that was drawn, so that a render after a restart gives the same video. */
  seed: number
  /** Seconds of output that the caller pays for. */
  billedSeconds: number
  logs: string | null
  error: string | null
  /** Name of the folder that the output is delivered from. */
  delivery: string | null
  /** SHA-256 of the finished video, in hex; kept when the video is gone. */
  videoSha256: string | null
  createdAt: number
  startedAt: number | null
  completedAt: number | null
  deadline: number | null
  dataRemoved: boolean
  webhook: string | null
  webhookEventsFilter: WebhookEvent[] | null
  notice: Notice
}

export function isOver({ status }: Prediction): boolean {
  return FOLLOWED_BY[status].length === 0
}

/** The public body. Its `urls` point at Replicate, as they do behind any gateway; its output at this server. */
export function predictionBody(prediction: Prediction, origin: string): Record<string, unknown> {
  const { id, createdAt, startedAt, completedAt, deadline, dataRemoved } = prediction
  const api = `https://api.replicate.com/v1/predictions/${id}`
  return {
    id,
    model: MODEL,
    version: VERSION,
    input: dataRemoved ? {} : prediction.input,
    logs: prediction.logs,
    output: prediction.delivery === null ? null : `${origin}/delivery/${prediction.delivery}/output.mp4`,
    data_removed: dataRemoved,
    error: prediction.error,
    source: 'api',
    status: prediction.status,
    created_at: new Date(createdAt).toISOString(),
    started_at: startedAt === null ? null : new Date(startedAt).toISOString(),
    completed_at: completedAt === null ? null : new Date(completedAt).toISOString(),
    ...(deadline !== null && { deadline: new Date(deadline).toISOString() }),
    ...(completedAt !== null && {
      metrics: {
        ...(startedAt !== null && { predict_time: (completedAt - startedAt) / 1000 }),
        total_time: (completedAt - createdAt) / 1000,
      },
    }),
    urls: { web: `https://replicate.com/p/${id}`, get: api, cancel: `${api}/cancel` },
  }
}

/** The body of a webhook: the prediction, and where and for what it is sent. */
export function webhookBody(prediction: Prediction, origin: string): Record<string, unknown> {
  return {
    ...predictionBody(prediction, origin),
    webhook: prediction.webhook,
    ...(prediction.webhookEventsFilter && { webhook_events_filter: prediction.webhookEventsFilter }),
  }
}
