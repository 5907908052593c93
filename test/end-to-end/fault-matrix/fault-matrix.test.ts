/** Whatever goes wrong at the provider, and whenever the Worker dies: every run ends, is paid once, and the books are right. */
import { describe, expect, it } from 'vitest'
import { playMatrix } from './play.ts'

/** Each problem is printed with the seed: `npm run faults -- --seed` repeats the run. */
const SEED = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000)

describe.concurrent(`faults alone and in pairs, with the Worker killed in between (seed ${SEED})`, () => {
  it('48 runs where the provider reaches the Worker', () => play({ runs: 48, kills: 0.15, reachable: true }))
  it('12 runs where it can’t', () => play({ runs: 12, kills: 0.25, reachable: false }))
})

async function play(draw: { runs: number; kills: number; reachable: boolean }): Promise<void> {
  const { problems, ...result } = await playMatrix({ ...draw, seed: SEED, inFlight: 16 })
  expect(problems.join('\n\n')).toBe('')
  expect(result.runs).toBe(draw.runs)
  expect(result.killed).toBeGreaterThan(0)
}
