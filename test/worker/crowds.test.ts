/** Crowds: a thousand equal requests, and a hundred different ones at a budget for ten, all at once. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { Caller, makeSite, problemOf } from './caller.ts'
import { eventually } from './eventually.ts'
import { CUP_JPG } from './fixtures.ts'
import { withRun } from './with-run.ts'

const held = withRun()

describe('1,000 equal requests at once', () => {
  it('are one create, one reservation, and 1,000 answers with the same id', async () => {
    await makeSite({}, 'site_crowd')
    const visitors = await Promise.all(Array.from({ length: 20 }, () => Caller.arrive('site_crowd')))
    const references = await Promise.all(visitors.map((visitor) => visitor.upload(CUP_JPG)))
    const requests = Array.from({ length: 1000 }, (_, index) => {
      const input = { prompt: 'Crowd', reference_images: [references[index % 20]?.id], duration: 2, seed: 1 }
      return (visitors[index % 20] as Caller).generate(input, {}, `key-${index}`)
    })
    const answers = await Promise.all(requests)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(999)
    const generations = await Promise.all(answers.map((answer) => answer.json<Generation>()))
    const [first] = generations as [Generation]
    expect(new Set(generations.map(({ id }) => id))).toEqual(new Set([first.id]))
    await (visitors[0] as Caller).until(first, (seen) => seen.status === 'starting')
    expect(held.replicate.createsOf(first)).toHaveLength(1)
    const rows = await runInDurableObject(env.SITES.getByName('site_crowd'), (_, { storage }) =>
      storage.sql.exec('SELECT kind, micros FROM ledger').toArray(),
    )
    expect(rows).toEqual([{ kind: 'reserve', micros: 200_000 }])
  }, 240_000)
})

describe('100 different requests at once at a budget for 10', () => {
  it.each(['per_hour', 'per_day', 'per_month'])(
    'are exactly 10 creates within %s, and one more after a failure',
    async (cap) => {
      const id = `site_${cap.replace('_', '')}`
      await makeSite({ budget: { per_hour: 100, per_day: 100, per_month: 100, [cap]: 2 } }, id)
      const visitors = await Promise.all(Array.from({ length: 20 }, () => Caller.arrive(id)))
      const references = await Promise.all(visitors.map((visitor) => visitor.upload(CUP_JPG)))
      const request = (index: number) => {
        const input = { prompt: `Number ${index}`, reference_images: [references[index % 20]?.id], duration: 2 }
        return (visitors[index % 20] as Caller).generate(input)
      }
      const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => request(index)))
      const taken = answers.filter(({ status }) => status === 201)
      expect(taken).toHaveLength(10)
      const problems = await Promise.all(answers.filter(({ status }) => status !== 201).map(problemOf))
      expect(problems).toHaveLength(90)
      for (const problem of problems) {
        expect(problem).toMatchObject({ status: 402, code: 'budget-exhausted', limit: `budget.${cap}` })
      }
      const generations = await Promise.all(taken.map((answer) => answer.json<Generation>()))
      await eventually(() => expect(generations.flatMap((one) => held.replicate.createsOf(one))).toHaveLength(10))
      const [unlucky] = generations as [Generation]
      const owner = visitors[answers.indexOf(taken[0] as Response) % 20] as Caller
      await owner.until(unlucky, (seen) => seen.status === 'starting')
      Object.assign(held.replicate.predictionOf(unlucky), { status: 'failed', error: 'E1000' })
      await owner.end(unlucky)
      await eventually(async () => expect((await request(1000)).status).toBe(201))
      expect((await request(1001)).status).toBe(402)
    },
    120_000,
  )
})
