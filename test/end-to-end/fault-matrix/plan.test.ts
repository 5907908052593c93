/** The draws of the matrix: the same for the same seed, and every fault is among them. */
import { expect, it } from 'vitest'
import { ACTS, isFair } from './acts.ts'
import { planRuns } from './plan.ts'

const draw = { runs: 300, seed: 42, kills: 0.2, reachable: true }

it('draws the same runs for the same seed, and others for another', () => {
  expect(planRuns(draw)).toEqual(planRuns(draw))
  expect(planRuns({ ...draw, seed: 43 })).not.toEqual(planRuns(draw))
})

it('plays each act alone once, and fair pairs otherwise', () => {
  const acts = planRuns(draw).map((plan) => plan.acts)
  const alone = acts.filter(({ length }) => length === 1).map(([act]) => act?.name)
  expect(alone.sort()).toEqual(ACTS.map(({ name }) => name).sort())
  const pairs = acts.filter(({ length }) => length === 2)
  expect(pairs.length).toBe(300 - ACTS.length)
  for (const [a, b] of pairs) expect(a && b && a !== b && isFair(a, b)).toBe(true)
})

it('lets every fifth run bring a kill, and waits for no webhook where none can come', () => {
  expect(planRuns(draw).filter(({ kill }) => kill !== null)).toHaveLength(60)
  const moments = planRuns({ ...draw, reachable: false }).flatMap(({ kill }) => kill?.moment ?? [])
  expect(moments.filter((moment) => ['start', 'output', 'completed'].includes(moment))).toEqual([])
})
