/** A killed stand-in loses nothing: the next one on the same state finishes what was begun and says so. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startCallerSite } from '../caller-site.ts'
import { CREATE_PATH, startSession, TOKEN, temporaryDirectory } from '../session.ts'

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url))
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

async function startProcess(...flags: string[]): Promise<{ child: ChildProcess; baseUrl: string }> {
  const child = spawn(NODE, [MAIN, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const baseUrl = /^replicate stand-in ready at (http:\/\/127\.0\.0\.1:\d+\/v1)$/.exec(line)?.[1]
    if (baseUrl) return { child, baseUrl }
  }
  throw new Error('the stand-in ended before it was ready')
}

test('after a kill, a run that was processing is finished by the next process, and its end is announced', async () => {
  const site = await startCallerSite()
  onTestFinished(() => site.close())
  const state = temporaryDirectory()
  const first = await startProcess('--state', state, '--seconds', '600', '--boot-seconds', '0')
  const created = await fetch(first.baseUrl + CREATE_PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      input: { prompt: 'A cat', duration: 2, resolution: '720p', reference_images: [site.reference('cat.jpg')] },
      webhook: site.webhook,
      webhook_events_filter: ['logs', 'completed'],
    }),
  })
  const { id } = (await created.json()) as { id: string }
  await site.until(({ body }) => body.status === 'processing')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const { call } = await startSession({ stateDirectory: state, cannedVideo: undefined })
  const end = await site.until(({ body }) => body.status === 'succeeded')
  expect(end.body.id).toBe(id)
  const video = await fetch(end.body.output ?? '')
  expect(video.status).toBe(200)
  expect(Buffer.from(await video.arrayBuffer()).toString('latin1', 4, 8)).toBe('ftyp')
  expect((await call('GET', `/predictions/${id}`)).body.status).toBe('succeeded')
})

test('an end that was not announced before a restart is announced after it, under the same id', async () => {
  const site = await startCallerSite((nth) => (nth === 1 ? 500 : 200))
  onTestFinished(() => site.close())
  const state = temporaryDirectory()
  const first = await startSession({ stateDirectory: state })
  await first.create({}, { webhook: site.webhook, webhook_events_filter: ['completed'] })
  await site.until(() => site.received.length === 1)
  await first.replicate.close()

  await startSession({ stateDirectory: state })
  await site.until(() => site.received.length === 2)
  const [before, after] = site.received
  expect(after?.headers['webhook-id']).toBe(before?.headers['webhook-id'])
  expect(after?.body.status).toBe('succeeded')
})

test('what is over is still there after a restart, at the new address', async () => {
  const state = temporaryDirectory()
  const first = await startSession({ stateDirectory: state })
  const { body } = await first.create({}, {}, { prefer: 'wait' })
  await first.replicate.close()

  const { call, control, replicate } = await startSession({ stateDirectory: state })
  const again = (await call('GET', `/predictions/${body.id}`)).body
  expect(again.output).toBe(replicate.url + new URL(body.output).pathname)
  expect((await fetch(again.output)).status).toBe(200)
  expect((await control('GET', '/stats')).body).toMatchObject({ predictions: 1, billed_seconds: 2 })
})

test('a process that is told to end does so cleanly in the middle of a run', async () => {
  const { site } = await startSession()
  const { child, baseUrl } = await startProcess('--state', temporaryDirectory(), '--boot-seconds', '0')
  await fetch(baseUrl + CREATE_PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      input: { prompt: 'A cat', reference_images: [site.reference('cat.jpg')] },
      webhook: site.webhook,
      webhook_events_filter: ['start'],
    }),
  })
  await site.until(() => true)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
