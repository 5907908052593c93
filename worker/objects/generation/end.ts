/** The end of an attempt: writes its state, closes its books, and later deletes what retention says. */

import { SITE_DEFAULTS } from '../../contract/site.ts'
import { DAY_MS } from '../../contract/time.ts'
import { type Attempt, type StoredRequest, videoKey } from './rows.ts'
import type { StepContext, Wait } from './walk.ts'

/** Writes the end and its cost. The books close in the next step, so that a crash in between loses nothing. */
export async function endAttempt(
  { env, clock, store }: StepContext,
  state: 'succeeded' | 'failed' | 'canceled',
  fields: Partial<Attempt> & { charged: number },
): Promise<Wait> {
  const retention = await retentionOf(env, store.request().plan.site)
  // Another subject may have joined during the await: the run is wanted again.
  if (state === 'canceled' && store.wanted(store.attempt().number)) return 0
  const now = clock.now()
  store.go(state, { ...fields, completed_at: now, expires_at: now + retention })
  return 0
}

/** Milliseconds that the site keeps its videos; the contract's default where its record can't be read. */
export async function retentionOf(env: Env, site: string): Promise<number> {
  const record = await env.SITES.getByName(site).read()
  return (record?.retention_days.videos ?? SITE_DEFAULTS.retention_days.videos) * DAY_MS
}

/** Settles or releases the reservation, once however often it is called. */
export async function closeBooks({ env, store }: StepContext): Promise<Wait> {
  const attempt = store.attempt()
  await tellSite(env, store.request(), attempt)
  store.markClosed(attempt.number)
  return 0
}

/** Tells the Site how an attempt ended. A second call changes nothing. */
export async function tellSite(
  env: Env,
  { id, site, plan }: StoredRequest,
  { number: attempt, charged, prediction, video }: Attempt,
): Promise<void> {
  await env.SITES.getByName(site).closeReservation({
    generation: id,
    attempt,
    micros: charged ?? 0,
    prediction,
    // A file whose headers don't tell its duration counts with the requested one.
    seconds: video ? (video.duration ?? plan.input.duration) : null,
  })
}

/**
 * Retention: forgets the request when its time is over or nobody has a claim on it any more. The rows go first, so that
 * nobody joins a run that is being deleted; then the video and the entries of lists.
 */
export async function retain({ env, clock, store }: StepContext): Promise<Wait> {
  const { video_id, expires_at, forgotten } = store.attempt()
  if (forgotten === 'done') return null
  if (forgotten === null) {
    // A published video has no `expires_at`.
    const left = expires_at === null ? null : expires_at - clock.now()
    if ((left === null || left > 0) && store.isClaimed()) return left
    store.forget()
  }
  await env.BUCKET.delete(videoKey(video_id))
  const { id, site } = store.request()
  await env.SITES.getByName(site).forgetGeneration(id)
  store.markForgotten()
  return null
}
