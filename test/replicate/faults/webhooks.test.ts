/** Faults of webhooks: which messages come, in which order, and which of them are signed as they should be. */
import { expect, test } from 'vitest'
import type { Received } from '../caller-site.ts'
import { type Session, startSession } from '../session.ts'
import { signMessage } from '../webhooks/signature.ts'

const SECRET = `whsec_${Buffer.from('only the two of us know').toString('base64')}`
const BOTH = { webhook_events_filter: ['start', 'completed'] }

/** Signed with the secret and not long ago, as a receiver should want it. */
function isGenuine({ headers, raw }: Received): boolean {
  const timestamp = Number(headers['webhook-timestamp'])
  const signature = signMessage(SECRET, String(headers['webhook-id']), timestamp, raw)
  return headers['webhook-signature'] === signature && Math.abs(Date.now() / 1000 - timestamp) < 300
}

/** A receiver that answers 401 to what is not genuine. */
async function withReceiver(timeScale: number): Promise<Session> {
  const session: Session = await startSession({ timeScale, webhookSecret: SECRET }, (nth) => {
    const message = session.site.received[nth - 1]
    return message && isGenuine(message) ? 200 : 401
  })
  return session
}

const told = ({ received }: Session['site']) => received.map((message) => [message.body.status, isGenuine(message)])

test.each([
  ['webhook-badly-signed', 'succeeded'],
  ['webhook-old', 'succeeded'],
  ['webhook-forged', 'failed'],
])('%s: one that says %s comes before the true one, and is not genuine', async (kind, status) => {
  const { create, control, site } = await withReceiver(50)
  await control('POST', '/faults', { kind })
  await create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })
  await site.until(isGenuine)
  expect(told(site)).toEqual([
    [status, false],
    ['succeeded', true],
  ])
})

test('a lost one never comes, nor again', async () => {
  const { create, control, site } = await withReceiver(1000)
  await control('POST', '/faults', { kind: 'webhook-lost' })
  await create({ prompt: 'Lost' }, { webhook: site.webhook, ...BOTH }, { prefer: 'wait' })
  await create({ prompt: 'Heard' }, { webhook: site.webhook, ...BOTH }, { prefer: 'wait' })
  await site.until(({ body }) => body.status === 'succeeded')
  expect(told(site)).toEqual([
    ['processing', true],
    ['processing', true],
    ['succeeded', true],
  ])
})

test('a late one comes after those that came after it', async () => {
  const { create, control, site } = await withReceiver(1)
  await control('POST', '/faults', { kind: 'webhook-late', subject: 'start', seconds: 3 })
  await create({}, { webhook: site.webhook, ...BOTH })
  await site.until(({ body }) => body.status === 'processing')
  expect(told(site)).toEqual([
    ['succeeded', true],
    ['processing', true],
  ])
})

test('one that is out of order comes after the end', async () => {
  const { create, control, site } = await withReceiver(1)
  await control('POST', '/faults', { kind: 'webhook-out-of-order' })
  await create({}, { webhook: site.webhook, ...BOTH })
  await site.until(({ body }) => body.status === 'processing')
  expect(told(site)).toEqual([
    ['succeeded', true],
    ['processing', true],
  ])
})

test('a doubled one comes twice under one id', async () => {
  const { create, control, site } = await withReceiver(1)
  await control('POST', '/faults', { kind: 'webhook-twice' })
  await create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })
  await site.until(() => site.received.length === 2)
  expect(new Set(site.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})
