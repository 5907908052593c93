/** Faults of a listing: it is complete and yet not true. */
import { expect, test } from 'vitest'
import { startSession } from '../session.ts'

async function withThree() {
  const session = await startSession()
  for (const prompt of ['One', 'Two', 'Three']) await session.create({ prompt })
  const list = async (query = ''): Promise<string[]> =>
    (await session.call('GET', `/predictions${query}`)).body.results.map(
      ({ input }: { input: { prompt: string } }) => input.prompt,
    )
  return { ...session, list }
}

test('the newest prediction is left out, or the newest with this prompt', async () => {
  const { list, control } = await withThree()
  await control('POST', '/faults', { kind: 'list-without-newest' })
  await control('POST', '/faults', { kind: 'list-without-newest', match: 'Two' })
  expect(await list()).toEqual(['Two', 'One'])
  expect(await list()).toEqual(['Three', 'One'])
  expect(await list()).toEqual(['Three', 'Two', 'One'])
})

test('a listing that lags behind lacks what was created in the last while', async () => {
  const { list, control } = await withThree()
  await control('POST', '/faults', { kind: 'list-stale', seconds: 60 })
  expect(await list()).toEqual([])
  await control('POST', '/faults', { kind: 'list-stale', seconds: 0 })
  expect(await list()).toEqual(['Three', 'Two', 'One'])
})

test('a fault that would leave nothing out waits for a listing where it does', async () => {
  const { list, create, control } = await withThree()
  await control('POST', '/faults', { kind: 'list-without-newest', match: 'Four' })
  expect(await list()).toHaveLength(3)
  await create({ prompt: 'Four' })
  expect(await list()).toEqual(['Three', 'Two', 'One'])
  expect(await list()).toHaveLength(4)
})

test('pages can be small, and lead on', async () => {
  const { list, call, control } = await withThree()
  await control('POST', '/faults', { kind: 'list-paged', times: 3 })
  const first = (await call('GET', '/predictions')).body
  const second = (await call('GET', `/predictions${new URL(first.next).search}`)).body
  expect(first.results.concat(second.results).map(({ input }: { input: { prompt: string } }) => input.prompt)).toEqual([
    'Three',
    'Two',
  ])
  expect(await list(new URL(second.next).search)).toEqual(['One'])
})
