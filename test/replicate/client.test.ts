/** The official client drives the stand-in as it drives Replicate, and every answer is as the API document says. */
import { readFileSync } from 'node:fs'
import Replicate from 'replicate'
import { expect, test } from 'vitest'
import { expectConformance } from './conformance.ts'
import type { ReplicateOptions } from './options.ts'
import { startSession, TOKEN } from './session.ts'

const MODEL = 'wan-video/wan-2.7-r2v'
const cup = new Blob([readFileSync(new URL('../fixtures/cup.jpg', import.meta.url))], { type: 'image/jpeg' })

async function startClient(options: Partial<ReplicateOptions> = {}) {
  const session = await startSession(options)
  const client = new Replicate({ auth: TOKEN, baseUrl: session.replicate.baseUrl, useFileOutput: false })
  const input = { prompt: 'A cat', duration: 2, reference_images: [session.site.reference('cat.jpg')] }
  return { ...session, client, input }
}

test('a prediction is created, waited for, got and delivered', async () => {
  const { client, input } = await startClient()
  const created = await client.predictions.create({ model: MODEL, input })
  expectConformance('models.predictions.create', 201, created)
  expect(created).toMatchObject({ status: 'starting', model: MODEL, version: 'hidden', input, output: null })
  expect(created.id).toMatch(/^[a-z0-9]{26}$/)
  expect(created.urls.get).toBe(`https://api.replicate.com/v1/predictions/${created.id}`)

  const over = await client.wait(created, { interval: 20 })
  expectConformance('predictions.get', 200, over)
  expect(over).toMatchObject({
    status: 'succeeded',
    error: null,
    data_removed: false,
    metrics: { predict_time: expect.any(Number) },
  })

  const video = await fetch(over.output as string)
  expect(video.headers.get('content-type')).toBe('video/mp4')
  expect(video.headers.get('access-control-allow-origin')).toBe('*')
  expect(video.headers.get('cache-control')).toBe('public,max-age=3600')
  expect((await video.arrayBuffer()).byteLength).toBe(Number(video.headers.get('content-length')))
})

test('a prediction can be created by version and be waited for in the call', async () => {
  const { client, input } = await startClient()
  const created = await client.predictions.create({ version: MODEL, input, wait: 30 })
  expectConformance('predictions.create', 201, created)
  expect(created.status).toBe('succeeded')
})

test('run returns the output', async () => {
  const { client, input } = await startClient()
  expect(await client.run(MODEL, { input })).toMatch(/\/delivery\/.+\/output\.mp4$/)
})

test('a prediction is cancelled right after its creation, without logs and output', async () => {
  const { client, input } = await startClient({ bootSeconds: 600 })
  const { id } = await client.predictions.create({ model: MODEL, input })
  const canceled = await client.predictions.cancel(id)
  expectConformance('predictions.cancel', 200, canceled)
  expect(canceled).toMatchObject({ status: 'canceled', logs: null, output: null, completed_at: expect.any(String) })
})

test('predictions are listed newest first with their inputs, a hundred a page', async () => {
  const { client, call, input } = await startClient()
  const ids: string[] = []
  for (let count = 0; count < 101; count++) ids.unshift((await client.predictions.create({ model: MODEL, input })).id)
  const first = await client.predictions.list()
  expectConformance('predictions.list', 200, first)
  expect(first.results.map(({ id }) => id)).toEqual(ids.slice(0, 100))
  expect(first.results[0]?.input).toEqual(input)
  expect(first.previous).toBeNull()

  const next = new URL(first.next ?? '')
  expect(next.origin + next.pathname).toBe('https://api.replicate.com/v1/predictions')
  const second = (await call('GET', `/predictions${next.search}`)).body
  expectConformance('predictions.list', 200, second)
  expect(second.results.map(({ id }: { id: string }) => id)).toEqual(ids.slice(100))
  expect(second.next).toBeNull()
  const back = (await call('GET', `/predictions${new URL(second.previous).search}`)).body
  expect(back.results.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 100))
})

test('a list can be bounded by time', async () => {
  const { call, create } = await startClient()
  const { body } = await create()
  const at = Date.parse(body.created_at)
  const list = async (query: string) => (await call('GET', `/predictions?${query}`)).body.results.length
  expect(await list(`created_after=${new Date(at).toISOString()}`)).toBe(1)
  expect(await list(`created_after=${new Date(at + 1).toISOString()}`)).toBe(0)
  expect(await list(`created_before=${new Date(at).toISOString()}`)).toBe(0)
  expect(await list('source=web')).toBe(0)
})

test('files are created, got, listed, used as references and deleted', async () => {
  const { client } = await startClient()
  const file = await client.files.create(cup, { shop: 'cups' })
  expectConformance('files.create', 201, file)
  expect(file).toMatchObject({ content_type: 'image/jpeg', size: cup.size, metadata: { shop: 'cups' } })
  expectConformance('files.get', 200, await client.files.get(file.id))
  const list = await client.files.list()
  expectConformance('files.list', 200, list)
  expect(list.results.map(({ id }) => id)).toEqual([file.id])

  const input = { prompt: 'A cup', reference_images: [file.urls.get] }
  expect((await client.predictions.create({ model: MODEL, input, wait: 30 })).status).toBe('succeeded')
  expect(await client.files.delete(file.id)).toBe(true)
  await expect(client.files.get(file.id)).rejects.toThrow('404')
})

test('the account, the model and the webhook secret can be read', async () => {
  const { client, replicate } = await startClient()
  expectConformance('account.get', 200, await client.accounts.current())
  const model = await client.models.get('wan-video', 'wan-2.7-r2v')
  expectConformance('models.get', 200, model)
  expect(model.latest_version).toHaveProperty(
    'openapi_schema.components.schemas.Input.properties.seed.maximum',
    2147483647,
  )
  const secret = await client.webhooks.default.secret.get()
  expectConformance('webhooks.default.secret.get', 200, secret)
  expect(secret.key).toBe(replicate.webhookSecret)
})
