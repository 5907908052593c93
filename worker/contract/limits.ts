/**
 * Every limit of the API: the unit is in the name, the source in the comment. Plain constants without imports, so that the
 * Worker, the widget and the OpenAPI document share them.
 */

/** Code points of a prompt. Resellers of the model agree. The model cuts longer prompts, so the Worker refuses them. */
export const PROMPT_MAX_CHARACTERS = 5000
/** Code points of a negative prompt. Resellers of the model agree. */
export const NEGATIVE_PROMPT_MAX_CHARACTERS = 500
/** Images and clips of one request together. Alibaba's model documentation and resellers agree. */
export const REFERENCES_MIN = 1
export const REFERENCES_MAX = 5
/** Whole seconds of output. The model's page. */
export const DURATION_MIN_SECONDS = 2
export const DURATION_MAX_SECONDS = 10
export const DURATION_DEFAULT_SECONDS = 5
/** The model's page. */
export const RESOLUTIONS = ['720p', '1080p'] as const
export const RESOLUTION_DEFAULT = '1080p'
export const ASPECT_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4'] as const
export const ASPECT_RATIO_DEFAULT = '16:9'
export const SHOT_TYPES = ['single', 'multi'] as const
/** The model's page: a signed 32-bit integer that is not negative. */
export const SEED_MAX = 2147483647

/** Bytes of a reference image; MB = 10⁶. Resellers of the model agree on 20 MB. */
export const IMAGE_MAX_BYTES = 20_000_000
/** Pixels of each side of a reference image, as shown (orientation applied). Resellers agree. */
export const IMAGE_SIDE_MIN_PIXELS = 240
export const IMAGE_SIDE_MAX_PIXELS = 8000
/** Bytes of a reference clip. Resellers agree on 100 MB. */
export const CLIP_MAX_BYTES = 100_000_000
/** Pixels of each side of a reference clip, as shown. Resellers agree. */
export const CLIP_SIDE_MIN_PIXELS = 240
export const CLIP_SIDE_MAX_PIXELS = 4096
/** Seconds of a reference clip. Resellers agree (one of them wants 2 at least). */
export const CLIP_MIN_SECONDS = 1
export const CLIP_MAX_SECONDS = 30
/** The longer side over the shorter one, for images and clips alike. Resellers agree on 1:8 to 8:1. */
export const SIDE_RATIO_MAX = 8
/** Media types that the model accepts; magic bytes decide which one a file has. The model's page. */
export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'] as const
export const CLIP_TYPES = ['video/mp4', 'video/quicktime'] as const

/** Characters of an Idempotency-Key, and hours for which a key is kept. Stripe's and the IETF draft's numbers. */
export const IDEMPOTENCY_KEY_MAX_CHARACTERS = 255
export const IDEMPOTENCY_KEY_HOURS = 24
/** Characters of one text of a generation's metadata. Ours: enough for a shop's alt text. */
export const METADATA_TEXT_MAX_CHARACTERS = 500
/** Minutes until a session token expires, and days until a renewal token does. The contract's numbers. */
export const SESSION_MINUTES = 15
export const RENEWAL_DAYS = 30
/** Presets of one site. Ours. */
export const PRESETS_MAX = 50
/** Characters of a preset's id, and of a variable's name in a request. Ours. */
export const NAME_MAX_CHARACTERS = 64
/** Characters of a name or title that people read on one line. Ours. */
export const TITLE_MAX_CHARACTERS = 100
/** Characters of a URL. Ours: the longest that the sitemap protocol allows. */
export const URL_MAX_CHARACTERS = 2048
/** Code points of the value that a page fills in for a placeholder. Ours: enough for a product's name. */
export const VARIABLE_MAX_CHARACTERS = 60
/**
 * Characters of such a value: letters of any script, digits, spaces and common punctuation; no braces, one line. Ours.
 */
export const VARIABLE_SIGNS = /^[\p{L}\p{M}\p{N} .,:;!?'’"“”«»&()+\-–/%#°]*$/u
/**
 * Secret keys of a site that are valid at the same time: the old and the new one during a rotation. The contract's
 * number.
 */
export const SITE_KEYS_MAX = 2
/** Requests from one address in a minute, at each of Cloudflare's locations. Ours; wrangler.toml says the same. */
export const RATE_LIMIT_REQUESTS = 1000
export const RATE_LIMIT_SECONDS = 60
/** Characters of a subject that a site's server names. Ours: the longest id of the usual identity providers. */
export const SUBJECT_MAX_CHARACTERS = 128
/** Prefix of the subjects that `POST /v1/sessions` creates for a page's visitors. Ours. */
export const VISITOR_PREFIX = 'visitor-'
/** Turnstile's `action` for the challenge before a session; siteverify returns the same text. Ours. */
export const CHALLENGE_ACTION = 'refreel-session'
/** Characters of a challenge's token. Turnstile's documentation. */
export const CHALLENGE_TOKEN_MAX_CHARACTERS = 2048
/** Characters of a renewal token. Ours: one with the longest claims is under 1,000. */
export const RENEWAL_TOKEN_MAX_CHARACTERS = 2048
/** Hours until a visitor who passed a challenge has to pass another one. The contract's number. */
export const CHALLENGE_HOURS = 24
/** Seconds between two heartbeat comments on an idle event stream. The contract's number. */
export const HEARTBEAT_SECONDS = 15
/** Generations or references on one page of a list. Ours. */
export const PAGE_SIZE = 20
/** The form of a cursor: when the page's last entry was made (ms), and its row, as in `1763800000000.7`. Ours. */
export const CURSOR_PATTERN = /^\d{1,16}\.\d{1,16}$/
/** Bytes of a JSON body. Ours: a complete request has under 10,000. */
export const JSON_BODY_MAX_BYTES = 65_536
