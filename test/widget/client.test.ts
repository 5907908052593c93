/** The headless client's own rules: sessions, streams, memory, and kinds of failures. */
import { describe, expect, test, vi } from 'vitest'
import { backOff, wait } from '../../widget/client/back-off.ts'
import { cleanEndpoint, scriptEndpoint } from '../../widget/client/endpoint.ts'
import { readEvents, type StreamEvent } from '../../widget/client/event-stream.ts'
import { createClient, NetworkError, ProblemError } from '../../widget/client/index.ts'
import { createMemory, type Memory } from '../../widget/client/memory.ts'
import { identify } from '../../widget/client/upload/identify.ts'
import { ENDPOINT, FakeWorker } from './fake-worker.ts'

function client(worker: FakeWorker, options: { now?: () => number; memory?: Memory } = {}) {
  const fetch = (url: string, init?: RequestInit) => worker.handle(url, init)
  return createClient({ endpoint: ENDPOINT, site: 'site_demo', fetch, memory: createMemory('x', 'y'), ...options })
}

describe('a session', () => {
  test('is asked for once by callers at the same time', async () => {
    const worker = new FakeWorker()
    const { session } = client(worker)
    const tokens = await Promise.all([session.token(), session.token(), session.token()])
    expect(new Set(tokens)).toEqual(new Set(['token-1']))
    expect(worker.requests('POST', '/v1/sessions')).toHaveLength(1)
  })

  test('is renewed before it ends', async () => {
    const worker = new FakeWorker()
    let now = Date.now()
    const { session } = client(worker, { now: () => now })
    await session.token()
    now += 13 * 60_000
    expect(await session.token()).toBe('token-1')
    now += 70_000
    expect(await session.token()).toBe('token-2')
  })

  test('lasts its time also where the visitor’s clock is wrong', async () => {
    const worker = new FakeWorker()
    const wrong = Date.now() + 86_400_000
    const { session } = client(worker, { now: () => wrong })
    await session.token()
    await session.token()
    expect(worker.requests('POST', '/v1/sessions')).toHaveLength(1)
  })
})

describe('memory', () => {
  test('lasts as long as the page where storage throws', () => {
    const closed = new Proxy({} as Storage, {
      get() {
        throw new DOMException('', 'SecurityError')
      },
    })
    const memory = createMemory('https://a', 'site_a', closed)
    memory.set('renewal', 'r')
    expect(memory.get('renewal')).toBe('r')
    memory.set('renewal', undefined)
    expect(memory.get('renewal')).toBeUndefined()
  })

  test('keeps sites and endpoints apart', () => {
    const one = createMemory('https://a', 'site_a')
    one.set('generation', 'gen_1')
    expect(createMemory('https://a', 'site_b').get('generation')).toBeUndefined()
    expect(createMemory('https://b', 'site_a').get('generation')).toBeUndefined()
    one.set('generation', undefined)
  })
})

describe('failures', () => {
  test('no answer is a network error', async () => {
    const worker = new FakeWorker()
    worker.intercept(() => new Error('cut'))
    await expect(client(worker).references.list()).rejects.toBeInstanceOf(NetworkError)
  })

  test('a gateway’s page on the way is no answer, a firewall’s an internal error with its status', async () => {
    const worker = new FakeWorker()
    worker.once('GET', '/v1/references', () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    await expect(client(worker).references.list()).rejects.toBeInstanceOf(NetworkError)
    worker.once('GET', '/v1/references', () => new Response('<h1>Blocked</h1>', { status: 403 }))
    const error = await client(worker)
      .references.list()
      .catch((thrown) => thrown)
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({ code: 'internal-error', status: 403, errors: [] })
  })

  test('how long to wait is taken from the header where the body doesn’t tell', async () => {
    const worker = new FakeWorker()
    const headers = { 'retry-after': '7', 'x-request-id': 'req_7' }
    worker.once('GET', '/v1/references', () => new Response('{"code":"rate-limited"}', { status: 429, headers }))
    const error = await client(worker)
      .references.list()
      .catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'rate-limited', retry_after: 7, request_id: 'req_7' })
  })

  test('a request that was taken back is neither', async () => {
    const stop = new AbortController()
    stop.abort()
    const error = await client(new FakeWorker())
      .generations.get('gen_1', stop.signal)
      .catch((thrown) => thrown)
    expect(error).toMatchObject({ name: 'AbortError' })
  })

  test('waiting is longer each time, never all at once, and ends when it is taken back', async () => {
    expect([0, 1, 2, 10].map((attempt) => backOff(attempt, () => 0))).toEqual([250, 500, 1000, 10_000])
    expect(backOff(0, () => 1)).toBe(500)
    const stop = new AbortController()
    const waiting = wait(60_000, stop.signal)
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('an event stream', () => {
  async function read(...chunks: string[]): Promise<{ events: StreamEvent[]; alive: number }> {
    const alive = vi.fn()
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        controller.close()
      },
    })
    const events: StreamEvent[] = []
    for await (const event of readEvents(stream, alive)) events.push(event)
    return { events, alive: alive.mock.calls.length }
  }

  test('is read wherever it is cut', async () => {
    const { events } = await read(
      'event: gener',
      'ation\r',
      '\nid: 4\r\ndata: {"a"',
      ':1}\r\n\r\nevent: x\ndata: 2\n\n',
    )
    expect(events).toEqual([
      { event: 'generation', id: '4', data: '{"a":1}' },
      { event: 'x', id: '4', data: '2' },
    ])
  })

  test('takes comments as a sign of life and nothing more', async () => {
    const { events, alive } = await read(': hello\n\n', ': hello\n\n', 'data: a\ndata: b\n\n')
    expect(events).toEqual([{ event: 'message', id: undefined, data: 'a\nb' }])
    expect(alive).toBe(3)
  })

  test('leaves out an event that was cut off', async () => {
    expect((await read('data: whole\n\ndata: half')).events).toHaveLength(1)
  })
})

test('the endpoint is the origin of the script, where it is one of ours', () => {
  expect(scriptEndpoint('https://video.example/refreel.js')).toBe('https://video.example')
  expect(scriptEndpoint('https://video.example/refreel@1.2.3/studio.js')).toBe('https://video.example')
  expect(scriptEndpoint('https://video.example/refreel%401.2.3/studio-abc.js')).toBe('https://video.example')
  expect(scriptEndpoint('https://shop.example/assets/app.js')).toBeUndefined()
  expect(cleanEndpoint('https://video.example/')).toBe('https://video.example')
})

test('a large clip is known by all of its bytes, so that it need not be sent a second time', async () => {
  const bytes = new Uint8Array(24_000_000)
  bytes[11_000_000] = 7
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  expect(await identify(new File([bytes], 'clip.mp4'))).toMatchObject({ sha256: hex })
})
