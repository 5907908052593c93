/** Signed preview URLs: how a page shows a visitor the references of their own, where an `<img>` can carry no token. */
import * as v from 'valibot'
import { HOUR_MS } from '../contract/time.ts'
import type { KeyRing } from './key-ring.ts'
import { open, seal } from './seal.ts'

const PreviewClaimsSchema = v.object({
  reference: v.string(),
  site: v.string(),
  subject: v.string(),
  expires_at: v.number(),
})
export type PreviewClaims = v.InferOutput<typeof PreviewClaimsSchema>

/** The URL under which whoever got it may see this subject's reference, as long as it is there, for one to two hours. */
export async function previewUrl(ring: KeyRing, origin: string, owner: Omit<PreviewClaims, 'expires_at'>, now: number) {
  const expires_at = (Math.floor(now / HOUR_MS) + 2) * HOUR_MS
  return `${origin}/v1/media/${await seal(ring, 'preview', { ...owner, expires_at })}/preview`
}

/** Whose reference a preview URL shows, or null when it is forged or over. */
export async function readPreviewToken(ring: KeyRing, token: string, now: number): Promise<PreviewClaims | null> {
  const parsed = v.safeParse(PreviewClaimsSchema, await open(ring, 'preview', token))
  return parsed.success && parsed.output.expires_at > now ? parsed.output : null
}
