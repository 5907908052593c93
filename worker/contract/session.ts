/** Sessions: the requests of pages and of sites' servers, and the short-lived token in the answer. */
import * as v from 'valibot'
import {
  CHALLENGE_TOKEN_MAX_CHARACTERS,
  DURATION_MIN_SECONDS,
  RENEWAL_TOKEN_MAX_CHARACTERS,
  RESOLUTIONS,
  SUBJECT_MAX_CHARACTERS,
  VISITOR_PREFIX,
} from './limits.ts'
import { rule } from './rule.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const dollars = v.pipe(v.number(), v.minValue(0))

/** The public id of a site, such as `site_demo`. */
export const SiteIdSchema = v.pipe(
  v.string(),
  v.regex(/^site_[a-z0-9][a-z0-9-]{0,62}$/, 'A site id looks like "site_shop".'),
)

/** The challenge that a visitor has to pass before a session, on sites that ask for one. */
export const ChallengeSchema = v.object({
  provider: v.literal('turnstile'),
  /** Turnstile's public site key, with which the page shows the challenge. */
  site_key: v.string(),
})
export type Challenge = v.InferOutput<typeof ChallengeSchema>

export const PageSessionRequestSchema = v.strictObject({
  site: SiteIdSchema,
  /** A Turnstile token; required where the site has a challenge. */
  challenge: v.optional(v.pipe(v.string(), v.maxLength(CHALLENGE_TOKEN_MAX_CHARACTERS))),
  /** The renewal token of an earlier session: the visitor keeps the same subject. */
  renewal: v.optional(v.pipe(v.string(), v.maxLength(RENEWAL_TOKEN_MAX_CHARACTERS))),
})

/** Limits for one customer, tighter than the site's. Each field limits the same as the site's field of that name. */
export const SessionLimitsSchema = v.strictObject({
  custom_prompt: v.optional(v.boolean()),
  /** Seconds. */
  max_duration: v.optional(v.pipe(v.number(), v.integer(), v.minValue(DURATION_MIN_SECONDS))),
  resolutions: v.optional(v.pipe(v.array(v.picklist(RESOLUTIONS)), v.minLength(1))),
  reference_videos: v.optional(v.boolean()),
  generations_per_subject_per_day: v.optional(count),
  concurrent_per_subject: v.optional(v.pipe(count, v.minValue(1))),
  upload_bytes_per_subject_per_day: v.optional(count),
  /** US dollars that this subject may spend. */
  budget: v.optional(
    v.strictObject({ per_hour: v.optional(dollars), per_day: v.optional(dollars), per_month: v.optional(dollars) }),
  ),
})
export type SessionLimits = v.InferOutput<typeof SessionLimitsSchema>

/** The request of a site's own server, which sends its secret key. */
export const ServerSessionRequestSchema = v.strictObject({
  site: SiteIdSchema,
  /** Origin of the customer's page; without an origin the session is for the server's own calls. */
  origin: v.optional(v.string()),
  /** The customer's id at the site: any text that doesn't begin like a visitor's subject. */
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

/** The body of `POST /v1/sessions`: from a page, known by its Origin, or from a server with a secret key. */
export const SessionRequestSchema = v.union([PageSessionRequestSchema, ServerSessionRequestSchema])
export type SessionRequest = v.InferOutput<typeof PageSessionRequestSchema>

/** What this visitor may do on the site. */
const VisitorLimitsSchema = v.object({
  custom_prompt: v.boolean(),
  /** Seconds. */
  max_duration: v.number(),
  resolutions: v.array(v.picklist(RESOLUTIONS)),
  reference_videos: v.boolean(),
  remaining_today: v.object({ generations: v.number(), resets_at: v.string() }),
})

const SessionPresetSchema = v.object({
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
  /** True when the stand-in makes the videos, not the model. */
  preview: v.optional(v.boolean()),
})
export type Session = v.InferOutput<typeof SessionSchema>

/** A session without its tokens, as `GET /v1/sessions` returns it. */
export const SessionFactsSchema = v.omit(SessionSchema, ['token', 'expires_at', 'renewal'])
export type SessionFacts = v.InferOutput<typeof SessionFactsSchema>
