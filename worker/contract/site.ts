/** A site: the operator's record of one customer of this deployment. Every field has a careful default. */
import * as v from 'valibot'
import { DURATION_MAX_SECONDS, DURATION_MIN_SECONDS, RESOLUTIONS } from './limits.ts'
import { SiteIdSchema } from './session.ts'

/** Money in US dollars, kept inside as whole millionths. */
const dollars = v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000))
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10 ** 15))

/** `https://shop.example`, `https://*.shop.example` (one label), or plain http on loopback. */
export const OriginPatternSchema = v.pipe(
  v.string(),
  v.regex(
    /^(https:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?|https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?)$/,
    'An origin looks like "https://shop.example" or "https://*.shop.example"; plain http only on loopback.',
  ),
)

/** A host from which references may be imported: exact, with its port where it is not the usual one. */
const HostSchema = v.pipe(
  v.string(),
  v.regex(/^([a-z0-9-]+(\.[a-z0-9-]+)*|\[::1\])(:\d{1,5})?$/, 'A host looks like "cdn.shop.example".'),
)

const fields = {
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  home_url: v.pipe(v.string(), v.url()),
  origins: v.pipe(v.array(OriginPatternSchema), v.maxLength(50)),
  import_hosts: v.pipe(v.array(HostSchema), v.maxLength(50)),
  budget: {
    per_hour: dollars,
    per_day: dollars,
    per_month: dollars,
    storage_bytes: bytes,
  },
  quota: {
    generations_per_subject_per_day: count,
    concurrent_per_subject: v.pipe(count, v.minValue(1)),
    upload_bytes_per_subject_per_day: bytes,
    sessions_per_address_per_hour: count,
  },
  allow: {
    custom_prompt: v.boolean(),
    max_duration: v.pipe(v.number(), v.integer(), v.minValue(DURATION_MIN_SECONDS), v.maxValue(DURATION_MAX_SECONDS)),
    resolutions: v.pipe(v.array(v.picklist(RESOLUTIONS)), v.minLength(1)),
    reference_videos: v.boolean(),
  },
  show_price: v.boolean(),
  retention_days: {
    references: v.pipe(count, v.minValue(1), v.maxValue(365)),
    videos: v.pipe(count, v.minValue(1), v.maxValue(3650)),
  },
}

/** The whole record, as kept and as answered. */
export const SiteSchema = v.object({
  id: SiteIdSchema,
  name: fields.name,
  home_url: v.optional(fields.home_url),
  origins: fields.origins,
  import_hosts: fields.import_hosts,
  budget: v.object(fields.budget),
  quota: v.object(fields.quota),
  allow: v.object(fields.allow),
  show_price: v.boolean(),
  retention_days: v.object(fields.retention_days),
  created_at: v.string(),
})
export type SiteRecord = v.InferOutput<typeof SiteSchema>

/** What an operator may write: any part, unknown fields refused. */
export const SitePatchSchema = v.strictObject({
  name: v.optional(fields.name),
  home_url: v.optional(fields.home_url),
  origins: v.optional(fields.origins),
  import_hosts: v.optional(fields.import_hosts),
  budget: v.optional(v.partial(v.strictObject(fields.budget))),
  quota: v.optional(v.partial(v.strictObject(fields.quota))),
  allow: v.optional(v.partial(v.strictObject(fields.allow))),
  show_price: v.optional(fields.show_price),
  retention_days: v.optional(v.partial(v.strictObject(fields.retention_days))),
})
export type SitePatch = v.InferOutput<typeof SitePatchSchema>

export const SiteCreateSchema = v.strictObject({ ...SitePatchSchema.entries, id: SiteIdSchema, name: fields.name })
export type SiteCreate = v.InferOutput<typeof SiteCreateSchema>

/** What a new site gets where its operator said nothing: small, so that a slip costs little. */
export const SITE_DEFAULTS = {
  origins: [],
  import_hosts: [],
  budget: { per_day: 2, per_month: 20, storage_bytes: 1_000_000_000 },
  quota: {
    generations_per_subject_per_day: 5,
    concurrent_per_subject: 1,
    upload_bytes_per_subject_per_day: 250_000_000,
    sessions_per_address_per_hour: 60,
  },
  allow: { custom_prompt: true, max_duration: 5, resolutions: [...RESOLUTIONS], reference_videos: true },
  show_price: false,
  retention_days: { references: 7, videos: 30 },
}
