/** Faults that strike every call at once: nobody is there, or the account has little credit. */
import { expect, test } from 'vitest'
import { startSession } from '../session.ts'

test('while it is down, calls and deliveries are cut and no webhook leaves; afterwards the last one does', async () => {
  const { call, create, control, site } = await startSession({ runSeconds: 2 })
  const video = (await create({}, {}, { prefer: 'wait' })).body.output
  const { id } = (await create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })).body
  await control('POST', '/faults', { kind: 'down' })
  await expect(call('GET', `/predictions/${id}`)).rejects.toThrow()
  await expect(create()).rejects.toThrow()
  await expect(fetch(video)).rejects.toThrow()
  await expect.poll(async () => (await control('GET', '/stats')).body.by_status).toEqual({ succeeded: 2 })
  expect(site.received).toEqual([])
  await control('DELETE', '/faults')
  await site.until(({ body }) => body.id === id)
})

test('a gateway may answer in its place, and it comes back by itself', async () => {
  const { call, control } = await startSession({ timeScale: 1000 })
  await control('POST', '/faults', { kind: 'down', status: 502, seconds: 3000 })
  expect((await call('GET', '/account')).status).toBe(502)
  await expect.poll(async () => (await call('GET', '/account')).status).toBe(200)
})

test('with little credit one create is taken every ten seconds, and who comes sooner is told when to come again', async () => {
  const { create, call, control } = await startSession({ timeScale: 3 })
  await control('POST', '/faults', { kind: 'low-credit' })
  const first = await create()
  expect([first.status, first.headers.get('ratelimit-remaining')]).toEqual([201, '0'])
  const second = await create()
  expect(second.status).toBe(429)
  expect(second.body).toMatchObject({
    retry_after: expect.any(Number),
    detail: expect.stringContaining('6 requests per minute'),
  })
  expect(second.body.retry_after).toBeGreaterThan(0)
  expect(second.body.retry_after).toBeLessThanOrEqual(10)
  expect((await call('GET', '/account')).status).toBe(200)
  await expect.poll(async () => (await create()).status, { interval: 200 }).toBe(201)
  await control('DELETE', '/faults')
  expect([(await create()).status, (await create()).status]).toEqual([201, 201])
})
