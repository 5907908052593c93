/** Signed playback: on sites that ask for it, a video is given out only at an address that carries this, and expires. */
import * as v from 'valibot'
import type { KeyRing } from './key-ring.ts'
import { open, seal } from './seal.ts'

const PlaybackClaimsSchema = v.object({ video: v.string(), expires_at: v.number() })

/** A token for one video until `expiresAt` (ms); goes into the address as `token`. */
export function playbackToken(ring: KeyRing, video: string, expiresAt: number): Promise<string> {
  return seal(ring, 'playback', { video, expires_at: expiresAt })
}

/** Milliseconds that the token still lets this video be played; null when it is forged, over, or another video's. */
export async function playbackLeft(ring: KeyRing, token: string, video: string, now: number): Promise<number | null> {
  const parsed = v.safeParse(PlaybackClaimsSchema, await open(ring, 'playback', token))
  if (!parsed.success || parsed.output.video !== video) return null
  const left = parsed.output.expires_at - now
  return left > 0 ? left : null
}
