/** Faults of a call: what the caller sees, and whether the call was taken. */
import { expect, test } from 'vitest'
import { startSession } from '../session.ts'

/** The outcome of a create: its status and body, or the connection's error. */
async function outcomeOf(create: () => Promise<{ status: number; body: unknown }>): Promise<unknown> {
  try {
    return (await create()).status
  } catch (error) {
    return error instanceof SyntaxError ? 'unreadable' : 'cut'
  }
}

const faults: [kind: string, options: object, outcome: unknown, taken: boolean][] = [
  ['unauthenticated', {}, 401, false],
  ['invalid-token', {}, 401, false],
  ['insufficient-credit', {}, 402, false],
  ['throttled', {}, 429, false],
  ['not-found', { subject: 'create' }, 404, false],
  ['server-error', {}, 503, false],
  ['server-error', { status: 500 }, 500, false],
  ['cut', {}, 'cut', false],
  ['silent', { seconds: 0.1 }, 'cut', false],
  ['server-error-after', { status: 502 }, 502, true],
  ['cut-after', {}, 'cut', true],
  ['cut-inside', {}, 'cut', true],
  ['silent-after', { seconds: 0.1 }, 'cut', true],
  ['slow', { seconds: 0.1 }, 201, true],
  ['unreadable', {}, 'unreadable', true],
]

test.each(faults)('%s %o: the create ends in %o, taken: %o', async (kind, options, outcome, taken) => {
  const { create, control } = await startSession()
  await control('POST', '/faults', { kind, ...options })
  expect(await outcomeOf(create)).toBe(outcome)
  const { inputs } = (await control('GET', '/stats')).body
  const refused = typeof outcome === 'number' && outcome < 500 && !taken ? 1 : 0
  expect(inputs).toMatchObject([{ input: { prompt: 'A cat', duration: 2 }, requests: 1, refused }])
  expect(inputs[0].predictions).toHaveLength(taken ? 1 : 0)
  expect(await outcomeOf(create)).toBe(201)
})

test('a create can be taken after its connection was cut', async () => {
  const { create, control, site } = await startSession()
  await control('POST', '/faults', { kind: 'taken-late', seconds: 3 })
  expect(await outcomeOf(() => create({}, { webhook: site.webhook }))).toBe('cut')
  expect((await control('GET', '/stats')).body.predictions).toBe(0)
  await site.until(({ body }) => body.status === 'succeeded')
  expect((await control('GET', '/stats')).body.predictions).toBe(1)
})

test('a create is not taken late when the stand-in has ended meanwhile', async () => {
  const { create, control, replicate } = await startSession()
  await control('POST', '/faults', { kind: 'taken-late', seconds: 600 })
  expect(await outcomeOf(create)).toBe('cut')
  await replicate.close()
})

test('silence without an end lasts until the caller hangs up', async () => {
  const { control, replicate } = await startSession()
  await control('POST', '/faults', { kind: 'silent', subject: 'account.get' })
  const headers = { authorization: 'Bearer r8_x' }
  const call = fetch(`${replicate.baseUrl}/account`, { headers, signal: AbortSignal.timeout(200) })
  await expect(call).rejects.toThrow('timeout')
})

test('a throttled call says when to come again in the body, in a header, or not at all', async () => {
  const { create, control } = await startSession()
  await control('POST', '/faults', { kind: 'throttled' })
  await control('POST', '/faults', { kind: 'throttled', retry_after: 3, retry_after_header: true })
  await control('POST', '/faults', { kind: 'throttled', retry_after: null })
  const bare = await create()
  expect(bare.headers.has('retry-after')).toBe(false)
  expect(bare.body).toMatchObject({
    status: 429,
    retry_after: 7,
    detail: expect.stringContaining('less than $5.0 in credit'),
  })
  const headed = await create()
  expect([headed.headers.get('retry-after'), headed.body.retry_after]).toEqual(['3', 3])
  const silent = await create()
  expect(silent.headers.has('retry-after') || 'retry_after' in silent.body).toBe(false)
})

test('the first webhook can come before the answer to the create', async () => {
  const { create, control, site } = await startSession()
  await control('POST', '/faults', { kind: 'after-webhook' })
  const answer = create({}, { webhook: site.webhook, webhook_events_filter: ['start', 'completed'] })
  const answered = answer.then(() => site.received.length)
  expect((await answer).body.status).toBe('starting')
  expect(await answered).toBeGreaterThan(0)
})

test('a prediction can be shown as it was when it was created', async () => {
  const { create, call, control } = await startSession()
  const { body } = await create({}, {}, { prefer: 'wait' })
  await control('POST', '/faults', { kind: 'stale' })
  const stale = (await call('GET', `/predictions/${body.id}`)).body
  expect(stale).toMatchObject({ id: body.id, status: 'starting', output: null, started_at: null, completed_at: null })
  expect((await call('GET', `/predictions/${body.id}`)).body).toEqual(body)
})

test('any other call can meet the same', async () => {
  const { call, create, control } = await startSession({ bootSeconds: 600 })
  const { id } = (await create()).body
  await control('POST', '/faults', { kind: 'cut-after', subject: 'predictions.cancel' })
  await control('POST', '/faults', { kind: 'unreadable', subject: 'predictions.list' })
  expect(await outcomeOf(() => call('POST', `/predictions/${id}/cancel`))).toBe('cut')
  expect((await call('GET', `/predictions/${id}`)).body.status).toBe('canceled')
  expect(await outcomeOf(() => call('GET', '/predictions'))).toBe('unreadable')
})
