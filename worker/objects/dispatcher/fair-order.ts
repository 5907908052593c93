/**
 * The fair order: sites take turns, within a site its subjects do, and within a subject the first to come is first. A
 * pure function, so that the place that visitors are told is the one they have if nobody else comes.
 */

export type Waiting = {
  site: string
  subject: string
  /** When the attempt was admitted (ms): decides who came first. */
  since: number
  /** Orders attempts of the same millisecond. */
  place: number
}

/** When a site, or one subject of it, last had its turn (ms); keys are made by `turnKey`. */
type Turns = ReadonlyMap<string, number>

/** The key of a site, or of one of its subjects, in `Turns`. */
export function turnKey(site: string, subject?: string): string {
  return subject === undefined ? site : `${site}\n${subject}`
}

/** All entries in the order in which they will be served. */
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
 * The entries of one site or subject. A line's turn is its first arrival; a line that was served since then comes after
 * all lines that arrived before that service. So no line is served twice while another waits that came in between.
 */
type Line<E> = { entries: E[]; turn: number; served: boolean; place: number }

function line<E extends Waiting>(entries: E[], lastTurn = Number.NEGATIVE_INFINITY): Line<E> {
  const first = entries.reduce((one, other) => (byArrival(one, other) <= 0 ? one : other))
  const served = lastTurn >= first.since
  return { entries, turn: served ? lastTurn : first.since, served, place: first.place }
}

/** Takes one entry of each line, then the next of each, until none is left. */
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
