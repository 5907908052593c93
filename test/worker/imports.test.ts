/** References fetched by URL: from which hosts, under which limits, and what a bad answer is called. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import { Caller, json, makeSite, problemOf } from './caller.ts'
import { CAT_JPG, CAT_MOV, CAT_PNG } from './fixtures.ts'

const CDN = 'cdn.shop.example'
let caller: Caller
/** Every request that left the Worker. */
let asked: Request[]
let answer: (request: Request) => Response | Promise<Response>

beforeAll(async () => {
  await makeSite({ import_hosts: [CDN, 'localhost:9000', '127.0.0.1'] })
  caller = await Caller.arrive()
})
beforeEach(() => {
  asked = []
  answer = () => new Response(CAT_JPG, { headers: { 'content-type': 'image/jpeg' } })
  // The time limit of a minute is divided by TIME_SCALE here, and a busy machine may need longer for a good file.
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal)
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input as RequestInfo, init as RequestInit)
    asked.push(request)
    return answer(request)
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const load = (url: unknown) => caller.fetch('/v1/references/import', json({ url }))

describe('an import', () => {
  it('makes a reference of a file on a listed host, and asks for what the model can use', async () => {
    const response = await load(`https://${CDN}/photos/cat.jpg?v=2`)
    expect(response.status).toBe(201)
    const record = await response.json<Reference>()
    expect(record).toMatchObject({
      status: 'ready',
      media_type: 'image/jpeg',
      filename: 'cat.jpg',
      bytes: CAT_JPG.byteLength,
    })
    expect(response.headers.get('location')).toMatch(new RegExp(`/v1/references/${record.id}$`))
    expect(asked.map((request) => request.url)).toEqual([`https://${CDN}/photos/cat.jpg?v=2`])
    expect(asked[0]?.headers.get('cookie') ?? asked[0]?.headers.get('authorization')).toBeNull()
  })

  it('gets a JPEG from a CDN that would hand out AVIF', async () => {
    answer = (request) => {
      const accept = request.headers.get('accept') ?? '*/*'
      const avif = /image\/(avif|\*)|\*\/\*/.test(accept)
      return new Response(avif ? new TextEncoder().encode('\0\0\0\x1cftypavif'.padEnd(400)) : CAT_JPG)
    }
    expect(await (await load(`https://${CDN}/cat`)).json<Reference>()).toMatchObject({ media_type: 'image/jpeg' })
  })

  it('takes a file whose length is not told, whatever its header says that it is', async () => {
    answer = () => new Response(new Blob([CAT_MOV]).stream(), { headers: { 'content-type': 'text/html' } })
    const record = await (await load(`https://${CDN}/clip`)).json<Reference>()
    expect(record).toMatchObject({ status: 'ready', kind: 'video', bytes: CAT_MOV.byteLength })
  })

  it('takes plain http on loopback', async () => {
    expect((await load('http://localhost:9000/cat.jpg')).status).toBe(201)
  })

  it.each([
    ['a host that is not listed', 'https://evil.example/cat.jpg'],
    ['a host that only ends like one', `https://evil${CDN}/cat.jpg`],
    ['a host that only begins like one', `https://${CDN}.evil.example/cat.jpg`],
    ['another port', `https://${CDN}:8443/cat.jpg`],
    ['plain http', `http://${CDN}/cat.jpg`],
    ['credentials in it', `https://user:pass@${CDN}/cat.jpg`],
    ['a listed name before the @', `https://${CDN}@evil.example/cat.jpg`],
    ['the metadata service', 'http://169.254.169.254/latest/meta-data'],
    ['another name of loopback', 'http://2130706433:9000/cat.jpg'],
    ['a private address', 'https://10.0.0.1/cat.jpg'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:image/png;base64,AAAA'],
  ])('never asks %s', async (_, url) => {
    const problem = await problemOf(await load(url))
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/url', code: 'host-not-allowed' }] })
    expect(asked).toEqual([])
  })

  it('refuses what is no URL', async () => {
    for (const url of ['cat.jpg', 7, '', `https://${CDN}/${'x'.repeat(3000)}`]) {
      expect(await problemOf(await load(url))).toMatchObject({ status: 422, errors: [{ pointer: '/url' }] })
    }
  })

  it.each([
    ['a redirect', () => Response.redirect('http://169.254.169.254/', 302), 'redirected'],
    ['an error', () => new Response('no', { status: 404 }), 'unreachable'],
    ['nothing', () => new Response('', { headers: { 'content-length': '0' } }), 'empty'],
    [
      'more than 100 MB by its header',
      () => new Response('x', { headers: { 'content-length': '100000001' } }),
      'too-large',
    ],
    ['a connection that breaks', () => Promise.reject(new TypeError('Network connection lost.')), 'unreachable'],
    ['a body that breaks off', () => new Response(cut(CAT_PNG, 999)), 'unreachable'],
  ])('that meets %s says so, and leaves nothing behind', async (_, meet, code) => {
    const before = (await env.BUCKET.list({ prefix: 'references/' })).objects.length
    const list = await (await caller.fetch('/v1/references')).json<{ references: Reference[] }>()
    answer = meet
    const problem = await problemOf(await load(`https://${CDN}/cat.jpg`))
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/url', code }] })
    expect(asked).toHaveLength(1)
    expect((await env.BUCKET.list({ prefix: 'references/' })).objects).toHaveLength(before)
    expect(await (await caller.fetch('/v1/references')).json()).toEqual(list)
  })

  it.each([
    ['never answers', (request: Request) => silence(request)],
    ['answers, sends a little, and then nothing', () => new Response(stalled(CAT_PNG.slice(0, 999)))],
    [
      'tells its length, sends a little, and then nothing',
      () => new Response(stalled(CAT_PNG.slice(0, 999)), { headers: { 'content-length': String(CAT_PNG.byteLength) } }),
    ],
  ])('gives up on a host that %s', async (_, meet) => {
    const before = await (await caller.fetch('/v1/references')).json()
    answer = meet
    vi.mocked(AbortSignal.timeout).mockRestore()
    expect(await problemOf(await load(`https://${CDN}/slow.jpg`))).toMatchObject({ errors: [{ code: 'unreachable' }] })
    expect(await (await caller.fetch('/v1/references')).json()).toEqual(before)
  })

  it('stops a body without a length where the model’s limit is', async () => {
    let sent = 0
    answer = () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull: (controller) => {
            sent += 1_000_000
            controller.enqueue(new Uint8Array(1_000_000))
          },
        }),
      )
    expect(await problemOf(await load(`https://${CDN}/endless`))).toMatchObject({ errors: [{ code: 'too-large' }] })
    expect(sent).toBeLessThan(105_000_000)
  }, 240_000)

  it('stops a picture without a length where a picture’s limit is', async () => {
    let sent = 0
    answer = () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull: (controller) => {
            const piece = new Uint8Array(1_000_000)
            if (sent === 0) piece.set(CAT_JPG.slice(0, 5000))
            sent += piece.byteLength
            controller.enqueue(piece)
          },
        }),
      )
    expect(await problemOf(await load(`https://${CDN}/endless.jpg`))).toMatchObject({ errors: [{ code: 'too-large' }] })
    expect(sent).toBeLessThan(25_000_000)
  })

  it('of small files without a length reserves what they are, also four at once', async () => {
    await makeSite({ import_hosts: [CDN], quota: { upload_bytes_per_subject_per_day: 1_000_000 } }, 'site_small')
    const visitor = await Caller.arrive('site_small')
    answer = () => new Response(new Blob([CAT_JPG]).stream())
    const loads = Array.from({ length: 4 }, (_, index) =>
      visitor.fetch('/v1/references/import', json({ url: `https://${CDN}/${index}.jpg` })),
    )
    expect((await Promise.all(loads)).map(({ status }) => status)).toEqual([201, 201, 201, 201])
  })

  it.each([
    ['an empty body', () => new Response(new Blob([]).stream()), 'empty'],
    ['a length of 0', () => new Response('', { headers: { 'content-length': '0' } }), 'empty'],
    ['a part of the file', () => new Response(CAT_JPG.slice(0, 1000), { status: 206 }), 'unreachable'],
  ])('refuses %s', async (_, meet, code) => {
    const before = await (await caller.fetch('/v1/references')).json()
    answer = meet
    expect(await problemOf(await load(`https://${CDN}/cup.jpg`))).toMatchObject({ errors: [{ code }] })
    expect(await (await caller.fetch('/v1/references')).json()).toEqual(before)
  })

  it('says of what it fetched why it can’t serve', async () => {
    answer = () => new Response('<html>not a picture</html>'.repeat(20), { headers: { 'content-type': 'image/png' } })
    const record = await (await load(`https://${CDN}/cat.png`)).json<Reference>()
    expect(record).toMatchObject({ status: 'rejected', problem: { code: 'unsupported-type' } })
  })

  it('counts for what it is against the subject’s day', async () => {
    await makeSite({ import_hosts: [CDN], quota: { upload_bytes_per_subject_per_day: 150_000_000 } }, 'site_imports')
    const visitor = await Caller.arrive('site_imports')
    answer = () => new Response(new Blob([CAT_JPG]).stream())
    for (let count = 0; count < 3; count++) {
      const response = await visitor.fetch('/v1/references/import', json({ url: `https://${CDN}/cat.jpg` }))
      expect(response.status).toBe(201)
      await response.body?.cancel()
    }
  })
})

/** A server that never answers. */
function silence({ signal }: Request): Promise<Response> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

/** A body that stalls for ever, also after the request is aborted. */
function stalled(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(bytes) })
}

/** A body that breaks off in the middle. */
function cut(bytes: Uint8Array, after: number): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull: (controller) => {
      if (sent) controller.error(new Error('cut'))
      else controller.enqueue(bytes.slice(0, after))
      sent = true
    },
  })
}
