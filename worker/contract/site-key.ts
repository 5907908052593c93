/** A site's secret keys, with which its own server vouches for its customers. */
import * as v from 'valibot'

export const SiteKeySchema = v.object({
  id: v.string(),
  created_at: v.string(),
  /** To the minute; absent where it was never used. */
  last_used_at: v.optional(v.string()),
})
export type SiteKey = v.InferOutput<typeof SiteKeySchema>

export const SiteKeyListSchema = v.object({ keys: v.array(SiteKeySchema) })
export type SiteKeyList = v.InferOutput<typeof SiteKeyListSchema>

export const NewSiteKeySchema = v.object({
  ...SiteKeySchema.entries,
  secret: v.pipe(v.string(), v.description('Told this once and never again.')),
})
export type NewSiteKey = v.InferOutput<typeof NewSiteKeySchema>
