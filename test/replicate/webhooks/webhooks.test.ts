/** When webhooks come, what they say, and which of them come again. */
import { validateWebhook } from 'replicate'
import { expect, test } from 'vitest'
import type { Received } from '../caller-site.ts'
import { startSession } from '../session.ts'

const ALL_EVENTS = ['start', 'output', 'logs', 'completed']
const isEnd = ({ body }: Received) => ['succeeded', 'failed', 'canceled', 'aborted'].includes(body.status)

test('the events of a run come in order: start, logs, output, completed', async () => {
  const { create, site } = await startSession({ runSeconds: 1.2 })
  const { body } = await create({}, { webhook: site.webhook, webhook_events_filter: ALL_EVENTS })
  const end = await site.until(isEnd)
  const told = site.received.map(({ body: { status, output, logs } }) => ({
    status,
    output: output !== null,
    logs: logs !== '',
  }))
  expect(told[0]).toEqual({ status: 'processing', output: false, logs: false })
  expect(told.slice(1, -2).length).toBeGreaterThan(0)
  for (const middle of told.slice(1, -2)) expect(middle).toEqual({ status: 'processing', output: false, logs: true })
  expect(told.at(-2)).toEqual({ status: 'processing', output: true, logs: true })
  expect(told.at(-1)).toEqual({ status: 'succeeded', output: true, logs: true })
  expect(end.body).toMatchObject({ id: body.id, webhook: site.webhook, webhook_events_filter: ALL_EVENTS })
  expect(new Set(site.received.map(({ headers }) => headers['webhook-id'])).size).toBe(site.received.length)
})

test('logs come at most every 500 ms', async () => {
  const { create, site } = await startSession({ runSeconds: 1.8 })
  const began = Date.now()
  await create({}, { webhook: site.webhook, webhook_events_filter: ['logs', 'completed'] })
  await site.until(isEnd)
  const gaps = site.received.length - 2
  expect(gaps).toBeGreaterThan(0)
  // The gap is kept when sending; on the way to the receiver any of them may become shorter, but not all of them together.
  expect(Date.now() - began).toBeGreaterThanOrEqual(gaps * 500)
})

test('every message is signed with the secret that the API shows', async () => {
  const { create, site, call } = await startSession()
  await create({}, { webhook: site.webhook, webhook_events_filter: ALL_EVENTS })
  const { headers, raw } = await site.until(isEnd)
  const { key } = (await call('GET', '/webhooks/default/secret')).body
  const message = {
    id: String(headers['webhook-id']),
    timestamp: String(headers['webhook-timestamp']),
    signature: String(headers['webhook-signature']),
    body: raw,
  }
  expect(await validateWebhook({ ...message, secret: key })).toBe(true)
  expect(Math.abs(Date.now() / 1000 - Number(message.timestamp))).toBeLessThan(60)
})

test('the last message comes again until it is accepted, with the same id', async () => {
  const { create, site } = await startSession({ timeScale: 50 }, (nth) => (nth < 4 ? 500 : 200))
  await create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })
  await site.until(() => site.received.length === 4)
  const times = site.received.map(({ at }) => at)
  // A second, then two, then four, on its clock; a timer may be a millisecond early.
  for (const [index, least] of [20, 40, 80].entries()) {
    expect((times[index + 1] ?? 0) - (times[index] ?? 0)).toBeGreaterThanOrEqual(least - 1)
  }
  expect(new Set(site.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(site.received.map(({ raw }) => raw)).size).toBe(1)
})

test('the last message is given up after about a minute', async () => {
  const { create, site, replicate } = await startSession({ timeScale: 1000 }, () => 404)
  await create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })
  await site.until(() => site.received.length === 7)
  await replicate.close()
  expect(site.received).toHaveLength(7)
})

test('messages before the last one are not sent again', async () => {
  const { create, site } = await startSession({ timeScale: 1000 }, () => 503)
  await create({}, { webhook: site.webhook, webhook_events_filter: ['start', 'completed'] })
  await site.until(() => site.received.length === 8)
  expect(site.received.map(({ body }) => body.status)).toEqual(['processing', ...Array(7).fill('succeeded')])
})

test('a redirect is not followed and counts as an answer', async () => {
  const { create, site } = await startSession({ timeScale: 1000 }, (nth) => (nth === 1 ? 307 : 200))
  await create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })
  await site.until(isEnd)
  await create({}, { webhook: `${site.webhook}?second`, webhook_events_filter: ['completed'] })
  await site.until(() => site.received.length === 2)
  expect(site.asked.get('/elsewhere')).toBeUndefined()
  expect(site.asked.get('/webhook')).toBe(1)
})

test('without a filter, output and completed are sent', async () => {
  const { create, site } = await startSession()
  await create({}, { webhook: site.webhook })
  await site.until(isEnd)
  expect(site.received.map(({ body }) => body.status)).toEqual(['processing', 'succeeded'])
  expect(site.received[0]?.body.output).toMatch(/output\.mp4$/)
})
