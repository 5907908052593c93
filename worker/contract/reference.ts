/** References: the images and clips whose subject a generation keeps. They are uploaded by tus 1.0.0. */
import * as v from 'valibot'
import { CLIP_TYPES, IMAGE_TYPES } from './limits.ts'

/** Why a file can't serve as a reference. */
export const REJECTIONS = [
  'unsupported-type',
  'too-large',
  'too-small',
  'bad-aspect-ratio',
  'too-long',
  'too-short',
  'corrupt',
  'digest-mismatch',
] as const
export type Rejection = (typeof REJECTIONS)[number]

export const ReferenceSchema = v.object({
  id: v.string(),
  status: v.picklist(['uploading', 'checking', 'ready', 'rejected']),
  kind: v.optional(v.picklist(['image', 'video'])),
  media_type: v.optional(v.picklist([...IMAGE_TYPES, ...CLIP_TYPES])),
  /** The whole file. */
  bytes: v.number(),
  /** Pixels as shown: orientation applied. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** Seconds, of a clip. */
  duration: v.optional(v.number()),
  /** Hex, of the whole file. */
  sha256: v.optional(v.string()),
  filename: v.optional(v.string()),
  /** Shows the file for an hour or two, to whoever has it; of references that are ready. */
  preview_url: v.optional(v.string()),
  created_at: v.string(),
  expires_at: v.string(),
  problem: v.optional(v.object({ code: v.picklist(REJECTIONS), detail: v.string() })),
})
export type Reference = v.InferOutput<typeof ReferenceSchema>

export const ReferenceListSchema = v.object({ references: v.array(ReferenceSchema), cursor: v.optional(v.string()) })
export type ReferenceList = v.InferOutput<typeof ReferenceListSchema>

/** A file on one of the hosts that the operator listed. */
export const ImportRequestSchema = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(2048), v.url('This is not a URL.')),
})
