/** Faults of a run: how it ends, and what that costs. */
import { expect, test } from 'vitest'
import { startSession } from '../session.ts'

const ends: [kind: string, status: string, billed: number, error: RegExp | null][] = [
  ['run-fails', 'failed', 0, /E1000/],
  ['run-sensitive', 'failed', 0, /flagged as sensitive.+E005/],
  ['run-canceled', 'canceled', 2, null],
  ['run-aborted', 'aborted', 0, null],
  ['run-slow', 'succeeded', 2, null],
  ['run-hangs', 'canceled', 2, null],
  ['run-never-starts', 'aborted', 0, null],
]

test.each(ends)('%s: %s, for %i seconds', async (kind, status, billed, error) => {
  const { create, control } = await startSession({ timeScale: 10 })
  await control('POST', '/faults', { kind, match: 'A cat' })
  const { body } = await create({}, {}, { 'cancel-after': '55s', prefer: 'wait=60' })
  expect(body).toMatchObject({ status, error: error ? expect.stringMatching(error) : null })
  expect(body.started_at === null).toBe(status === 'aborted')
  const { inputs } = (await control('GET', '/stats')).body
  expect(inputs).toMatchObject([{ billed_seconds: billed, predictions: [{ id: body.id, status }] }])
  expect((await create({}, {}, { prefer: 'wait' })).body.status).toBe('succeeded')
})

test('a run that hangs without a deadline ends after half an hour', async () => {
  const { create, control } = await startSession({ timeScale: 5000 })
  await control('POST', '/faults', { kind: 'run-hangs' })
  expect((await create({}, {}, { prefer: 'wait' })).status).toBe(202)
  await expect.poll(async () => (await control('GET', '/stats')).body.by_status).toEqual({ canceled: 1 })
})

test('a failed run says what it was told to say', async () => {
  const { create, control } = await startSession()
  await control('POST', '/faults', { kind: 'run-fails', error: 'CUDA out of memory (E1001)' })
  expect((await create({}, {}, { prefer: 'wait' })).body.error).toBe('CUDA out of memory (E1001)')
})
