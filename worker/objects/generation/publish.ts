/** What the operator changes of a finished generation: its visibility and its metadata. */
import type { AdminGenerationPatch } from '../../contract/admin.ts'
import { retentionOf } from './end.ts'
import type { StepContext } from './walk.ts'

export type Published =
  | { ok: true; video: string }
  /** `not-finished`: the attempt has no video yet. `expired`: the video was deleted. */
  | { ok: false; code: 'not-found' | 'not-finished' | 'expired' }

/** Writes the change. A published video doesn't expire; unpublished again, it has the site's retention from now. */
export async function publish({ env, clock, store }: StepContext, patch: AdminGenerationPatch): Promise<Published> {
  if (store.lastNumber() === 0) return { ok: false, code: 'not-found' }
  const retention = await retentionOf(env, store.request().site)
  const { state, forgotten, video_id, expires_at, number } = store.attempt()
  if (forgotten !== null || (expires_at !== null && expires_at <= clock.now())) return { ok: false, code: 'expired' }
  if (state !== 'succeeded' && patch.visibility !== undefined) return { ok: false, code: 'not-finished' }
  const before = store.publication()
  const visibility = patch.visibility ?? before?.visibility ?? 'unlisted'
  store.setPublication({ attempt: number, visibility, metadata: patch.metadata ?? before?.metadata ?? null })
  if (visibility === 'published') store.note({ expires_at: null })
  else if (before?.visibility === 'published') store.note({ expires_at: clock.now() + retention })
  return { ok: true, video: video_id }
}
