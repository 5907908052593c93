/** What a test of the stand-in works with: one of its own on fresh state, a caller's site, and plain API calls. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type CallerSite, startCallerSite } from './caller-site.ts'
import type { ReplicateOptions } from './options.ts'
import { type Replicate, startReplicate } from './start.ts'

export const TOKEN = 'r8_a-token-of-the-tests'
export const CREATE_PATH = '/models/wan-video/wan-2.7-r2v/predictions'
/** Handed out instead of a render where the render is not what is tested. */
export const CANNED_VIDEO = new URL('../fixtures/cup-turn.mp4', import.meta.url).pathname

export type Answer = { status: number; headers: Headers; body: Body }
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape, and fail where they are mistaken.
type Body = any

export type Session = {
  replicate: Replicate
  site: CallerSite
  /** Calls the API with the token; a body that is given is sent as JSON. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** Creates a prediction of a cat; what is given is added to the input and to the body. */
  create: (input?: object, body?: object, headers?: Record<string, string>) => Promise<Answer>
  control: (method: string, path: string, body?: unknown) => Promise<Answer>
}

/** Starts everything anew for one test, quick and without rendering unless the options say otherwise. */
export async function startSession(
  options: Partial<ReplicateOptions> = {},
  answerWebhook?: (nth: number) => number,
): Promise<Session> {
  const site = await startCallerSite(answerWebhook)
  const stateDirectory = options.stateDirectory ?? temporaryDirectory()
  const quick = { bootSeconds: 0, runSeconds: 0, cannedVideo: CANNED_VIDEO }
  const replicate = await startReplicate({ ...quick, ...options, stateDirectory })
  onTestFinished(async () => {
    await replicate.close()
    await site.close()
  })
  const call: Session['call'] = (method, path, body, headers = {}) =>
    request(`${replicate.baseUrl}${path}`, method, body, { authorization: `Bearer ${TOKEN}`, ...headers })
  return {
    replicate,
    site,
    call,
    create: (input = {}, body = {}, headers = {}) => {
      const cat = { prompt: 'A cat', reference_images: [site.reference('cat.jpg')], duration: 2, ...input }
      return call('POST', CREATE_PATH, { input: cat, ...body }, headers)
    },
    control: (method, path, body) => request(`${replicate.url}/_control${path}`, method, body, {}),
  }
}

/** A directory that is gone when the test is over. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'replicate-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }))
  return path
}

async function request(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text || undefined }
}
