/** Answers for the operator alone: every attempt of a site, its usage, an erasure, the health of the deployment. */
import * as v from 'valibot'
import { GenerationSchema, MetadataSchema } from './generation.ts'

/**
 * Who may see a video. `private`: at signed, expiring addresses only. `unlisted`: who knows its address. `published`: the
 * same, and it may be found and doesn't expire.
 */
export const VISIBILITIES = ['private', 'unlisted', 'published'] as const
export const VisibilitySchema = v.picklist(VISIBILITIES)
export type Visibility = (typeof VISIBILITIES)[number]

const { entries } = GenerationSchema

export const AdminGenerationSchema = v.object({
  id: entries.id,
  attempt: entries.attempt,
  status: entries.status,
  /** Whose request was the first of this attempt; absent when that person was erased. */
  subject: v.optional(v.string()),
  /** How many people have it on their lists. */
  claims: v.number(),
  /** The provider's name of the run, as its invoice knows it. */
  prediction: v.optional(v.string()),
  visibility: VisibilitySchema,
  /** Without references: they are their owners'. Absent when the generation's time is over. */
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
  /** True when its time is over, or nobody wanted it any more: its words and its video are gone, its cost stays. */
  forgotten: v.boolean(),
})
export type AdminGeneration = v.InferOutput<typeof AdminGenerationSchema>

export const AdminGenerationListSchema = v.object({
  generations: v.array(AdminGenerationSchema),
  cursor: v.optional(v.string()),
})
export type AdminGenerationList = v.InferOutput<typeof AdminGenerationListSchema>

/** What the operator may change of a finished one. Metadata is taken as a whole. */
export const AdminGenerationPatchSchema = v.strictObject({
  visibility: v.optional(VisibilitySchema),
  metadata: v.optional(MetadataSchema),
})
export type AdminGenerationPatch = v.InferOutput<typeof AdminGenerationPatchSchema>

/** `2026-11-22`, a day that there is. */
export const DaySchema = v.pipe(
  v.string(),
  v.check(
    // Some engines take 30 February for 1 March.
    (day) => /^\d{4}-\d\d-\d\d$/.test(day) && (new Date(`${day}T12:00Z`).toJSON()?.startsWith(day) ?? false),
    'A day looks like "2026-11-22", and is one that there is.',
  ),
)

const money = v.pipe(v.number(), v.description('US dollars.'))
const figures = {
  /** Runs that were begun and not given back for nothing. */
  runs: v.number(),
  /** Seconds of video that they made. */
  seconds: v.number(),
  /** What the runs that have ended are charged. */
  charged: money,
  /** What is held for runs that are still under way. */
  reserved: money,
  /** Requests that were answered with a run that was there already, and what they would have cost. */
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

/** How much of one subject was erased. */
export const ErasureSchema = v.object({
  subject: v.string(),
  erased_at: v.string(),
  /** Generations that this subject had a part in, and has no longer. */
  generations: v.number(),
  /** Of them, those that nobody else wanted: their videos are deleted, and a run under way is stopped. */
  videos: v.number(),
  references: v.number(),
  /** False where there was too much for one request: ask again, and what is left goes. */
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
  /** What the provider refused last; told while paused too. */
  provider: v.optional(v.picklist(['credit', 'token', 'unreachable'])),
})
export type Health = v.InferOutput<typeof HealthSchema>
