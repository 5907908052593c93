/** Who calls can prove what each request cost: creates are counted by what they asked for. */
import { expect, test } from 'vitest'
import { startSession, temporaryDirectory } from '../session.ts'

test('the same request is one input, in whatever order it is written and wherever its references lie', async () => {
  const { create, call, control, site } = await startSession()
  await control('POST', '/faults', { kind: 'throttled' })
  await create({ prompt: 'A cat', seed: 7 })
  await create({ prompt: 'A cat', seed: 7 })
  const input = { seed: 7, reference_images: [site.reference('cup.jpg')], duration: 2, prompt: 'A cat' }
  await call('POST', '/models/wan-video/wan-2.7-r2v/predictions', { input }, { prefer: 'wait' })
  await create({ prompt: 'A cat', seed: 8 }, {}, { prefer: 'wait' })
  const { inputs } = (await control('GET', '/stats?match=cat')).body
  expect(inputs).toMatchObject([
    { input: { prompt: 'A cat', seed: 7, duration: 2 }, requests: 3, refused: 1 },
    { input: { prompt: 'A cat', seed: 8, duration: 2 }, requests: 1, refused: 0, billed_seconds: 2 },
  ])
  expect(inputs.map(({ predictions }: { predictions: object[] }) => predictions.length)).toEqual([2, 1])
  expect((await control('GET', '/stats?match=dog')).body.inputs).toEqual([])
})

test('what was taken and billed outlives a restart and the hour that data is kept', async () => {
  const stateDirectory = temporaryDirectory()
  const first = await startSession({ stateDirectory })
  const { body } = await first.create({}, {}, { prefer: 'wait' })
  await first.control('POST', '/faults', { kind: 'delivery-expired' })
  expect((await fetch(body.output)).status).toBe(404)
  const before = (await first.control('GET', '/stats')).body.inputs
  expect(before).toMatchObject([
    { billed_seconds: 2, predictions: [{ id: body.id, video_sha256: expect.any(String) }] },
  ])
  await first.replicate.close()
  const second = await startSession({ stateDirectory })
  const after = (await second.control('GET', '/stats')).body.inputs
  expect(after).toEqual([{ ...before[0], requests: 0 }])
})

test('no two canned videos have the same bytes', async () => {
  const { create, control } = await startSession()
  for (const seed of [1, 2]) await create({ seed }, {}, { prefer: 'wait' })
  const { inputs } = (await control('GET', '/stats')).body
  const digests = inputs.map(
    ({ predictions }: { predictions: { video_sha256: string }[] }) => predictions[0]?.video_sha256,
  )
  expect(new Set(digests).size).toBe(2)
})
