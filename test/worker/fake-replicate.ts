/** Replicate as the Worker under test sees it: in memory, and scripted answer by answer. */
import { vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import type { Prediction } from '../../worker/replicate/prediction.ts'
import { workerTestBindings } from './bindings.ts'
import { call, WORKER } from './caller.ts'

const API = workerTestBindings.REPLICATE_BASE_URL
const ORIGIN = new URL(API).origin

/** Ways in which the next create goes wrong. */
export type CreateBehaviour =
  /** The provider takes the create, but its answer is lost. */
  | { kind: 'answer-lost' }
  /** The connection breaks before the provider has it. */
  | { kind: 'lost' }
  | { kind: 'refused'; status: number; body?: unknown; headers?: Record<string, string> }

/** The effect of the account's limits on a create: a refusal, or rate-limit headers on its answer. */
export type Allowance = { refused: number; retryAfter?: number } | { refused: null; headers: Record<string, string> }

type Sent = { input: Record<string, unknown>; webhook?: string; cancelAfter: string | null }

export class FakeReplicate {
  readonly predictions = new Map<string, Prediction & { webhook?: string }>()
  /** Creates that reached the provider, the failed ones included. */
  readonly creates: Sent[] = []
  /** Every call, as `METHOD path`. */
  readonly calls: string[] = []
  readonly deliveries = new Map<string, () => Response>()
  /** Files that were uploaded, by the path at which they can be read. */
  readonly files = new Map<string, File>()
  /** The faults of the next creates, in order. */
  next: CreateBehaviour[] = []
  /** False: listings leave out every prediction. */
  listed = true
  /** True: no call is answered. */
  down = false
  /** How many of the next GETs of a prediction are answered with 429. */
  busy = 0
  /** False: a cancel is accepted, and the prediction goes on. */
  cancels = true
  /** The rate limit on creates: plenty, as the headers of Replicate's answers say. */
  limit: () => Allowance = () => ({
    refused: null,
    headers: { 'ratelimit-remaining': '599', 'ratelimit-reset': '60' },
  })
  /** What the account call answers. */
  account: () => Response = () => Response.json({ type: 'user', username: 'test' })
  /** Changes a prediction as soon as it is created. */
  onCreate: (prediction: Prediction) => void = () => undefined

  /** Answers for Replicate and its delivery host; everything else goes on to the network. */
  install(): this {
    const real = globalThis.fetch
    vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input as RequestInfo, init as RequestInit)
      return request.url.startsWith(ORIGIN) ? this.#answer(request) : real(request)
    })
    return this
  }

  /** The creates of this generation, found by prompt and seed: runs of other tests may still be under way. */
  createsOf({ input }: Pick<Generation, 'input'>): Sent[] {
    return this.creates.filter((sent) => sent.input.prompt === input.prompt && sent.input.seed === input.seed)
  }

  /** The newest prediction of this generation. */
  predictionOf({ input }: Pick<Generation, 'input'>): Prediction {
    const own = [...this.predictions.values()].filter(
      (prediction) => prediction.input.prompt === input.prompt && prediction.input.seed === input.seed,
    )
    const newest = own.at(-1)
    if (!newest) throw new Error('nothing was created for this generation')
    return newest
  }

  /** Reads a reference's bytes as the provider would: from us, or from its own files. */
  read(url: string): Promise<Response> {
    if (url.startsWith(WORKER)) return call(url)
    return fetch(url, { headers: { authorization: `Bearer ${workerTestBindings.REPLICATE_API_TOKEN}` } })
  }

  /** Ends a prediction with this video, or with nothing. */
  succeed(prediction: Prediction, video: Uint8Array, headers: Record<string, string> = {}): void {
    const path = `/delivery/${prediction.id}/output.mp4`
    this.deliveries.set(path, () => new Response(video, { headers: { 'content-type': 'video/mp4', ...headers } }))
    const at = new Date().toISOString()
    Object.assign(prediction, { status: 'succeeded', output: `${ORIGIN}${path}`, started_at: at, completed_at: at })
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    this.calls.push(`${request.method} ${url.pathname}`)
    if (this.down) throw new TypeError('Network connection lost.')
    const delivery = this.deliveries.get(url.pathname)
    if (delivery) return delivery()
    if (request.headers.get('authorization') !== `Bearer ${workerTestBindings.REPLICATE_API_TOKEN}`) {
      return Response.json({ title: 'Unauthenticated', status: 401 }, { status: 401 })
    }
    if (request.method === 'POST' && url.pathname === `/v1/models/${workerTestBindings.MODEL}/predictions`)
      return this.#create(request)
    if (request.method === 'POST' && url.pathname === '/v1/files') return this.#file(request)
    const file = this.files.get(url.pathname)
    if (file) return new Response(file, { headers: { 'content-type': file.type } })
    if (url.pathname === '/v1/account') return this.account()
    if (url.pathname === '/v1/predictions')
      return Response.json({ next: null, previous: null, results: this.listed ? [...this.predictions.values()] : [] })
    const [, id, cancel] = /^\/v1\/predictions\/([a-z0-9]+)(\/cancel)?$/.exec(url.pathname) ?? []
    if (id && this.busy-- > 0) return Response.json({ retry_after: 1, status: 429 }, { status: 429 })
    const prediction = this.predictions.get(id ?? '')
    if (!prediction) return Response.json({ detail: 'Not found', status: 404 }, { status: 404 })
    if (cancel && this.cancels)
      Object.assign(prediction, { status: 'canceled', completed_at: new Date().toISOString() })
    return Response.json(prediction)
  }

  async #file(request: Request): Promise<Response> {
    const content = (await request.formData()).get('content')
    if (!(content instanceof File)) return Response.json({ detail: 'content is missing', status: 400 }, { status: 400 })
    const path = `/v1/files/${crypto.randomUUID()}`
    this.files.set(path, content)
    return Response.json({ id: path.split('/').at(-1), urls: { get: `${ORIGIN}${path}` } }, { status: 201 })
  }

  async #create(request: Request): Promise<Response> {
    const behaviour = this.next.shift()
    if (behaviour?.kind === 'lost') throw new TypeError('Network connection lost.')
    const body = (await request.json()) as Sent
    this.creates.push({ ...body, cancelAfter: request.headers.get('cancel-after') })
    if (behaviour?.kind === 'refused') {
      return Response.json(behaviour.body ?? {}, {
        status: behaviour.status,
        ...(behaviour.headers ? { headers: behaviour.headers } : {}),
      })
    }
    const allowance = this.limit()
    if (allowance.refused !== null) {
      const { refused: status, retryAfter: retry_after } = allowance
      return Response.json({ status, retry_after, detail: 'You have less than $5.0 in credit.' }, { status })
    }
    const id = [...crypto.getRandomValues(new Uint8Array(13))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
    const prediction: Prediction & { webhook?: string } = {
      id,
      status: 'starting',
      input: body.input,
      output: null,
      error: null,
      logs: '',
      data_removed: false,
      created_at: new Date().toISOString(),
      started_at: null,
      completed_at: null,
      ...(body.webhook ? { webhook: body.webhook } : {}),
    }
    this.predictions.set(id, prediction)
    this.onCreate(prediction)
    if (behaviour?.kind === 'answer-lost') throw new TypeError('Network connection lost.')
    return Response.json(prediction, { status: 201, headers: allowance.headers })
  }
}
