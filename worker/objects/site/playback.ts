/** A site's playback setting, cached per isolate: a player asks for a hundred ranges of one video. */

import type { SiteRecord } from '../../contract/site.ts'
import { MINUTE_MS } from '../../contract/time.ts'
import type { Clock } from '../clock.ts'

/** Milliseconds that the setting is cached. Ours: a sixtieth of the time that caches keep a public video. */
const KEPT_MS = MINUTE_MS
/** Sites in an isolate's cache at most. Ours. */
const SITES_MAX = 1_000

type Known = { playback: SiteRecord['playback']; hidden: ReadonlySet<string>; until: number }
const known = new Map<string, Known>()

/**
 * `public` or `signed`, for this video. `signed` where the site can't be read, so that no private video is given away.
 */
export async function playbackOf(env: Env, clock: Clock, site: string, video: string): Promise<SiteRecord['playback']> {
  const { playback, hidden } = await settingsOf(env, clock, site)
  return hidden.has(video) ? 'signed' : playback
}

async function settingsOf(env: Env, clock: Clock, site: string): Promise<Known> {
  const kept = known.get(site)
  const now = clock.now()
  if (kept && now < kept.until) return kept
  const settings = await env.SITES.getByName(site).playback()
  if (known.size >= SITES_MAX) known.clear()
  const fresh: Known = {
    playback: settings?.playback ?? 'signed',
    hidden: new Set(settings?.hidden),
    until: now + clock.delay(KEPT_MS),
  }
  known.set(site, fresh)
  return fresh
}
