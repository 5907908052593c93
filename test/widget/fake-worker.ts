/** A scripted Worker for the elements' tests: answers by the contract, and advances a run when a test says so. */
import type { Generation, GenerationRequest, Status } from '../../worker/contract/generation.ts'
import { PROBLEMS, type Problem, type ProblemCode } from '../../worker/contract/problem.ts'
import type { Session, SessionFacts } from '../../worker/contract/session.ts'
import { FakeUploads, type Seen } from './fake-uploads.ts'
import { FakeXhr, type Fate, type Line, type Sent } from './fake-xhr.ts'

/** An address that nothing can answer: `.test` is reserved. */
export const ENDPOINT = 'https://refreel.test'

/** Answers in place of the script: a response, now or later, an Error as a network failure, or undefined to let it answer. */
export type Interception = (seen: Seen) => Response | Promise<Response> | Error | undefined

export function problem(code: ProblemCode, more: Partial<Problem> = {}): Response {
  const [status, title] = PROBLEMS[code]
  const body: Problem = { type: `/problems/${code}`, title, status, detail: title, code, request_id: 'req_1', ...more }
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } })
}

/** Rejects when the request is aborted. */
const given = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const HOUR_MS = 3_600_000
const soon = (ms = HOUR_MS) => new Date(Date.now() + ms).toISOString()

export class FakeWorker {
  readonly seen: Seen[] = []
  /** What every new session tells. */
  site: Session['site'] = {
    id: 'site_demo',
    name: 'Demo',
    show_price: true,
    presets: [],
    limits: {
      custom_prompt: true,
      max_duration: 10,
      resolutions: ['720p', '1080p'],
      reference_videos: true,
      remaining_today: { generations: 4, resets_at: soon() },
    },
  }
  preview = false
  /** Milliseconds that a session lives. */
  sessionMs = 15 * 60_000
  /** While this promise is pending, uploads stop half-way. */
  uploadGate: Promise<void> | undefined
  /** Each request of the tus client as it went out. */
  readonly sent: Sent[] = []
  /** The fate of the next bodies on their way; the last entry stays in force. */
  fate: (sent: Sent) => Fate = () => undefined
  readonly uploads = new FakeUploads(ENDPOINT, problem)
  /** The address of a real video, for finished runs. */
  videoUrl = `${ENDPOINT}/v1/videos/vid_1.mp4`
  posterUrl: string | undefined
  loopUrl: string | undefined
  /** Generations of one page of the list. */
  pageLength = 20
  readonly generations = new Map<string, Generation>()
  #interceptions: Interception[] = []
  #sessions = 0
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  #history: Generation[] = []
  readonly #over = Promise.withResolvers<void>()
  #waiting: { want: (seen: Seen) => boolean; found: (seen: Seen) => void }[] = []
  #leaving: { want: (sent: Sent) => boolean; found: (sent: Sent) => void }[] = []

  /** Replaces the network in a window; the returned function restores it. */
  install(target: Window & typeof globalThis): () => void {
    const { fetch, XMLHttpRequest } = target
    target.fetch = (input, init) => {
      const url = String(input instanceof Request ? input.url : input)
      return url.startsWith(ENDPOINT) ? this.handle(url, init) : fetch.call(target, input, init)
    }
    const line: Line = {
      begin: (sent) => {
        this.sent.push(sent)
        for (const { want, found } of this.#leaving) if (want(sent)) found(sent)
        return this.fate(sent)
      },
      gate: () => this.uploadGate,
      handle: (url, init, cut) => this.handle(url, init, cut),
    }
    target.XMLHttpRequest = class extends FakeXhr {
      constructor() {
        super(line)
      }
    } as unknown as typeof XMLHttpRequest
    return () => {
      Object.assign(target, { fetch, XMLHttpRequest })
      // A pending create would be retried later, during another test.
      this.#over.resolve()
      this.cut()
    }
  }

  /** Answers each request before the script does, until the returned function removes it. */
  intercept(interception: Interception): () => void {
    this.#interceptions.push(interception)
    return () => {
      this.#interceptions = this.#interceptions.filter((each) => each !== interception)
    }
  }

  /** The next request to `path` gets this answer instead. */
  once(method: string, path: string, answer: () => Response | Promise<Response> | Error): void {
    const stop = this.intercept((seen) => {
      if (seen.method !== method || seen.path !== path) return undefined
      stop()
      return answer()
    })
  }

  requests(method: string, path: string): Seen[] {
    return this.seen.filter((seen) => seen.method === method && seen.path === path)
  }

  /** Resolves when request number `count` (from 1) of this kind has come in. */
  async arrival(method: string, path: string, count = 1): Promise<Seen> {
    const present = this.requests(method, path)[count - 1]
    if (present) return present
    return new Promise((found) => {
      const want = () => this.requests(method, path).length >= count
      this.#waiting.push({ want, found })
    })
  }

  /** Resolves when request number `count` (from 1) of this method has left the tus client. */
  async departure(method: string, count = 1): Promise<Sent> {
    const present = this.sends(method)[count - 1]
    if (present) return present
    return new Promise((found) => {
      const want = () => this.sends(method).length >= count
      this.#leaving.push({ want, found })
    })
  }

  sends(method: string): Sent[] {
    return this.sent.filter((sent) => sent.method === method)
  }

  /** Changes the newest generation: appends an event, which all listeners hear. */
  advance(status: Status, more: Partial<Generation> = {}): Generation {
    const before = [...this.generations.values()].at(-1)
    if (!before) throw new Error('Nothing was asked for yet.')
    const next: Generation = { ...before, status, sequence: before.sequence + 1, ...more }
    if (status === 'succeeded') next.video ??= this.#video()
    this.generations.set(next.id, next)
    this.#history.push(next)
    for (const stream of this.#streams) {
      this.#write(stream, next)
      if (['succeeded', 'failed', 'canceled'].includes(status)) this.#close(stream)
    }
    return next
  }

  /** Ends every open stream without an event, as a proxy does that gives up. */
  cut(): void {
    for (const stream of [...this.#streams]) this.#close(stream)
  }

  async handle(url: string, init: RequestInit = {}, cut = false): Promise<Response> {
    const { pathname, searchParams } = new URL(url)
    const headers = new Headers(init.headers)
    const method = init.method ?? 'GET'
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body
    const seen: Seen = { method, path: pathname, search: searchParams, headers, body }
    init.signal?.throwIfAborted()
    this.seen.push(seen)
    for (const { want, found } of this.#waiting) if (want(seen)) found(seen)
    for (const interception of [...this.#interceptions]) {
      const answer = interception(seen)
      if (answer instanceof Error) throw new TypeError('Failed to fetch')
      if (answer) return Promise.race([answer, this.#refusalAtEnd(), ...(init.signal ? [given(init.signal)] : [])])
    }
    return this.#answer(seen, cut, init.signal ?? undefined)
  }

  async #refusalAtEnd(): Promise<Response> {
    await this.#over.promise
    return problem('not-found')
  }

  #answer(seen: Seen, cut: boolean, signal?: AbortSignal): Response {
    const { method, path } = seen
    const [, , resource, id = '', rest = ''] = path.split('/')
    if (resource === 'sessions') return method === 'GET' ? Response.json(this.#told()) : this.#session()
    if (resource === 'videos') return this.#facts(id)
    if (!seen.headers.get('authorization')?.startsWith('Bearer ')) return problem('unauthenticated')
    if (resource === 'references') return this.uploads.answer(id, seen, cut)
    if (resource !== 'generations') return problem('not-found')
    if (method === 'POST' && id === 'estimate') return this.#estimate(seen.body as GenerationRequest)
    if (method === 'POST' && !id) return this.#create(seen.body as GenerationRequest)
    if (method === 'GET' && !id) return this.#list(seen.search.get('cursor'))
    const generation = this.generations.get(id)
    if (!generation) return problem('not-found')
    if (method === 'DELETE') {
      this.generations.delete(id)
      return new Response(null, { status: 204 })
    }
    if (rest === 'cancel') return Response.json(this.advance('canceled'))
    if (rest === 'events') return this.#events(generation, seen.headers.get('last-event-id'), signal)
    return Response.json(generation)
  }

  #told(): SessionFacts {
    return { subject: 'sub_1', site: this.site, preview: this.preview }
  }

  #session(): Response {
    this.#sessions += 1
    const session: Session = {
      token: `token-${this.#sessions}`,
      expires_at: soon(this.sessionMs),
      renewal: `renewal-${this.#sessions}`,
      ...this.#told(),
    }
    return Response.json(session, { status: 201 })
  }

  #create(body: GenerationRequest): Response {
    const { prompt = 'The preset’s', seed = 4711, ...input } = body.input ?? {}
    const id = `gen_${this.generations.size + 1}`
    const self = `${ENDPOINT}/v1/generations/${id}`
    const generation: Generation = {
      id,
      attempt: 1,
      status: 'queued',
      sequence: 1,
      input: { ...input, prompt, seed },
      metadata: body.metadata ?? {},
      cost: { currency: 'USD', estimated: 0.5 },
      preview: this.preview,
      created_at: soon(0),
      urls: { self, events: `${self}/events`, cancel: `${self}/cancel` },
    }
    this.generations.set(id, generation)
    this.#history = [generation]
    return Response.json(generation, { status: 201 })
  }

  /** The newest first, so many a page. */
  #list(cursor: string | null): Response {
    const all = [...this.generations.values()].reverse()
    const at = Number(cursor ?? 0)
    const generations = all.slice(at, at + this.pageLength)
    const next = at + this.pageLength
    return Response.json({ generations, ...(next < all.length ? { cursor: String(next) } : {}) })
  }

  #estimate({ input = {} }: GenerationRequest): Response {
    const estimated = (input.duration ?? 5) / 10
    return Response.json({ cost: { currency: 'USD', estimated }, input, would_replay: false })
  }

  #facts(id: string): Response {
    return Response.json({
      id,
      title: 'A cat',
      url: this.videoUrl,
      ...(this.posterUrl ? { poster_url: this.posterUrl } : {}),
      ...(this.loopUrl ? { loop_url: this.loopUrl } : {}),
      width: 1280,
      height: 720,
      duration: 3,
      created_at: soon(0),
      ai_generated: true,
      preview: this.preview,
    })
  }

  #events(generation: Generation, last: string | null, signal?: AbortSignal): Response {
    const history = this.#history.length > 0 ? this.#history : [generation]
    const news = last === null ? history.slice(-1) : history.filter(({ sequence }) => sequence > Number(last))
    const over = ['succeeded', 'failed', 'canceled'].includes(generation.status)
    if (over && news.length === 0) return new Response(null, { status: 204 })
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        this.#streams.add(stream)
        signal?.addEventListener('abort', () => {
          if (this.#streams.delete(stream)) stream.error(signal.reason)
        })
        for (const each of news) this.#write(stream, each)
        if (over) this.#close(stream)
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  #write(stream: ReadableStreamDefaultController<Uint8Array>, generation: Generation): void {
    const text = `event: generation\nid: ${generation.sequence}\ndata: ${JSON.stringify(generation)}\n\n`
    stream.enqueue(new TextEncoder().encode(text))
  }

  #close(stream: ReadableStreamDefaultController<Uint8Array>): void {
    if (!this.#streams.delete(stream)) return
    try {
      stream.close()
    } catch {
      // The reader has cancelled already.
    }
  }

  #video(): NonNullable<Generation['video']> {
    return {
      id: 'vid_1',
      url: this.videoUrl,
      download_url: `${ENDPOINT}/v1/videos/vid_1.mp4?download=1`,
      ...(this.posterUrl ? { poster_url: this.posterUrl } : {}),
      media_type: 'video/mp4',
      bytes: 1000,
      width: 1280,
      height: 720,
      duration: 3,
    }
  }
}
