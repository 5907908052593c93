/** A page's visitor, calling the Worker as its browser would. */
import { exports } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import type { Problem } from '../../worker/contract/problem.ts'
import type { Reference } from '../../worker/contract/reference.ts'
import type { Session } from '../../worker/contract/session.ts'
import type { SitePatch } from '../../worker/contract/site.ts'
import type { Who } from '../../worker/objects/who.ts'
import { workerTestBindings } from './bindings.ts'
import { CAT_PNG } from './fixtures.ts'

export const WORKER = 'http://127.0.0.1:8787'
export const SHOP = 'https://shop.example'

/** One request to the Worker under test. */
export function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(path.startsWith('http') ? path : `${WORKER}${path}`, init))
}

/** Base 64 of UTF-8, as `Upload-Metadata` wants it. */
export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

/** A JSON body with its header. */
export function json(body: unknown, init: RequestInit = {}): RequestInit {
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return { method: 'POST', ...init, headers, body: JSON.stringify(body) }
}

const ADMIN = { authorization: `Bearer ${workerTestBindings.ADMIN_TOKEN}` }

/** One request by the operator. */
export function admin(path: string, init: RequestInit = {}): Promise<Response> {
  return call(path, { ...init, headers: { ...ADMIN, ...Object.fromEntries(new Headers(init.headers)) } })
}

/** A site with room to try things, unless the test says otherwise. */
export async function makeSite(patch: SitePatch = {}, id = 'site_test'): Promise<void> {
  const fields = {
    id,
    name: 'Test',
    origins: [SHOP],
    ...patch,
    budget: { per_hour: 100, per_day: 100, per_month: 100, ...patch.budget },
    quota: {
      generations_per_subject_per_day: 100,
      concurrent_per_subject: 100,
      sessions_per_address_per_hour: 10_000,
      ...patch.quota,
    },
    allow: { max_duration: 10, ...patch.allow },
  }
  const response = await call('/v1/admin/sites', json(fields, { headers: ADMIN }))
  expect(response.status, await response.text()).toBe(201)
}

/** A visitor with a session. */
export class Caller {
  readonly session: Session
  readonly headers: Record<string, string>

  /** `origin`: null for a server, which sends no Origin header. */
  constructor(session: Session, origin: string | null = SHOP) {
    this.session = session
    this.headers = { authorization: `Bearer ${session.token}`, ...(origin === null ? {} : { origin }) }
  }

  /** The visitor's site and subject, as the objects take them. */
  get who(): Who {
    return { site: this.session.site.id, subject: this.session.subject }
  }

  static async arrive(site = 'site_test'): Promise<Caller> {
    const response = await call('/v1/sessions', json({ site }, { headers: { origin: SHOP } }))
    expect(response.status).toBe(201)
    return new Caller(await response.json<Session>())
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(this.headers)) headers.set(name, value)
    return call(path, { ...init, headers })
  }

  /** Uploads a file in one request and gives its record. */
  async upload(
    bytes: Uint8Array<ArrayBuffer> = CAT_PNG,
    filename = 'file',
    headers: Record<string, string> = {},
  ): Promise<Reference> {
    const response = await this.fetch('/v1/references', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(bytes.byteLength),
        'upload-metadata': `filename ${base64(filename)}`,
        'content-type': 'application/offset+octet-stream',
        ...headers,
      },
      body: bytes,
    })
    expect(response.status, await response.clone().text()).toBe(201)
    const record = await this.fetch(response.headers.get('location') ?? '')
    return record.json<Reference>()
  }

  generate(input: Record<string, unknown>, more: Record<string, unknown> = {}, key?: string): Promise<Response> {
    return this.fetch(
      '/v1/generations',
      json({ input, ...more }, key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    )
  }

  /** Starts a generation with one picture. */
  async start(input: Record<string, unknown> = {}, key?: string): Promise<Generation> {
    const reference = await this.upload()
    const response = await this.generate(
      { prompt: 'It moves', reference_images: [reference.id], duration: 2, ...input },
      {},
      key,
    )
    expect(response.status, await response.clone().text()).toBeLessThan(300)
    return response.json<Generation>()
  }

  /** Follows the events from the first one on, until one fits. */
  async until(generation: Generation, fits: (seen: Generation) => boolean): Promise<Generation> {
    for await (const seen of this.events(generation, 0)) if (fits(seen)) return seen
    throw new Error('the events ended before')
  }

  /** Follows the events until the end. */
  async end(generation: Generation): Promise<Generation> {
    let last = generation
    for await (const seen of this.events(generation)) last = seen
    return last
  }

  async *events(generation: Generation, lastEventId?: number): AsyncGenerator<Generation> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }
    const response = await this.fetch(generation.urls.events, { headers })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    try {
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
        if (done) return
        text += value
        const events = text.split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1]
          if (data) yield JSON.parse(data) as Generation
        }
      }
    } finally {
      await reader?.cancel()
    }
  }
}

/** The problem in an answer; also expects its media type, status and request id to be right. */
export async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = await response.json<Problem>()
  expect(problem.status).toBe(response.status)
  expect(problem.request_id).toBe(response.headers.get('x-request-id'))
  return problem
}
