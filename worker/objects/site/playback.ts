/** How a site lets its videos be played, kept for a moment so that a player's hundred ranges don't ask a hundred times. */
import type { SiteRecord } from '../../contract/site.ts'
import type { Clock } from '../clock.ts'

/** Milliseconds until a changed setting is seen everywhere. Ours: a sixtieth of what caches keep a public video. */
const KEPT_MS = 60_000
/** Sites that an isolate remembers. Ours. */
const SITES_MAX = 1_000

const known = new Map<string, { playback: SiteRecord['playback']; until: number }>()

/** `public` or `signed`; a site that can't be read counts as signed, so that nothing is given away. */
export async function playbackOf(env: Env, clock: Clock, site: string): Promise<SiteRecord['playback']> {
  const kept = known.get(site)
  const now = clock.now()
  if (kept && now < kept.until) return kept.playback
  const record = await env.SITES.getByName(site).read()
  const playback = record?.playback ?? 'signed'
  if (known.size >= SITES_MAX) known.clear()
  known.set(site, { playback, until: now + clock.delay(KEPT_MS) })
  return playback
}
