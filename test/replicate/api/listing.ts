/** A page of predictions, and the ways in which it can be complete and yet not true. */
import type { Clock } from '../clock.ts'
import type { Faults, Rule } from '../faults/faults.ts'
import type { Prediction } from '../prediction.ts'
import { type Page, pageOf } from './pages.ts'

/** The page that the address asks for. A fault is used up only where it leaves something out. */
export function listed(newestFirst: Prediction[], url: URL, faults: Faults, clock: Clock): Page<Prediction> {
  const hidden = (rule: Rule) => hiddenBy(rule, newestFirst, clock)
  const fault = faults.take('listing', {}, (rule) => rule.kind === 'list-paged' || hidden(rule).length > 0)
  if (!fault) return pageOf(newestFirst, url)
  if (fault.kind === 'list-paged') return pageOf(newestFirst, url, fault.options.size)
  const left = new Set(hidden(fault))
  return pageOf(
    newestFirst.filter((prediction) => !left.has(prediction)),
    url,
  )
}

function hiddenBy({ kind, match, options }: Rule, newestFirst: Prediction[], clock: Clock): Prediction[] {
  const meant = newestFirst.filter(({ input }) => match === null || input.prompt.includes(match))
  if (kind === 'list-without-newest') return meant.slice(0, 1)
  const since = Date.now() - clock.scaled((options.seconds ?? Number.POSITIVE_INFINITY) * 1000)
  return kind === 'list-stale' ? meant.filter(({ createdAt }) => createdAt > since) : []
}
