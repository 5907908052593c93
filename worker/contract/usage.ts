/** What a site has used, by day in UTC. */
import * as v from 'valibot'

/** `2026-11-22`, a day that there is. */
export const DaySchema = v.pipe(
  v.string(),
  v.check(
    // Some engines take 30 February for 1 March.
    (day) => /^\d{4}-\d\d-\d\d$/.test(day) && (new Date(`${day}T12:00Z`).toJSON()?.startsWith(day) ?? false),
    'A day looks like "2026-11-22", and is one that there is.',
  ),
)

const money = v.pipe(v.number(), v.description('US dollars.'))
const figures = {
  /** Runs that were begun and not given back for nothing. */
  runs: v.number(),
  /** Seconds of video that they made. */
  seconds: v.number(),
  /** What the runs that have ended are charged. */
  charged: money,
  /** What is held for runs that are still under way. */
  reserved: money,
  /** Requests that were answered with a run that was there already, and what they would have cost. */
  replays: v.number(),
  saved: money,
}

export const UsageSchema = v.object({
  currency: v.literal('USD'),
  from: v.string(),
  to: v.string(),
  days: v.pipe(
    v.array(v.object({ day: v.string(), ...figures })),
    v.description('The days on which anything happened, in order.'),
  ),
  total: v.object(figures),
})
export type Usage = v.InferOutput<typeof UsageSchema>
export type UsageFigures = Usage['total']
