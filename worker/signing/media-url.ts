/** Signed reference URLs: the only way a reference leaves R2 for the provider, bound to one attempt and expiring. */
import * as v from 'valibot'
import { CLIP_TYPES, IMAGE_TYPES } from '../contract/limits.ts'
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
export type MediaClaims = v.InferOutput<typeof MediaClaimsSchema>

/** The last part of the path is for the provider's fetcher, which may look at a name's ending. */
const ENDINGS: Record<MediaClaims['media_type'], string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/bmp': 'bmp',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
}

/** The URL under which the provider may fetch these bytes until `expires_at` (ms). */
export async function mediaUrl(ring: KeyRing, publicUrl: string, claims: MediaClaims): Promise<string> {
  const token = await seal(ring, 'media', claims)
  return `${publicUrl}/v1/media/${token}/reference.${ENDINGS[claims.media_type]}`
}

/** What a signed reference URL allows, or null when it is forged or over. */
export async function readMediaToken(ring: KeyRing, token: string, now: number): Promise<MediaClaims | null> {
  const parsed = v.safeParse(MediaClaimsSchema, await open(ring, 'media', token))
  return parsed.success && parsed.output.expires_at > now ? parsed.output : null
}
