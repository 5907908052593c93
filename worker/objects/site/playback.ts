/** How a site lets its videos be played, kept for a moment so that a player's hundred ranges don't ask a hundred times. */

import type { SiteRecord } from '../../contract/site.ts'
import { MINUTE_MS } from '../../contract/time.ts'
import type { Clock } from '../clock.ts'

/** Milliseconds until a changed setting is seen everywhere. Ours: a sixtieth of what caches keep a public video. */
const KEPT_MS = MINUTE_MS
/** Sites that an isolate remembers. Ours. */
const SITES_MAX = 1_000

type Known = { playback: SiteRecord['playback']; hidden: ReadonlySet<string>; until: number }
const known = new Map<string, Known>()

/** `public` or `signed`, for this video; one whose site can't be read is signed, so that nothing is given away. */
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
