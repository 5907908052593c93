/** Sites: the operator's record of one customer of this deployment, and the secret keys of the customer's server. */
import * as v from 'valibot'
import { DURATION_MAX_SECONDS, DURATION_MIN_SECONDS, RESOLUTIONS, TITLE_MAX_CHARACTERS } from './limits.ts'
import { ImportHostSchema, OriginPatternSchema } from './origin.ts'
import { FullPresetSchema, PresetListSchema } from './preset.ts'
import { distinct, line, webAddress } from './rule.ts'
import { SiteIdSchema } from './session.ts'

/** Origins or import hosts of one site. Ours. */
const HOSTS_MAX = 50
/** Largest values of a record. Ours: above them a number is a slip. */
const DOLLARS_MAX = 1_000_000
const COUNT_MAX = 1_000_000
const BYTES_MAX = 10 ** 15
const REFERENCE_RETENTION_MAX_DAYS = 365
const VIDEO_RETENTION_MAX_DAYS = 3650

/** US dollars; the Site object keeps them as whole millionths. */
const dollars = v.pipe(v.number(), v.minValue(0), v.maxValue(DOLLARS_MAX))
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(COUNT_MAX))
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(BYTES_MAX))

const fields = {
  name: line(TITLE_MAX_CHARACTERS, 'The name'),
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
  /** The challenge that a visitor has to pass before a session; null for none. */
  challenge: v.nullable(v.picklist(['turnstile'])),
  /** Turnstile's public site key, with which the page shows the challenge. */
  turnstile_site_key: v.pipe(v.string(), v.regex(/^[0-9A-Za-z_-]{10,64}$/, 'A site key looks like "0x4AAAAAAAB…".')),
  /** `signed`: a video plays at signed, expiring addresses only. */
  playback: v.picklist(['public', 'signed']),
  show_price: v.boolean(),
  retention_days: {
    references: v.pipe(count, v.minValue(1), v.maxValue(REFERENCE_RETENTION_MAX_DAYS)),
    videos: v.pipe(count, v.minValue(1), v.maxValue(VIDEO_RETENTION_MAX_DAYS)),
  },
}

/** The whole record, as it is stored and as the API returns it. */
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

/** How much is left of a site that is being deleted. */
const SiteDeletionSchema = v.object({ since: v.string(), generations: v.number(), references: v.number() })

/** A site as the operator sees it; a site that is being deleted stays listed until nothing is left. */
export const ListedSiteSchema = v.object({ ...SiteSchema.entries, deletion: v.optional(SiteDeletionSchema) })
export type ListedSite = v.InferOutput<typeof ListedSiteSchema>

export const SiteListSchema = v.object({ sites: v.array(ListedSiteSchema), cursor: v.optional(SiteIdSchema) })
export type SiteList = v.InferOutput<typeof SiteListSchema>

/** What an operator may change: any part of the record, no unknown field. `null` removes an optional field. */
export const SitePatchSchema = v.strictObject({
  name: v.optional(fields.name),
  home_url: v.optional(v.nullable(fields.home_url)),
  origins: v.optional(fields.origins),
  import_hosts: v.optional(fields.import_hosts),
  budget: v.optional(v.partial(v.strictObject(fields.budget))),
  quota: v.optional(v.partial(v.strictObject(fields.quota))),
  allow: v.optional(v.partial(v.strictObject(fields.allow))),
  presets: v.optional(
    v.pipe(PresetListSchema, v.description('All presets: a preset that is not in the list is deleted.')),
  ),
  challenge: v.optional(fields.challenge),
  turnstile_site_key: v.optional(v.nullable(fields.turnstile_site_key)),
  playback: v.optional(fields.playback),
  show_price: v.optional(fields.show_price),
  retention_days: v.optional(v.partial(v.strictObject(fields.retention_days))),
})
export type SitePatch = v.InferOutput<typeof SitePatchSchema>

export const SiteCreateSchema = v.strictObject({ ...SitePatchSchema.entries, id: SiteIdSchema, name: fields.name })
export type SiteCreate = v.InferOutput<typeof SiteCreateSchema>

/** Values of a new site where its operator names none: small, so that a mistake costs little. */
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

/** A secret key, with which a site's own server opens sessions for its customers. */
const SiteKeySchema = v.object({
  id: v.string(),
  created_at: v.string(),
  /** When the key was last used, to the minute; absent for a key that was never used. */
  last_used_at: v.optional(v.string()),
})
export type SiteKey = v.InferOutput<typeof SiteKeySchema>

export const SiteKeyListSchema = v.object({ keys: v.array(SiteKeySchema) })
export type SiteKeyList = v.InferOutput<typeof SiteKeyListSchema>

export const NewSiteKeySchema = v.object({
  ...SiteKeySchema.entries,
  secret: v.pipe(v.string(), v.description('Returned once and never again.')),
})
export type NewSiteKey = v.InferOutput<typeof NewSiteKeySchema>
