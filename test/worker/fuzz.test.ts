/** Thousands of random requests, over every route: each gets an answer that says what it is. */

import { listDurableObjectIds } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { OPERATIONS } from '../../worker/contract/openapi/document.ts'
import { PROBLEMS } from '../../worker/contract/problem.ts'
import type { NewSiteKey } from '../../worker/contract/site.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, makeSite, SHOP } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CAT_PNG, CUP_MP4 } from './fixtures.ts'

/** `npm run fuzz` makes all 10,000; `npm test` the first of them. */
const REQUESTS = 10_000 * inject('fuzzShare')
const IDS = 10_000 * inject('fuzzShare')
/** Requests that are sent at the same time: as many as a busy isolate has. */
const AT_ONCE = 50
const ANSWER_WITHIN_MS = 60_000
const SEED = 20_261_122

/** The parts that good requests are made of. */
let good: { tokens: string[]; values: Record<string, string[]>; bodies: unknown[] }

beforeAll(async () => {
  const replicate = new FakeReplicate().install()
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  const budget = { per_hour: 2, per_day: 2, per_month: 2 }
  await makeSite({ budget, import_hosts: ['127.0.0.1'] }, 'site_fuzz')
  await makeSite({ budget }, 'site_doomed')
  const caller = await Caller.arrive('site_fuzz')
  const reference = await caller.upload(CAT_PNG)
  const input = { prompt: 'It moves', reference_images: [reference.id], duration: 2, seed: 1 }
  const generation = await caller.end(await (await caller.generate(input)).json<Generation>())
  const sent = replicate.createsOf(generation)[0]
  const admin = { authorization: `Bearer ${workerTestBindings.ADMIN_TOKEN}` }
  const made = await call('/v1/admin/sites/site_doomed/keys', { method: 'POST', headers: admin })
  const { id: key, secret } = await made.json<NewSiteKey>()
  const [signed = ''] = (sent?.input.reference_images ?? []) as string[]
  good = {
    tokens: [caller.session.token, caller.session.token, workerTestBindings.ADMIN_TOKEN, secret],
    values: {
      id: [generation.id, reference.id, generation.video?.id ?? ''],
      site: ['site_fuzz', 'site_doomed'],
      key: [key],
      subject: ['visitor-nobody'],
      generation: [generation.id],
      capability: [sent?.webhook?.split('/').at(-1) ?? ''],
      token: [signed.split('/').at(-2) ?? ''],
      name: ['reference.png'],
    },
    bodies: [
      { input },
      { input: { ...input, reference_videos: [reference.id], seed: 2 }, metadata: { title: 'Mine' }, consent: true },
      { site: 'site_fuzz', renewal: caller.session.renewal },
      { id: 'site_new', name: 'New', origins: [SHOP], budget: { per_day: 1 } },
      { url: 'http://127.0.0.1:9/a.png' },
      { id: sent?.webhook, status: 'succeeded', output: 'https://replicate.delivery/x.mp4' },
    ],
  }
})
afterAll(() => {
  vi.unstubAllGlobals()
})

/** Changes one thing in a text, or nothing. */
const changed = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant(text) },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.nat(text.length).map((at) => text.slice(0, at)) },
    { weight: 1, arbitrary: fc.nat(text.length).map((at) => `${text.slice(0, at)}%00${text.slice(at + 1)}`) },
    { weight: 1, arbitrary: fc.nat(text.length).map((at) => `${text.slice(0, at)}x${text.slice(at + 1)}`) },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: 'binary', maxLength: 40 })
        .map((tail) => text + encodeURIComponent(tail.toWellFormed())),
    },
    { weight: 1, arbitrary: fc.constant(`..%2f${text}`) },
    { weight: 1, arbitrary: fc.constant('x'.repeat(3000)) },
  )

/** A body with one of its values replaced, removed or doubled. */
const mutatedBody = (body: unknown): fc.Arbitrary<unknown> => {
  const paths = pathsOf(body)
  return fc
    .tuple(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 2 ** 53, '', [], {}, null)))
    .map(([path, value]) => replaced(body, path, value))
}

const HEADERS: Record<string, string[]> = {
  origin: [SHOP, SHOP, SHOP, 'null', 'https://evil.example', 'HTTPS://SHOP.EXAMPLE', 'x'],
  'content-type': [
    'application/json',
    'application/offset+octet-stream',
    'text/plain',
    'application/json; charset=utf-16',
    '',
  ],
  'tus-resumable': ['1.0.0', '1.0.0', '0.2.2', 'x'],
  'upload-length': ['67', '0', '-1', '1e9', '99999999999999999999', 'x'],
  'upload-offset': ['0', '67', '-1', '1.5', 'x'],
  'upload-metadata': ['filename YQ==', 'filename', 'filename !!!', 'sha256 YQ==', ',,,', 'a b c'],
  'upload-defer-length': ['1', 'x'],
  'idempotency-key': ['a', 'b', '', 'x'.repeat(300), 'ü'],
  range: ['bytes=0-', 'bytes=9-1', 'bytes=-0', 'bytes=0-1,3-4', 'x'],
  'if-none-match': ['*', '"x"', 'x'],
  'last-event-id': ['0', '99', '-1', 'x', '1'.repeat(40)],
  'access-control-request-method': ['POST', 'x'],
  'x-http-method-override': ['DELETE', 'PATCH', 'x'],
  'webhook-id': ['msg_1', ''],
  'webhook-timestamp': ['1000000000', 'x'],
  'webhook-signature': ['v1,AAAA', 'v9,x', ','],
  'content-length': ['5'],
}

type Made = {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer> | null
}

const request = (): fc.Arbitrary<Made> => {
  const routes = Object.entries(OPERATIONS)
    // A deployment that is paused answers 503 to everything after it.
    .filter(([path]) => path !== '/v1/admin/pause')
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })))
  const method = (usual: string) =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(usual) },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND') },
    )
  const headers = fc
    .tuple(fc.subarray(Object.keys(HEADERS), { maxLength: 6 }), fc.nat(1000))
    .map(([names, pick]) =>
      Object.fromEntries(names.map((name) => [name, HEADERS[name]?.[pick % (HEADERS[name]?.length ?? 1)] ?? ''])),
    )
  const [session = '', , admin = ''] = good.tokens
  /** The origin that the route's usual callers send: a page's own, none for a server. */
  const usual = (path: string): Record<string, string> => {
    if (path.startsWith('/v1/admin')) return { authorization: `Bearer ${admin}` }
    return { origin: SHOP, ...(path === '/v1/sessions' ? {} : { authorization: `Bearer ${session}` }) }
  }
  const authorization = (path: string): fc.Arbitrary<Record<string, string>> => {
    const other = fc.constantFrom(...good.tokens).map((token) => `Bearer ${token}`)
    const broken = fc
      .constantFrom(...good.tokens)
      .chain(changed)
      .map((token) => `Bearer ${token}`)
    const odd = fc.constantFrom('', 'Bearer', 'Basic YTpi', 'bearer  x')
    return fc.oneof(
      { weight: 9, arbitrary: fc.constant(usual(path)) },
      { weight: 1, arbitrary: fc.oneof(other, broken, odd).map((text) => ({ ...usual(path), authorization: text })) },
    )
  }
  const body = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...good.bodies).map((value) => JSON.stringify(value)) },
    {
      weight: 5,
      arbitrary: fc
        .constantFrom(...good.bodies)
        .chain(mutatedBody)
        .map((value) => JSON.stringify(value) ?? ''),
    },
    { weight: 1, arbitrary: fc.constantFrom('', '{', '[]', '"', 'null', '\ud800', '{"input":', '['.repeat(5000)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)) },
    { weight: 1, arbitrary: fc.constant(CAT_PNG) },
  )
  const query = fc.oneof(
    { weight: 8, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '?cursor=zzz',
        '?cursor=1.1',
        '?download=1',
        '?%',
        '?token=x',
        '?from=x&to=y',
        `?${'a=b&'.repeat(500)}`,
      ),
    },
  )
  return fc.constantFrom(...routes).chain((route) =>
    fc.record({
      method: method(route.method),
      path: fc.tuple(filled(route), query).map(([path, tail]) => path + tail),
      headers: fc
        .tuple(headers, authorization(route.path))
        .map(([some, own]) => ({ 'content-type': 'application/json', ...own, ...some })),
      body,
    }),
  )
}

/** The path with its parameters, each good or changed. Deletions of a site are aimed at a site that is there for them. */
function filled({ path, method }: { path: string; method: string }): fc.Arbitrary<string> {
  const parts = path.split(/(\{\w+\})/)
  const isDeletion = method === 'DELETE'
  return fc
    .tuple(
      ...parts.map((part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1]
        if (name === undefined) return fc.constant(part)
        const values = name === 'site' && isDeletion ? ['site_doomed'] : (good.values[name] ?? ['x'])
        return fc.constantFrom(...values).chain(changed)
      }),
    )
    .map((texts) => texts.join(''))
}

async function send({ method, path: asked, headers, body }: Made): Promise<Response | 'not-sendable'> {
  // A DELETE sent to another method's path names the doomed site too.
  const path =
    method === 'DELETE' && /^\/v1\/admin\/sites\/[^/]+$/.test(asked) ? asked.replace('fuzz', 'doomed') : asked
  const clean = Object.entries(headers).filter(([, value]) => /^[\x20-\x7e]*$/.test(value))
  const carries = body !== null && method !== 'GET' && method !== 'HEAD'
  try {
    return await call(path, { method, headers: Object.fromEntries(clean), ...(carries ? { body } : {}) })
  } catch (error) {
    // A request that the platform refuses to send never reaches a Worker.
    if (error instanceof TypeError && /URL|method|header/i.test(error.message)) return 'not-sendable'
    throw error
  }
}

it(`answers each of ${REQUESTS} random requests with a request id, and with a code where it refuses (seed ${SEED})`, async () => {
  const codes = new Set<string>()
  const pending = new Set<string>()
  const statuses = new Map<number, number>()
  const made = fc.sample(request(), { numRuns: REQUESTS, seed: SEED })
  const check = async (one: Made) => {
    const what = `${one.method} ${one.path} ${JSON.stringify(one.headers)} ${one.body}`.slice(0, 600)
    pending.add(what)
    const answer = await send(one)
    pending.delete(what)
    if (answer === 'not-sendable') return
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    expect(answer.status, what).toBeLessThan(500)
    expect(answer.headers.get('x-request-id'), what).toMatch(/^[0-9a-f-]{36}$/)
    if (answer.status < 400 || one.method === 'HEAD') return await answer.body?.cancel()
    expect(answer.headers.get('content-type'), what).toBe('application/problem+json')
    const problem = await answer.json<{ code: keyof typeof PROBLEMS; status: number; request_id: string }>()
    expect(PROBLEMS, what).toHaveProperty([problem.code])
    expect(problem.request_id).toBe(answer.headers.get('x-request-id'))
    codes.add(problem.code)
  }
  for (let from = 0; from < made.length; from += AT_ONCE) {
    const { promise: hang, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`no answer: ${[...pending].join('\n')}`)), ANSWER_WITHIN_MS)
    await Promise.race([Promise.all(made.slice(from, from + AT_ONCE).map(check)), hang])
    clearTimeout(timer)
  }
  // Enough of the requests reached the handlers to be worth something.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 100)
  expect([...codes].length, [...codes].join()).toBeGreaterThan(12)
}, 600_000)

it('wakes no object for an invented id, and leaves no file behind', async () => {
  const files = async () => {
    const namespaces = [env.SITES, env.UPLOADS, env.GENERATIONS] as unknown as DurableObjectNamespace[]
    return (await Promise.all(namespaces.map(listDurableObjectIds))).map((ids) => ids.length)
  }
  await makeSite({}, 'site_ids')
  const caller = await Caller.arrive('site_ids')
  const before = await files()
  const random = (like: string) => {
    const letters = '0123456789abcdefghjkmnpqrstvwxyz'
    const tail = [...crypto.getRandomValues(new Uint8Array(like.length - 4))].map((byte) => letters[byte % 32]).join('')
    return like.slice(0, 4) + tail
  }
  const [generation = '', reference = '', video = ''] = good.values.id ?? []
  const ask = async (index: number): Promise<number> => {
    const routes = [
      () => caller.fetch(`/v1/generations/${random(generation)}`),
      () => caller.fetch(`/v1/generations/${random(generation)}/cancel`, { method: 'POST' }),
      () => caller.fetch(`/v1/generations/${random(generation)}`, { method: 'DELETE' }),
      () => caller.fetch(`/v1/references/${random(reference)}`),
      () =>
        caller.fetch(`/v1/references/${random(reference)}`, {
          method: 'DELETE',
          headers: { 'tus-resumable': '1.0.0' },
        }),
      () => call(`/v1/videos/${random(video)}`),
      () => call(`/v1/videos/${random(video)}.mp4`),
      () =>
        call('/v1/sessions', {
          method: 'POST',
          headers: { origin: SHOP, 'content-type': 'application/json' },
          body: JSON.stringify({ site: `site_${random('site').slice(4)}x${index}` }),
        }),
    ]
    const answer = await (routes[index % routes.length] as () => Promise<Response>)()
    await answer.body?.cancel()
    return answer.status
  }
  const statuses = new Set<number>()
  for (let from = 0; from < IDS; from += 100) {
    for (const status of await Promise.all(Array.from({ length: 100 }, (_, at) => ask(from + at)))) statuses.add(status)
  }
  expect([...statuses]).toEqual([404])
  expect(await files()).toEqual(before)
}, 600_000)

function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: (string | number)[], by: unknown): unknown {
  if (key === undefined) return by
  const copy: Record<string | number, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) }
  copy[key] = replaced(copy[key], rest, by)
  return copy
}
