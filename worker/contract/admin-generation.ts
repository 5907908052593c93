/** One attempt at a generation as the operator sees it: who it was for, what it cost, and its name on the invoice. */
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
