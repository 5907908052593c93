/** Whose turn it is: fairness between sites and between their subjects. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fairOrder, turnKey, type Waiting } from '../../worker/objects/dispatcher/fair-order.ts'

/** Entries as `site.subject` in the order in which they came, a millisecond apart. */
function came(...names: string[]): Waiting[] {
  return names.map((name, index) => {
    const [site = '', subject = ''] = name.split('.')
    return { site, subject, since: index + 1, place: index }
  })
}

const SEED = 20_261_122

const nameOf = ({ site, subject, since }: Waiting) => `${site}.${subject}@${since}`
const names = (entries: Waiting[]) => entries.map(nameOf)

describe('the order', () => {
  it.each<[string, Waiting[], [string, number][], string]>([
    ['is first come, first served among subjects with one request each', came('a.x', 'a.y', 'a.z'), [], 'x1 y2 z3'],
    ['lets subjects of a site take turns', came('a.x', 'a.x', 'a.x', 'a.y', 'a.z'), [], 'x1 y4 z5 x2 x3'],
    ['lets sites take turns', came('a.x', 'a.y', 'a.z', 'b.w'), [], 'x1 w4 y2 z3'],
    [
      'lets sites take turns whatever the number of their subjects',
      came('a.x', 'a.y', 'a.z', 'b.v', 'b.v', 'b.v'),
      [],
      'x1 v4 y2 v5 z3 v6',
    ],
    [
      'puts a site that had its turn behind one that came before that',
      came('a.x', 'b.y'),
      [[turnKey('a'), 7]],
      'y2 x1',
    ],
    [
      'puts a subject that had its turn behind one that came before that',
      came('a.x', 'a.x', 'a.y'),
      [[turnKey('a', 'x'), 7]],
      'y3 x1 x2',
    ],
    ['forgets a turn from before the first arrival', came('a.x', 'b.y'), [[turnKey('a'), 0.5]], 'x1 y2'],
    [
      'prefers who had none where a turn and an arrival fall together',
      came('a.x', 'b.y'),
      [[turnKey('a'), 2]],
      'y2 x1',
    ],
  ])('%s', (_, entries, turns, order) => {
    const served = fairOrder(entries, new Map(turns)).map(({ subject, since }) => `${subject}${since}`)
    expect(served.join(' ')).toBe(order)
  })

  const anyEntries = fc
    .array(
      fc.record({
        site: fc.constantFrom<string>('a', 'b', 'c'),
        subject: fc.constantFrom<string>('x', 'y', 'z'),
        since: fc.integer({ min: 1, max: 20 }),
      }),
      { maxLength: 40 },
    )
    .map((entries) => entries.map((entry, place) => ({ ...entry, place })))
  const anyTurns = fc
    .array(fc.tuple(fc.constantFrom<string>('a', 'b', 'a\nx', 'a\ny', 'b\nx'), fc.integer({ min: 1, max: 25 })))
    .map((turns) => new Map(turns))

  it(`leaves nobody out, keeps each subject’s own in order, and doesn’t ask in which order they are told (seed ${SEED})`, () => {
    fc.assert(
      fc.property(anyEntries, anyTurns, (entries, turns) => {
        const order = fairOrder(entries, turns)
        expect(order.toSorted((a, b) => a.place - b.place)).toEqual(entries)
        expect(names(fairOrder(entries.toReversed(), turns))).toEqual(names(order))
        for (const own of Map.groupBy(order, ({ site, subject }) => turnKey(site, subject)).values()) {
          expect(own).toEqual(own.toSorted((a, b) => a.since - b.since || a.place - b.place))
        }
      }),
      { seed: SEED },
    )
  })

  it(`serves nobody twice while another site, or another subject of the site, waits (seed ${SEED})`, () => {
    fc.assert(
      fc.property(anyEntries, anyTurns, (entries, turns) => {
        const order = fairOrder(entries, turns)
        const between = (line: Waiting[], keyOf: (entry: Waiting) => string) => {
          for (const [index, entry] of line.entries()) {
            const again = line.findIndex((other, at) => at > index && keyOf(other) === keyOf(entry))
            if (again < 0) continue
            const others = new Set(line.slice(again + 1).map(keyOf))
            const had = new Set(line.slice(index, again).map(keyOf))
            for (const other of others) expect(had).toContain(other)
          }
        }
        between(order, ({ site }) => site)
        for (const ofSite of Map.groupBy(order, ({ site }) => site).values()) between(ofSite, ({ subject }) => subject)
      }),
      { seed: SEED },
    )
  })

  it(`is what happens, served one by one, when nobody else comes (seed ${SEED})`, () => {
    fc.assert(
      fc.property(anyEntries, anyTurns, (entries, turns) => {
        const told = names(fairOrder(entries, turns))
        const [seen, served, left] = [[] as string[], new Map(turns), [...entries]]
        for (let now = 100; left.length > 0; now++) {
          const [next] = fairOrder(left, served) as [Waiting]
          seen.push(nameOf(next))
          left.splice(left.indexOf(next), 1)
          served.set(turnKey(next.site), now).set(turnKey(next.site, next.subject), now)
        }
        expect(seen).toEqual(told)
      }),
      { seed: SEED },
    )
  })
})
