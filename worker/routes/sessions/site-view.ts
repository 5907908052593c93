/** What a session's answer tells of the site: what a page needs to show, and what its visitor may do. */
import type { Session } from '../../contract/session.ts'
import { presetsView } from '../../objects/site/presets.ts'
import type { KeptSite } from '../../objects/site/record.ts'
import type { RemainingToday } from '../../objects/site/site.ts'
import { challengeOf } from './challenge.ts'

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
