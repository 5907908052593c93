/**
 * Signed addresses of bytes: references for the provider, previews for their owner, videos of sites with signed
 * playback.
 */
import * as v from 'valibot'
import { CLIP_TYPES, IMAGE_TYPES } from '../contract/limits.ts'
import { HOUR_MS } from '../contract/time.ts'
import type { KeyRing } from './key-ring.ts'
import { open, seal } from './seal.ts'

const MediaClaimsSchema = v.object({
  /** The R2 key of the bytes. */
  key: v.string(),
  media_type: v.picklist([...IMAGE_TYPES, ...CLIP_TYPES]),
  generation: v.string(),
  attempt: v.number(),
  expires_at: v.number(),
})
/** What a reference's URL allows: these bytes, for one attempt, until `expires_at` (ms). */
export type MediaClaims = v.InferOutput<typeof MediaClaimsSchema>

/** File endings of reference URLs: the provider may judge a file by its name. */
const ENDINGS: Record<MediaClaims['media_type'], string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/bmp': 'bmp',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
}

/** The URL where the provider may fetch a reference's bytes, for one attempt, until `expires_at` (ms). */
export async function mediaUrl(ring: KeyRing, publicUrl: string, claims: MediaClaims): Promise<string> {
  const token = await seal(ring, 'media', claims)
  return `${publicUrl}/v1/media/${token}/reference.${ENDINGS[claims.media_type]}`
}

/** The claims of a reference URL's token; null when it is forged or expired. */
export async function readMediaToken(ring: KeyRing, token: string, now: number): Promise<MediaClaims | null> {
  const parsed = v.safeParse(MediaClaimsSchema, await open(ring, 'media', token))
  return parsed.success && parsed.output.expires_at > now ? parsed.output : null
}

const PreviewClaimsSchema = v.object({
  reference: v.string(),
  site: v.string(),
  subject: v.string(),
  expires_at: v.number(),
})
/** Whose reference a preview URL shows, until `expires_at` (ms). */
type PreviewClaims = v.InferOutput<typeof PreviewClaimsSchema>

/**
 * The URL that shows a subject's reference for one to two hours, to anybody who has it: an `<img>` can't send a session
 * token. The URL stays the same for a whole hour, so that browsers can cache the picture.
 */
export async function previewUrl(ring: KeyRing, origin: string, owner: Omit<PreviewClaims, 'expires_at'>, now: number) {
  const expires_at = (Math.floor(now / HOUR_MS) + 2) * HOUR_MS
  return `${origin}/v1/media/${await seal(ring, 'preview', { ...owner, expires_at })}/preview`
}

/** The claims of a preview URL's token; null when it is forged or expired. */
export async function readPreviewToken(ring: KeyRing, token: string, now: number): Promise<PreviewClaims | null> {
  const parsed = v.safeParse(PreviewClaimsSchema, await open(ring, 'preview', token))
  return parsed.success && parsed.output.expires_at > now ? parsed.output : null
}

const PlaybackClaimsSchema = v.object({ video: v.string(), expires_at: v.number() })

/** A token that plays one video until `expiresAt` (ms), on sites with signed playback: the `token` of its address. */
export function playbackToken(ring: KeyRing, video: string, expiresAt: number): Promise<string> {
  return seal(ring, 'playback', { video, expires_at: expiresAt })
}

/** Milliseconds for which the token still plays this video; null when it is forged, expired or for another video. */
export async function playbackLeft(ring: KeyRing, token: string, video: string, now: number): Promise<number | null> {
  const parsed = v.safeParse(PlaybackClaimsSchema, await open(ring, 'playback', token))
  if (!parsed.success || parsed.output.video !== video) return null
  const left = parsed.output.expires_at - now
  return left > 0 ? left : null
}
