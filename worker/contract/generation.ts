/** Generations: the request for a video, and the run as its caller sees it. */
import * as v from 'valibot'
import { InputFields, InputSchema, PartialInputSchema } from './input.ts'
import { METADATA_TEXT_MAX_CHARACTERS, NAME_MAX_CHARACTERS } from './limits.ts'
import { VariableSchema } from './preset.ts'

const metadataText = v.optional(v.pipe(v.string(), v.maxLength(METADATA_TEXT_MAX_CHARACTERS)))

/** Kept with the subject's claim; two requests that differ in metadata only are the same generation. */
export const MetadataSchema = v.strictObject({ external_id: metadataText, title: metadataText, alt: metadataText })
export type Metadata = v.InferOutput<typeof MetadataSchema>

/** With a preset, `input` overrides the preset's fields; without a preset, `input` has to be complete. */
export const GenerationRequestSchema = v.strictObject({
  preset: v.optional(v.pipe(v.string(), v.maxLength(NAME_MAX_CHARACTERS))),
  variables: v.optional(v.record(v.pipe(v.string(), v.maxLength(NAME_MAX_CHARACTERS)), VariableSchema)),
  input: v.optional(PartialInputSchema),
  metadata: v.optional(MetadataSchema),
  consent: v.optional(v.boolean()),
})
export type GenerationRequest = v.InferOutput<typeof GenerationRequestSchema>

/** The form of a request without a preset: its input is complete. */
export const OwnRequestSchema = v.strictObject({ ...GenerationRequestSchema.entries, input: InputSchema })

const STATUSES = ['queued', 'starting', 'processing', 'storing', 'succeeded', 'failed', 'canceled'] as const
export type Status = (typeof STATUSES)[number]

/** Why a generation failed. The provider's own error texts are never passed on. */
export const FAILURES = [
  'sensitive-content',
  'provider-rejected',
  'provider-failed',
  'deadline-exceeded',
  'storage-failed',
  'reference-unreachable',
] as const
export type Failure = (typeof FAILURES)[number]

const VideoSchema = v.object({
  id: v.string(),
  url: v.string(),
  download_url: v.string(),
  poster_url: v.optional(v.string()),
  loop_url: v.optional(v.string()),
  page_url: v.optional(v.string()),
  embed_url: v.optional(v.string()),
  media_type: v.literal('video/mp4'),
  bytes: v.number(),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** Seconds. */
  duration: v.optional(v.number()),
})
export type Video = v.InferOutput<typeof VideoSchema>

export const GenerationSchema = v.object({
  id: v.string(),
  attempt: v.number(),
  status: v.picklist(STATUSES),
  /** Grows with every change; the id of the matching event. */
  sequence: v.number(),
  input: v.object(InputFields),
  metadata: MetadataSchema,
  queue: v.optional(v.object({ position: v.number(), eta_seconds: v.optional(v.number()) })),
  progress: v.optional(v.object({ fraction: v.optional(v.number()), eta_seconds: v.optional(v.number()) })),
  cost: v.object({ currency: v.literal('USD'), estimated: v.number(), charged: v.optional(v.number()) }),
  video: v.optional(VideoSchema),
  error: v.optional(v.object({ code: v.picklist(FAILURES), message: v.string(), retryable: v.boolean() })),
  /** True when the stand-in rendered the video, not the model. */
  preview: v.boolean(),
  created_at: v.string(),
  started_at: v.optional(v.string()),
  completed_at: v.optional(v.string()),
  expires_at: v.optional(v.string()),
  urls: v.object({ self: v.string(), events: v.string(), cancel: v.string() }),
})
export type Generation = v.InferOutput<typeof GenerationSchema>

export const GenerationListSchema = v.object({ generations: v.array(GenerationSchema), cursor: v.optional(v.string()) })
export type GenerationList = v.InferOutput<typeof GenerationListSchema>

/** What a request would cost; nothing is spent. */
export const EstimateSchema = v.object({
  cost: v.object({ currency: v.literal('USD'), estimated: v.number() }),
  input: v.object(InputFields),
  would_replay: v.boolean(),
})
export type Estimate = v.InferOutput<typeof EstimateSchema>

/** What a player shows of a stored video. */
export const VideoFactsSchema = v.object({
  id: v.string(),
  title: v.optional(v.string()),
  alt: v.optional(v.string()),
  url: v.string(),
  poster_url: v.optional(v.string()),
  loop_url: v.optional(v.string()),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  duration: v.optional(v.number()),
  created_at: v.string(),
  ai_generated: v.literal(true),
  preview: v.boolean(),
})
export type VideoFacts = v.InferOutput<typeof VideoFactsSchema>
