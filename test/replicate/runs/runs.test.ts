/** How runs end: of themselves, by their caller, by their deadline; and what is left of them after an hour. */
import { expect, test, vi } from 'vitest'
import type { Received } from '../caller-site.ts'
import { expectConformance } from '../conformance.ts'
import { startSession } from '../session.ts'

const LONG_SECONDS = 600
const isStart = ({ body }: Received) => body.status === 'processing'
const isOf = (id: string) => (message: Received) => message.body.id === id && message.body.status !== 'processing'

test('a run that is cancelled while it is processing is charged in full and announced', async () => {
  const { create, call, control, site } = await startSession({ runSeconds: LONG_SECONDS })
  const { body } = await create(
    { duration: 4 },
    { webhook: site.webhook, webhook_events_filter: ['start', 'completed'] },
  )
  await site.until(isStart)
  const canceled = await call('POST', `/predictions/${body.id}/cancel`)
  expect(canceled.body).toMatchObject({ status: 'canceled', output: null, started_at: expect.any(String) })
  await site.until(isOf(body.id))
  expect((await control('GET', '/stats')).body).toMatchObject({ billed_seconds: 4, by_status: { canceled: 1 } })
})

test('a run that is over stays as it is when it is cancelled', async () => {
  const { create, call } = await startSession()
  const { body } = await create({}, {}, { prefer: 'wait' })
  const canceled = await call('POST', `/predictions/${body.id}/cancel`)
  expect(canceled.status).toBe(200)
  expect(canceled.body).toEqual(body)
})

test('a deadline that passes before the start aborts the run, for free and in silence', async () => {
  const { create, control, site } = await startSession({ bootSeconds: LONG_SECONDS, timeScale: 50 })
  const { status, body } = await create({}, { webhook: site.webhook }, { 'cancel-after': '5s', prefer: 'wait=60' })
  expect(status).toBe(201)
  expectConformance('models.predictions.create', 201, body)
  expect(body).toMatchObject({ status: 'aborted', started_at: null, deadline: expect.any(String) })
  expect((await control('GET', '/stats')).body.billed_seconds).toBe(0)
  expect(site.received).toEqual([])
})

test('a deadline that passes while the run is processing cancels it', async () => {
  const { create } = await startSession({ runSeconds: LONG_SECONDS, timeScale: 20 })
  const { body } = await create({}, {}, { 'cancel-after': '5s', prefer: 'wait=60' })
  expect(body.status).toBe('canceled')
  expect(Date.parse(body.completed_at)).toBeGreaterThanOrEqual(Date.parse(body.deadline) - 1)
})

test('a wait that runs out answers 202 with the run as it is', async () => {
  const { create } = await startSession({ runSeconds: LONG_SECONDS, timeScale: 20 })
  const { status, body, headers } = await create({}, {}, { prefer: 'wait=1' })
  expect(status).toBe(202)
  expectConformance('models.predictions.create', 202, body)
  expect(body.status).toBe('processing')
  expect(headers.get('location')).toBe(`https://api.replicate.com/v1/predictions/${body.id}`)
})

test('an hour after the end, input, output and logs are removed, and the video is gone', async () => {
  const { create, call, site } = await startSession({ timeScale: 1200 })
  const { body } = await create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })
  const { output } = (await site.until(isOf(body.id))).body
  expect((await fetch(output ?? '')).status).toBe(200)
  await vi.waitFor(async () => {
    const { body: later } = await call('GET', `/predictions/${body.id}`)
    expectConformance('predictions.get', 200, later)
    expect(later).toMatchObject({ status: 'succeeded', data_removed: true, input: {}, output: null, logs: null })
  }, 20_000)
  expect((await fetch(output ?? '')).status).toBe(404)
})

test('logs tell the seed and the progress up to the end', async () => {
  const { create } = await startSession({ runSeconds: 2 })
  const { body } = await create({ seed: 456 }, {}, { prefer: 'wait' })
  const lines = body.logs.trimEnd().split('\n')
  expect(lines[0]).toBe('Using seed: 456')
  expect(lines.at(-1)).toMatch(/^100%\|█{10}\| 50\/50 \[\d\d:\d\d<00:00, .+it\/s\]$/)
  expect(lines.length).toBeGreaterThan(3)
})
