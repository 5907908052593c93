/** References: the images and clips whose subject a generation keeps. Pages upload them by tus 1.0.0. */
import * as v from 'valibot'
import { CLIP_TYPES, IMAGE_TYPES, URL_MAX_CHARACTERS } from './limits.ts'

/** Why a file can't be used as a reference. */
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
  /** Size of the whole file. */
  bytes: v.number(),
  /** Pixels as shown, with the orientation applied. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** Seconds; absent for images. */
  duration: v.optional(v.number()),
  /** Digest of the whole file, in hex. */
  sha256: v.optional(v.string()),
  filename: v.optional(v.string()),
  /** Shows the file to anybody who has this address, for one to two hours; absent until the reference is ready. */
  preview_url: v.optional(v.string()),
  created_at: v.string(),
  expires_at: v.string(),
  problem: v.optional(v.object({ code: v.picklist(REJECTIONS), detail: v.string() })),
})
export type Reference = v.InferOutput<typeof ReferenceSchema>

export const ReferenceListSchema = v.object({ references: v.array(ReferenceSchema), cursor: v.optional(v.string()) })
export type ReferenceList = v.InferOutput<typeof ReferenceListSchema>

/** A request to import a file from one of the site's `import_hosts`. */
export const ImportRequestSchema = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(URL_MAX_CHARACTERS), v.url('This is not a URL.')),
})
