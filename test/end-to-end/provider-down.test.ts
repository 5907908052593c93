/** The provider is down for an hour, and then has little credit: every run that was admitted gets its video, in order, and is sent once. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, ShopApi } from './shop-api.ts'
import { startTestRig, type TestRig } from './test-rig.ts'

/** An hour takes a minute, and a create every ten seconds one in 167 ms; a run's deadline is half a minute, enough on a busy machine. */
const TIME_SCALE = 60
const HOUR_SECONDS = 3_600
const VISITORS = 30
/** The most create requests for each video, refused and cut ones included. */
const CREATES_EACH_MAX = 1.2

const video = fileURLToPath(new URL('../fixtures/cup-turn.mp4', import.meta.url))
const cup = new Uint8Array(readFileSync(new URL('../fixtures/cup.jpg', import.meta.url)))

let rig: TestRig

beforeAll(async () => {
  rig = await startTestRig({ TIME_SCALE: String(TIME_SCALE), REPLICATE_CANNED_VIDEO: video })
})
afterAll(async () => {
  await rig?.end()
})

type Visitor = { api: ShopApi; reference: string }
type Visit = { api: ShopApi; path: string; prompt: string; events: Promise<Answer> }

async function arrive(): Promise<Visitor> {
  const api = await ShopApi.open(rig)
  const { body } = await api.upload(cup, 'cup.jpg', 'image/jpeg')
  return { api, reference: body.id }
}

/** Asks for one video and watches its events. */
async function wish({ api, reference }: Visitor, prompt: string): Promise<Visit> {
  const input = { prompt, reference_images: [reference], duration: 2, resolution: '720p' }
  const { status, body } = await api.post('/v1/generations', { input })
  expect(status).toBe(201)
  const path = `/v1/generations/${body.id}`
  return { api, path, prompt, events: api.get(`${path}/events`) }
}

/** The places in the queue that a watcher was told, in order. */
function places({ body }: Answer): number[] {
  const lines = (body as string).split('\n').filter((line) => line.startsWith('data: '))
  const told = lines.map((line) => JSON.parse(line.slice('data: '.length)).queue?.position as number | undefined)
  return told.filter((place) => place !== undefined)
}

it('after an hour without the provider and with little credit, thirty visitors have their videos, first come, first served', async () => {
  const visitors: Visitor[] = []
  while (visitors.length < VISITORS) visitors.push(await arrive())
  await rig.fault({ kind: 'low-credit' })
  await rig.fault({ kind: 'down', seconds: HOUR_SECONDS })
  const visits: Visit[] = []
  for (const visitor of visitors) visits.push(await wish(visitor, `Wish number ${visits.length + 1}`))
  const health = async () => (await fetch(`${rig.workerUrl}/healthz`)).json()
  await expect.poll(health, { timeout: 60_000 }).toMatchObject({ status: 'provider-down', provider: 'unreachable' })
  expect(await rig.stats()).toMatchObject({ predictions: 0 })

  const seen = await Promise.all(visits.map(({ events }) => events))
  const ends = await Promise.all(visits.map(async ({ api, path }) => (await api.get(path)).body))
  expect(ends.map(({ status, error }) => error?.code ?? status)).toEqual(visits.map(() => 'succeeded'))
  const served = await rig.promptsInOrder()
  expect(served).toEqual(visits.map(({ prompt }) => prompt))
  const { creates, predictions } = await rig.stats()
  expect(predictions).toBe(VISITORS)
  expect(creates).toBeLessThanOrEqual(VISITORS * CREATES_EACH_MAX)

  // The first two creates were sent to the silent provider at once; the other visitors saw their place, from the end of the queue to its head.
  const told = seen.map(places)
  for (const [index, own] of told.slice(2).entries()) {
    expect(Math.max(...own), `visitor ${index + 3}`).toBeGreaterThan(index)
    expect(own.at(-1), `visitor ${index + 3}`).toBeLessThanOrEqual(3)
  }
  expect(new Set(told.at(-1)).size).toBeGreaterThan(VISITORS / 3)
  expect(await health()).toMatchObject({ status: 'ok' })
})
