/** A site: the operator's record of one customer of this deployment. Every field has a careful default. */
import * as v from 'valibot'
import { DURATION_MAX_SECONDS, DURATION_MIN_SECONDS, RESOLUTIONS } from './limits.ts'
import { ImportHostSchema, OriginPatternSchema } from './origin.ts'
import { FullPresetSchema, PresetListSchema } from './preset.ts'
import { distinct, line, webAddress } from './rule.ts'
import { SiteIdSchema } from './session.ts'

/** Origins or import hosts of one site. Ours. */
const HOSTS_MAX = 50

/** Money in US dollars, kept inside as whole millionths. */
const dollars = v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000))
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10 ** 15))

const fields = {
  name: line(100, 'The name'),
  home_url: webAddress('home_url'),
  origins: v.pipe(v.array(OriginPatternSchema), v.maxLength(HOSTS_MAX), distinct('origins')),
  import_hosts: v.pipe(v.array(ImportHostSchema), v.maxLength(HOSTS_MAX), distinct('import_hosts')),
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
    resolutions: v.pipe(v.array(v.picklist(RESOLUTIONS)), v.minLength(1), distinct('resolutions')),
    reference_videos: v.boolean(),
  },
  /** Who asks for a session has to pass this first. */
  challenge: v.nullable(v.picklist(['turnstile'])),
  /** Public: the page needs it to show the challenge. */
  turnstile_site_key: v.pipe(v.string(), v.regex(/^[0-9A-Za-z_-]{10,64}$/, 'A site key looks like "0x4AAAAAAAB…".')),
  /** `signed`: a video's address is good for a time only. */
  playback: v.picklist(['public', 'signed']),
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
  presets: v.array(FullPresetSchema),
  challenge: fields.challenge,
  turnstile_site_key: v.optional(fields.turnstile_site_key),
  playback: fields.playback,
  show_price: v.boolean(),
  retention_days: v.object(fields.retention_days),
  created_at: v.string(),
})
export type SiteRecord = v.InferOutput<typeof SiteSchema>

/** What is left of a site that is being deleted. */
export const SiteDeletionSchema = v.object({ since: v.string(), generations: v.number(), references: v.number() })

/** A site as it is listed and shown: also one that is being deleted, until nothing is left of it. */
export const ListedSiteSchema = v.object({ ...SiteSchema.entries, deletion: v.optional(SiteDeletionSchema) })
export type ListedSite = v.InferOutput<typeof ListedSiteSchema>

export const SiteListSchema = v.object({ sites: v.array(ListedSiteSchema), cursor: v.optional(SiteIdSchema) })
export type SiteList = v.InferOutput<typeof SiteListSchema>

/** What an operator may write: any part, unknown fields refused. `null` takes away what may be absent. */
export const SitePatchSchema = v.strictObject({
  name: v.optional(fields.name),
  home_url: v.optional(v.nullable(fields.home_url)),
  origins: v.optional(fields.origins),
  import_hosts: v.optional(fields.import_hosts),
  budget: v.optional(v.partial(v.strictObject(fields.budget))),
  quota: v.optional(v.partial(v.strictObject(fields.quota))),
  allow: v.optional(v.partial(v.strictObject(fields.allow))),
  presets: v.optional(v.pipe(PresetListSchema, v.description('All of them: what is not in the list is deleted.'))),
  challenge: v.optional(fields.challenge),
  turnstile_site_key: v.optional(v.nullable(fields.turnstile_site_key)),
  playback: v.optional(fields.playback),
  show_price: v.optional(fields.show_price),
  retention_days: v.optional(v.partial(v.strictObject(fields.retention_days))),
})
export type SitePatch = v.InferOutput<typeof SitePatchSchema>

export const SiteCreateSchema = v.strictObject({ ...SitePatchSchema.entries, id: SiteIdSchema, name: fields.name })
export type SiteCreate = v.InferOutput<typeof SiteCreateSchema>

/** What a new site gets where its operator said nothing: small, so that a slip costs little. */
export const SITE_DEFAULTS = {
  origins: [] as string[],
  import_hosts: [] as string[],
  budget: { per_day: 2, per_month: 20, storage_bytes: 1_000_000_000 },
  quota: {
    generations_per_subject_per_day: 5,
    concurrent_per_subject: 1,
    upload_bytes_per_subject_per_day: 250_000_000,
    sessions_per_address_per_hour: 60,
  },
  allow: { custom_prompt: true, max_duration: 5, resolutions: [...RESOLUTIONS], reference_videos: true },
  presets: [],
  challenge: null,
  playback: 'public' as const,
  show_price: false,
  retention_days: { references: 7, videos: 30 },
}

/** A secret key, with which a site's own server vouches for its customers. */
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
