/** The log of a whole run: enough to follow it, and no secrets. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { withoutSecrets } from '../../worker/log.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, call, json, makeSite } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CUP_JPG, CUP_MP4 } from './fixtures.ts'

let lines: string[]

beforeEach(() => {
  lines = []
  for (const method of ['log', 'error', 'warn', 'info', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      lines.push(parts.map(String).join(' '))
    })
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const VISITOR = { 'cf-connecting-ip': '203.0.113.77', 'user-agent': 'A peculiar browser' }
const PROMPT = 'Aunt Mathilda dances'

describe('the log of a whole run', () => {
  it('follows it by ids and codes, and holds no prompt, name, token, signed address or visitor’s address', async () => {
    const replicate = new FakeReplicate().install()
    await makeSite({}, 'site_log')
    const caller = await Caller.arrive('site_log')
    Object.assign(caller.headers, VISITOR)
    const reference = await caller.upload(CUP_JPG, 'mathilda-at-home.jpg')
    const key = 'an-idempotency-key'
    const input = { prompt: PROMPT, reference_images: [reference.id], duration: 2 }
    const metadata = { title: 'Her birthday' }
    const answer = await caller.generate(input, { metadata }, key)
    const generation = await answer.json<Generation>()
    await caller.until(generation, (seen) => seen.status === 'starting')
    const [sent] = replicate.createsOf(generation)
    const [signed] = (sent?.input.reference_images ?? []) as [string]
    await call(signed)
    await caller.fetch('/v1/generations', json({ input: { prompt: PROMPT } }))
    await caller.fetch(`/v1/generations/${generation.id}?token=${caller.session.token}`)
    await call(`/v1/media/${signed.split('/').at(-2)}x/reference.jpg`)
    await call('/v1/sessions', json({ site: 'site_nobody', renewal: caller.session.renewal }))
    replicate.succeed(replicate.predictionOf(generation), CUP_MP4)
    const end = await caller.end(generation)
    await call(end.video?.url ?? '')
    await caller.fetch(generation.urls.self, { method: 'DELETE' })

    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    for (const record of records) {
      expect(record).toMatchObject({ event: expect.any(String), time: expect.stringMatching(/^\d{4}-.*Z$/) })
    }
    const states = records.filter(({ event }) => event === 'generation')
    expect(states.map(({ to }) => to)).toEqual(expect.arrayContaining(['queued', 'starting', 'storing', 'succeeded']))
    expect(states[0]).toMatchObject({ generation: generation.id, site: 'site_log', attempt: 1 })
    const requests = records.filter(({ event }) => event === 'request')
    const created = requests.find(({ status, route }) => status === 201 && route === '/v1/generations')
    expect(created).toMatchObject({
      method: 'POST',
      site: 'site_log',
      generation: generation.id,
      request: answer.headers.get('x-request-id'),
      ms: expect.any(Number),
    })
    expect(requests.find(({ code }) => code === 'invalid-input')).toMatchObject({ status: 422 })
    expect(requests.find(({ route }) => route === '/v1/media/:token/:name')).toBeDefined()

    const text = lines.join('\n')
    const secrets = {
      prompt: PROMPT,
      title: 'birthday',
      filename: 'mathilda',
      address: '203.0.113.77',
      browser: 'peculiar',
      session: caller.session.token,
      'half of the session': caller.session.token.slice(0, 40),
      renewal: caller.session.renewal ?? 'none',
      'signed address': signed.split('/').at(-2) ?? '',
      capability: sent?.webhook?.split('/').at(-1) ?? '',
      key,
      provider: workerTestBindings.REPLICATE_API_TOKEN,
      admin: workerTestBindings.ADMIN_TOKEN,
      webhook: workerTestBindings.REPLICATE_WEBHOOK_SECRET,
      ring: workerTestBindings.SIGNING_KEYS.split(':')[1] ?? '',
      id: workerTestBindings.ID_KEY,
    }
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length, name).toBeGreaterThan(3)
      expect(text.toLowerCase(), name).not.toContain(secret.toLowerCase())
    }
  })

  it('keeps addresses and keys out of a fault’s message', () => {
    const fault =
      'TypeError: fetch to https://user:pw@host/v1/media/abc?x=1 failed with r8_abcdefghijklmnopqrstuvwxyz0123'
    expect(withoutSecrets(fault)).toBe('TypeError: fetch to <address> failed with <token>')
    expect(withoutSecrets('x '.repeat(1000))).toHaveLength(300)
  })
})

describe('an answer', () => {
  it('says which request it was, and how long the Worker took', async () => {
    const [a, b] = [await call('/healthz'), await call('/v1/nowhere')]
    for (const answer of [a, b]) {
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(answer.headers.get('server-timing')).toMatch(/^worker;dur=\d+$/)
    }
    expect(a.headers.get('x-request-id')).not.toBe(b.headers.get('x-request-id'))
  })
})
