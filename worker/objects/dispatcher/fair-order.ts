/**
 * Who comes next: sites take turns, within a site its subjects do, within a subject it is first come, first served.
 * A pure function, so that what visitors are told of their place is what happens when nobody else comes.
 */

export type Waiting = {
  site: string
  subject: string
  /** When it was admitted, in milliseconds since 1970: what "first come" is measured by. */
  since: number
  /** Tells apart who was admitted in the same millisecond: smaller came first. */
  place: number
}

/** When a site, or one subject of it, last had its turn, in milliseconds since 1970; by `turnKey`. */
export type Turns = ReadonlyMap<string, number>

/** A site's key among the turns, or that of one of its subjects. */
export function turnKey(site: string, subject?: string): string {
  return subject === undefined ? site : `${site}\n${subject}`
}

/** All who wait, in the order in which they will be served. */
export function fairOrder<E extends Waiting>(entries: readonly E[], turns: Turns): E[] {
  const sites = [...Map.groupBy(entries, ({ site }) => site)].map(([site, ofSite]) => {
    const subjects = [...Map.groupBy(ofSite, ({ subject }) => subject)].map(([subject, own]) =>
      line(own.toSorted(byArrival), turns.get(turnKey(site, subject))),
    )
    return line(takeTurns(subjects), turns.get(turnKey(site)))
  })
  return takeTurns(sites)
}

/**
 * A line takes its turn by its first arrival; one that had its turn since then stands behind all who came before that
 * turn. So nobody is served twice while somebody who came in between waits.
 */
type Line<E> = { entries: E[]; turn: number; served: boolean; place: number }

function line<E extends Waiting>(entries: E[], lastTurn = Number.NEGATIVE_INFINITY): Line<E> {
  const first = entries.reduce((one, other) => (byArrival(one, other) <= 0 ? one : other))
  const served = lastTurn >= first.since
  return { entries, turn: served ? lastTurn : first.since, served, place: first.place }
}

/** One of each line, then the next of each, for as long as there are any. */
function takeTurns<E extends Waiting>(lines: Line<E>[]): E[] {
  const order: E[] = []
  let left = lines.toSorted((a, b) => a.turn - b.turn || Number(a.served) - Number(b.served) || a.place - b.place)
  for (let round = 0; left.length > 0; round++) {
    for (const { entries } of left) order.push(entries[round] as E)
    left = left.filter(({ entries }) => entries.length > round + 1)
  }
  return order
}

function byArrival(a: Waiting, b: Waiting): number {
  return a.since - b.since || a.place - b.place
}
