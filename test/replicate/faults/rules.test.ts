/** How faults are set, for whom, how often, and how they are cleared. */
import { expect, test } from 'vitest'
import { startSession } from '../session.ts'
import { SWITCHES } from './switches.ts'

test('the control address lists every switch with a sentence, and what was set', async () => {
  const { control } = await startSession()
  await control('POST', '/faults', { kind: 'slow', match: 'cat', seconds: 3 })
  const { body } = await control('GET', '/faults')
  expect(body.switches.map(({ kind }: { kind: string }) => kind)).toEqual(Object.keys(SWITCHES))
  for (const { does } of body.switches) expect(does).toMatch(/^[A-Z].+\.$/)
  expect(body.rules).toEqual([
    { kind: 'slow', subject: 'create', match: 'cat', while: null, skip: 0, times: 1, struck: 0, seconds: 3 },
  ])
})

const mistakes: [what: string, body: object, words: string][] = [
  ['a switch that is not there', { kind: 'gremlins' }, 'kind must be one of those that GET lists'],
  ['no switch', {}, 'kind must be one of those that GET lists'],
  ['an option of another switch', { kind: 'cut', seconds: 3 }, 'cut does not take seconds'],
  ['a match for everything at once', { kind: 'down', match: 'cat' }, 'down does not take match'],
  ['a misspelt field', { kind: 'cut', tmies: 2 }, 'cut does not take tmies'],
  ['no times at all', { kind: 'cut', times: 0 }, 'times must be a number of 1 or more, or null'],
  [
    'a status that is no fault',
    { kind: 'server-error', status: 404 },
    'status must be a number from 500 to 599, or null',
  ],
]

test.each(mistakes)('%s is refused, with the reason', async (_, body, words) => {
  const { control, create } = await startSession()
  expect(await control('POST', '/faults', body)).toMatchObject({ status: 400, body: { detail: words } })
  expect((await create()).status).toBe(201)
})

test('a fault strikes as often as was asked for, and only the calls it is for', async () => {
  const { call, create, control } = await startSession()
  await control('POST', '/faults', { kind: 'insufficient-credit', times: 2 })
  expect((await call('GET', '/account')).status).toBe(200)
  expect([(await create()).status, (await create()).status, (await create()).status]).toEqual([402, 402, 201])
  expect((await control('GET', '/faults')).body.rules).toMatchObject([{ times: 0, struck: 2 }])
})

test('a fault without an end strikes until it is cleared', async () => {
  const { call, create, control } = await startSession()
  await control('POST', '/faults', { kind: 'invalid-token', subject: null, times: null })
  expect((await create()).status).toBe(401)
  expect((await call('GET', '/account')).status).toBe(401)
  expect((await control('DELETE', '/faults')).status).toBe(204)
  expect((await create()).status).toBe(201)
})

test('a fault with a match strikes only predictions with that prompt, whichever call is about them', async () => {
  const { call, create, control } = await startSession()
  await control('POST', '/faults', { kind: 'server-error', match: 'dog' })
  await control('POST', '/faults', { kind: 'server-error', match: 'dog', subject: 'predictions.get' })
  const cat = await create({ prompt: 'A cat' })
  expect(cat.status).toBe(201)
  expect((await create({ prompt: 'A dog' })).status).toBe(503)
  const dog = await create({ prompt: 'A dog' })
  expect((await call('GET', `/predictions/${cat.body.id}`)).status).toBe(200)
  expect((await call('GET', `/predictions/${dog.body.id}`)).status).toBe(503)
})

test('those of one match are cleared without the others', async () => {
  const { create, control } = await startSession()
  for (const match of ['cat', 'dog']) await control('POST', '/faults', { kind: 'server-error', match, times: null })
  await control('DELETE', '/faults?match=cat')
  expect((await create({ prompt: 'A cat' })).status).toBe(201)
  expect((await create({ prompt: 'A dog' })).status).toBe(503)
})

test('a fault can let some go by first, and wait for a state', async () => {
  const { call, create, control } = await startSession({ bootSeconds: 600 })
  const get = { kind: 'server-error', subject: 'predictions.get' }
  await control('POST', '/faults', { ...get, status: 500, skip: 1 })
  await control('POST', '/faults', { ...get, status: 502, while: 'canceled' })
  const { id } = (await create()).body
  const ask = async () => (await call('GET', `/predictions/${id}`)).status
  expect([await ask(), await ask(), await ask()]).toEqual([200, 500, 200])
  await call('POST', `/predictions/${id}/cancel`)
  expect([await ask(), await ask()]).toEqual([502, 200])
})

test('several faults for the same thing strike one after the other, in the order in which they were set', async () => {
  const { create, control } = await startSession()
  await control('POST', '/faults', { kind: 'throttled' })
  await control('POST', '/faults', { kind: 'server-error' })
  expect([(await create()).status, (await create()).status, (await create()).status]).toEqual([429, 503, 201])
})
