/** Sessions: what a page asks for, and the short-lived token it gets. */
import * as v from 'valibot'
import { DURATION_MIN_SECONDS, RESOLUTIONS, SUBJECT_MAX_CHARACTERS, VISITOR_PREFIX } from './limits.ts'
import { rule } from './rule.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const dollars = v.pipe(v.number(), v.minValue(0))

/** The public name of a site, such as `site_demo`. */
export const SiteIdSchema = v.pipe(
  v.string(),
  v.regex(/^site_[a-z0-9][a-z0-9-]{0,62}$/, 'A site id looks like "site_shop".'),
)

/** The challenge that a page shows before its visitor gets a session, where the site asks for one. */
export const ChallengeSchema = v.object({
  provider: v.literal('turnstile'),
  /** Public: the page shows the challenge with this key. */
  site_key: v.string(),
})
export type Challenge = v.InferOutput<typeof ChallengeSchema>

export const PageSessionRequestSchema = v.strictObject({
  site: SiteIdSchema,
  /** A Turnstile token, where the site asks for one. */
  challenge: v.optional(v.pipe(v.string(), v.maxLength(2048))),
  /** From an earlier answer: keeps the subject. */
  renewal: v.optional(v.pipe(v.string(), v.maxLength(2048))),
})

/** Tighter limits than the site's own, for one customer: each field means what the site's field of that name means. */
export const SessionLimitsSchema = v.strictObject({
  custom_prompt: v.optional(v.boolean()),
  /** Seconds. */
  max_duration: v.optional(v.pipe(v.number(), v.integer(), v.minValue(DURATION_MIN_SECONDS))),
  resolutions: v.optional(v.pipe(v.array(v.picklist(RESOLUTIONS)), v.minLength(1))),
  reference_videos: v.optional(v.boolean()),
  generations_per_subject_per_day: v.optional(count),
  concurrent_per_subject: v.optional(v.pipe(count, v.minValue(1))),
  upload_bytes_per_subject_per_day: v.optional(count),
  /** What this subject alone may spend, in US dollars. */
  budget: v.optional(
    v.strictObject({ per_hour: v.optional(dollars), per_day: v.optional(dollars), per_month: v.optional(dollars) }),
  ),
})
export type SessionLimits = v.InferOutput<typeof SessionLimitsSchema>

/** What a site's own server asks for, with its secret key. */
export const ServerSessionRequestSchema = v.strictObject({
  site: SiteIdSchema,
  /** Where the customer's page is; without it the session is for the server's own calls. */
  origin: v.optional(v.string()),
  /** The customer's name at the site: its own affair, but none that the mint gives to visitors. */
  subject: v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9][\w.:@|+=-]*$/,
      'A subject has letters, digits and . : @ | + = - _, and begins with one of the first.',
    ),
    v.maxLength(SUBJECT_MAX_CHARACTERS),
    rule(
      'reserved',
      { not: { pattern: `^${VISITOR_PREFIX}` } },
      (subject: string) => !subject.startsWith(VISITOR_PREFIX),
      `Subjects that begin with "${VISITOR_PREFIX}" are the names of visitors that no server vouches for.`,
    ),
  ),
  limits: v.optional(SessionLimitsSchema),
})

/** Either way to a session: by a page's Origin, or by a secret key. */
export const SessionRequestSchema = v.union([PageSessionRequestSchema, ServerSessionRequestSchema])
export type SessionRequest = v.InferOutput<typeof PageSessionRequestSchema>

/** What the site lets this visitor do. */
const VisitorLimitsSchema = v.object({
  custom_prompt: v.boolean(),
  /** Seconds. */
  max_duration: v.number(),
  resolutions: v.array(v.picklist(RESOLUTIONS)),
  reference_videos: v.boolean(),
  remaining_today: v.object({ generations: v.number(), resets_at: v.string() }),
})

export const SessionPresetSchema = v.object({
  id: v.string(),
  title: v.string(),
  thumbnail: v.optional(v.string()),
  locked: v.array(v.string()),
  variables: v.array(v.string()),
  input: v.record(v.string(), v.unknown()),
})

export const SessionSchema = v.object({
  token: v.string(),
  expires_at: v.string(),
  renewal: v.optional(v.string()),
  subject: v.string(),
  site: v.object({
    id: v.string(),
    name: v.string(),
    home_url: v.optional(v.string()),
    show_price: v.boolean(),
    presets: v.array(SessionPresetSchema),
    limits: VisitorLimitsSchema,
    challenge: v.optional(ChallengeSchema),
  }),
  /** True where a stand-in answers in place of the model. */
  preview: v.optional(v.boolean()),
})
export type Session = v.InferOutput<typeof SessionSchema>

/** What a session's holder is told of it; the token is theirs already. */
export const SessionFactsSchema = v.omit(SessionSchema, ['token', 'expires_at', 'renewal'])
export type SessionFacts = v.InferOutput<typeof SessionFactsSchema>
