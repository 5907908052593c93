/**
 * Every limit of the wire, once: its unit is in its name, its source in its comment.
 * Plain constants without imports, so that the Worker, the widget and the documents share them.
 */

/** Code points of a prompt. Resellers of the model agree; longer prompts are cut by the model, so we refuse them. */
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
/** What the model takes, by magic bytes. The model's page. */
export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'] as const
export const CLIP_TYPES = ['video/mp4', 'video/quicktime'] as const

/** Characters of an Idempotency-Key, and how long one is kept. Stripe's and the IETF draft's numbers. */
export const IDEMPOTENCY_KEY_MAX_CHARACTERS = 255
export const IDEMPOTENCY_KEY_HOURS = 24
/** Characters of one text of a generation's metadata. Ours: enough for a shop's alt text. */
export const METADATA_TEXT_MAX_CHARACTERS = 500
/** Minutes that a session token lives, and days that a renewal token does. The contract's numbers. */
export const SESSION_MINUTES = 15
export const RENEWAL_DAYS = 30
/** Presets of one site, and code points of what a page fills in for a placeholder. Ours: enough for a product's name. */
export const PRESETS_MAX = 50
export const VARIABLE_MAX_CHARACTERS = 60
/** What such a text is made of: letters of any script, digits, spaces and common marks; no braces, one line. Ours. */
export const VARIABLE_SIGNS = /^[\p{L}\p{M}\p{N} .,:;!?'’"“”«»&()+\-–/%#°]*$/u
/** Secret keys of a site that live at a time: the old and the new one while they change. The contract's number. */
export const SITE_KEYS_MAX = 2
/** Requests from one address in a minute, at each of Cloudflare's locations. Ours; wrangler.toml says the same. */
export const RATE_LIMIT_REQUESTS = 1000
export const RATE_LIMIT_SECONDS = 60
/** Characters of a subject that a site's server names. Ours: the longest that identity providers give. */
export const SUBJECT_MAX_CHARACTERS = 128
/** What subjects begin with that the mint makes up for a page's visitors. Ours. */
export const VISITOR_PREFIX = 'visitor-'
/** What a page's challenge is for, as Turnstile's `action` and siteverify name it. Ours. */
export const CHALLENGE_ACTION = 'refreel-session'
/** Hours for which a challenge that was passed is enough: the contract asks again at most daily. */
export const CHALLENGE_HOURS = 24
/** Seconds between two comments on an idle event stream. The contract's number. */
export const HEARTBEAT_SECONDS = 15
/** Generations or references on one page of a list. Ours. */
export const PAGE_SIZE = 20
/** The form of a cursor: when the page's last entry was made (ms), and its row, as in `1763800000000.7`. Ours. */
export const CURSOR_PATTERN = /^\d{1,16}\.\d{1,16}$/
/** Bytes of the JSON bodies that we read. Ours: a full request is under 10,000. */
export const JSON_BODY_MAX_BYTES = 65_536
