/** The site as a session's answer shows it: what a page displays, and what its visitor may do. */
import type { Session } from '../../contract/session.ts'
import { presetsView } from '../../objects/site/presets.ts'
import type { KeptSite } from '../../objects/site/record.ts'
import type { RemainingToday } from '../../objects/site/session-limits.ts'
import { challengeOf } from './challenge.ts'

/** The `site` of a session. `site` has the session's own limits applied already. */
export function siteView(site: KeptSite, remaining: RemainingToday): Session['site'] {
  const { id, name, home_url, show_price, allow } = site
  const challenge = challengeOf(site)
  return {
    id,
    name,
    ...(home_url ? { home_url } : {}),
    show_price,
    presets: presetsView(site),
    limits: {
      ...allow,
      remaining_today: { generations: remaining.generations, resets_at: new Date(remaining.resetsAt).toISOString() },
    },
    ...(challenge ? { challenge } : {}),
  }
}
