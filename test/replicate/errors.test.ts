/** What the stand-in refuses, and that it does so in Replicate's words. */
import { expect, test } from 'vitest'
import { expectConformance } from './conformance.ts'
import { CREATE_PATH, startSession, TOKEN } from './session.ts'

test('a call without a token and one with a wrong token get the two bodies of 401', async () => {
  const { call } = await startSession({ token: TOKEN })
  const without = await call('GET', '/account', undefined, { authorization: '' })
  expect(without.body).toEqual({
    title: 'Unauthenticated',
    detail: 'You did not pass a valid authentication token',
    status: 401,
  })
  const wrong = await call('GET', '/account', undefined, { authorization: 'Bearer r8_another' })
  expect(wrong.body).toEqual({ status: 401, detail: 'Invalid or expired API token.', title: 'Authentication required' })
  expect([without.status, wrong.status]).toEqual([401, 401])
})

test('who creates more than the limit allows is throttled, and successes say what is left', async () => {
  const { create } = await startSession({ createsPerMinute: 2 })
  const left = [await create(), await create()].map(({ headers }) => headers.get('ratelimit-remaining'))
  expect(left).toEqual(['1', '0'])
  const refused = await create()
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})

const inputs: [rule: string, input: object, type: string, field: string][] = [
  ['a prompt is required', { prompt: undefined }, 'required', 'input'],
  ['a prompt is text', { prompt: 7 }, 'invalid_type', 'input.prompt'],
  ['a duration is at most ten', { duration: 11 }, 'number_lte', 'input.duration'],
  ['a duration is at least two', { duration: 1 }, 'number_gte', 'input.duration'],
  ['a duration is whole', { duration: 2.5 }, 'invalid_type', 'input.duration'],
  ['a resolution is one of two', { resolution: '4k' }, 'enum', 'input.resolution'],
  ['an aspect ratio is one of five', { aspect_ratio: '21:9' }, 'enum', 'input.aspect_ratio'],
  ['a shot type is one of two', { shot_type: 'many' }, 'enum', 'input.shot_type'],
  ['a seed is not negative', { seed: -1 }, 'number_gte', 'input.seed'],
  ['a seed has 31 bits', { seed: 2 ** 31 }, 'number_lte', 'input.seed'],
  ['a negative prompt is text', { negative_prompt: [] }, 'invalid_type', 'input.negative_prompt'],
  ['a reference is a URI', { reference_images: ['cat.jpg'] }, 'format', 'input.reference_images.0'],
  ['references are a list', { reference_videos: 'https://x.example/a.mp4' }, 'invalid_type', 'input.reference_videos'],
  ['a reference is required', { reference_images: [] }, 'array_min_items', 'input'],
  [
    'references are at most five',
    { reference_videos: Array(5).fill('https://x.example/a.mp4') },
    'array_max_items',
    'input',
  ],
  ['other inputs are refused', { fps: 60 }, 'additional_property_not_allowed', 'input'],
]

test.each(inputs)('%s', async (_, input, type, field) => {
  const { create } = await startSession()
  const { status, body } = await create(input)
  expect(status).toBe(422)
  expect(body.title).toBe('Input validation failed')
  expect(body.invalid_fields).toEqual([{ type, field, description: expect.any(String) }])
  expect(body.detail).toBe(`- ${field}: ${body.invalid_fields[0].description}\n`)
})

test('the words of a refusal are those of the real validator', async () => {
  const { call, site } = await startSession()
  const input = { duration: 11, reference_images: [site.reference('cat.jpg')] }
  expect((await call('POST', CREATE_PATH, { input })).body).toEqual({
    detail: '- input: prompt is required\n- input.duration: Must be less than or equal to 10\n',
    status: 422,
    title: 'Input validation failed',
    invalid_fields: [
      { type: 'required', field: 'input', description: 'prompt is required' },
      { type: 'number_lte', field: 'input.duration', description: 'Must be less than or equal to 10' },
    ],
  })
})

const bodies: [rule: string, body: object, field: string][] = [
  ['other keys beside the input are refused', { idempotency_key: 'x' }, '(root)'],
  ['a webhook is HTTPS', { webhook: 'http://shop.example/hook' }, 'webhook'],
  ['a webhook is a URL', { webhook: 'hook' }, 'webhook'],
  ['an event is one of four', { webhook_events_filter: ['end'] }, 'webhook_events_filter.0'],
]

test.each(bodies)('%s', async (_, body, field) => {
  const { create } = await startSession()
  const answer = await create({}, body)
  expect(answer.status).toBe(422)
  expect(answer.body.invalid_fields[0].field).toBe(field)
})

test('a deadline is at least five seconds away', async () => {
  const { create } = await startSession()
  expect((await create({}, {}, { 'cancel-after': '4s' })).status).toBe(422)
  expect((await create({}, {}, { 'cancel-after': 'soon' })).status).toBe(422)
  expect((await create({}, {}, { 'cancel-after': '1h30m45s' })).status).toBe(201)
})

test('what is not there is not found', async () => {
  const { call } = await startSession()
  const paths = ['/predictions/aaaaaaaaaaaaaaaaaaaaaaaaaa', '/models/wan-video/wan-9', '/files/none', '/nowhere']
  const answers = await Promise.all(paths.map((path) => call('GET', path)))
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  expect((await call('POST', '/models/wan-video/wan-9/predictions', { input: {} })).status).toBe(404)
  const version = await call('POST', '/predictions', { version: 'f'.repeat(64), input: {} })
  expect(version.status).toBe(422)
  expect(version.body.title).toBe('Invalid version or not permitted')
})

test('a body that is no JSON object is refused', async () => {
  const { call } = await startSession()
  expect((await call('POST', CREATE_PATH, 'text')).status).toBe(400)
})

test('a file of more than 100 MB is refused', async () => {
  const { replicate } = await startSession()
  const form = new FormData()
  form.append('content', new Blob([new Uint8Array(100_000_001)]), 'large.mp4')
  const headers = { authorization: `Bearer ${TOKEN}` }
  const response = await fetch(`${replicate.baseUrl}/files`, { method: 'POST', body: form, headers })
  const body = await response.json()
  expectConformance('files.create', 413, body)
  expect(body).toEqual({ detail: 'Files must be less than 100MB in size' })
})
