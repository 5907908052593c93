/** Answers for the operator alone: every attempt of a site, its usage, an erasure, the health of the deployment. */
import * as v from 'valibot'
import { GenerationSchema, MetadataSchema } from './generation.ts'

/**
 * Who may see a video. `private`: it plays at signed, expiring addresses only. `unlisted`: anybody who knows its address.
 * `published`: anybody, search engines may find it, and it doesn't expire.
 */
const VISIBILITIES = ['private', 'unlisted', 'published'] as const
const VisibilitySchema = v.picklist(VISIBILITIES)
export type Visibility = (typeof VISIBILITIES)[number]

const { entries } = GenerationSchema

/** One attempt at a generation, as the operator sees it. */
export const AdminGenerationSchema = v.object({
  id: entries.id,
  attempt: entries.attempt,
  status: entries.status,
  /** The subject that asked first for this attempt; absent when that subject was erased. */
  subject: v.optional(v.string()),
  /** Subjects that have the generation on their lists. */
  claims: v.number(),
  /** The prediction's id at the provider, as its invoice names it. */
  prediction: v.optional(v.string()),
  visibility: VisibilitySchema,
  /** The input without its references, which belong to visitors. Absent when the generation is forgotten. */
  input: v.optional(v.omit(v.object(entries.input.entries), ['reference_images', 'reference_videos'])),
  metadata: MetadataSchema,
  queue: entries.queue,
  progress: entries.progress,
  cost: entries.cost,
  video: entries.video,
  error: entries.error,
  preview: entries.preview,
  created_at: entries.created_at,
  started_at: entries.started_at,
  completed_at: entries.completed_at,
  expires_at: entries.expires_at,
  /** True when the generation expired or every subject deleted it: input and video are gone, the cost stays. */
  forgotten: v.boolean(),
})
export type AdminGeneration = v.InferOutput<typeof AdminGenerationSchema>

export const AdminGenerationListSchema = v.object({
  generations: v.array(AdminGenerationSchema),
  cursor: v.optional(v.string()),
})
export type AdminGenerationList = v.InferOutput<typeof AdminGenerationListSchema>

/** What the operator may change of a finished generation. `metadata` replaces all of the old metadata. */
export const AdminGenerationPatchSchema = v.strictObject({
  visibility: v.optional(VisibilitySchema),
  metadata: v.optional(MetadataSchema),
})
export type AdminGenerationPatch = v.InferOutput<typeof AdminGenerationPatchSchema>

/** A day in UTC that exists, such as `2026-11-22`. */
export const DaySchema = v.pipe(
  v.string(),
  v.check(
    // Some engines read 30 February as 1 March.
    (day) => /^\d{4}-\d\d-\d\d$/.test(day) && (new Date(`${day}T12:00Z`).toJSON()?.startsWith(day) ?? false),
    'A day looks like "2026-11-22", and is one that there is.',
  ),
)

const money = v.pipe(v.number(), v.description('US dollars.'))
const figures = {
  /** Runs that were reserved, without those that were released free of charge. */
  runs: v.number(),
  /** Seconds of video in those runs. */
  seconds: v.number(),
  /** Money charged for runs that have ended. */
  charged: money,
  /** Money reserved for runs that have not ended. */
  reserved: money,
  /** Requests that an existing run answered; `saved` is what they would have cost. */
  replays: v.number(),
  saved: money,
}

export const UsageSchema = v.object({
  currency: v.literal('USD'),
  from: v.string(),
  to: v.string(),
  days: v.pipe(
    v.array(v.object({ day: v.string(), ...figures })),
    v.description('The days on which anything happened, in order.'),
  ),
  total: v.object(figures),
})
export type Usage = v.InferOutput<typeof UsageSchema>
export type UsageFigures = Usage['total']

/** The receipt of an erasure: how much of one subject was erased. */
export const ErasureSchema = v.object({
  subject: v.string(),
  erased_at: v.string(),
  /** Generations that this subject had a claim on. */
  generations: v.number(),
  /** The number of those generations that no other subject claims: their videos are deleted and their runs canceled. */
  videos: v.number(),
  references: v.number(),
  /** False when one request could not erase everything: send the same request again for the rest. */
  complete: v.boolean(),
})
export type Erasure = v.InferOutput<typeof ErasureSchema>

/** What a monitor reads at `/healthz`: names of settings and states, never values. */
export const HealthSchema = v.object({
  status: v.picklist(['ok', 'not-configured', 'paused', 'provider-refuses', 'provider-down']),
  version: v.string(),
  mode: v.picklist(['replicate', 'preview']),
  /** Names of settings that are missing or too weak. */
  missing: v.optional(v.array(v.string())),
  /** Why the provider last refused a run; sent while paused too. */
  provider: v.optional(v.picklist(['credit', 'token', 'unreachable'])),
})
export type Health = v.InferOutput<typeof HealthSchema>
