/** Calls the admin API; refusals become sentences for people. */
import type { Problem } from '../contract/problem.ts'
import { EXIT, Failure } from './failure.ts'
import type { Settings } from './settings.ts'
import { printable } from './text.ts'

/** Milliseconds until a call has to be answered. Ours. */
const TIMEOUT_MS = 60_000

/** An answer that is no refusal. */
type Answer<T> = { status: number; body: T; headers: Headers }

/** The admin API of one Worker, with the operator's token. */
export class Client {
  readonly settings: Settings

  constructor(settings: Settings) {
    this.settings = settings
  }

  /** The body of a GET. Throws a `Failure` for every refusal. */
  async get<T>(path: string): Promise<T> {
    return (await this.send<T>('GET', path)).body
  }

  /** Sends a request. Throws a `Failure` for every refusal; `body` is undefined in an answer without one. */
  async send<T = undefined>(
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const { url, token } = this.settings
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    }
    const init = { method, headers, redirect: 'error' as const, signal: AbortSignal.timeout(TIMEOUT_MS) }
    const response = await fetch(
      `${url}${path}`,
      body === undefined ? init : { ...init, body: JSON.stringify(body) },
    ).catch((error: Error & { cause?: Error }) => {
      throw new Failure(`${url} can’t be reached: ${error.cause?.message || error.message}.`, EXIT.refused)
    })
    const text = await response.text()
    const json = /json/.test(response.headers.get('content-type') ?? '') ? parsed(text) : undefined
    if (!response.ok) throw refusal(url, response.status, json as Problem | undefined)
    return { status: response.status, body: json as T, headers: response.headers }
  }

  /** Entries of a list, page after page, `limit` at most. */
  async all<T>(
    path: string,
    pick: (page: { cursor?: string | undefined }) => T[],
    limit = Number.POSITIVE_INFINITY,
  ): Promise<T[]> {
    const found: T[] = []
    let cursor: string | undefined
    do {
      const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`
      const page: { cursor?: string | undefined } = await this.get(`${path}${query}`)
      found.push(...pick(page))
      cursor = page.cursor
    } while (cursor !== undefined && found.length < limit)
    return found.slice(0, limit)
  }
}

/** Problem details as lines: the problem, the places of its mistakes, and the request id for the log. */
function refusal(url: string, status: number, problem: Problem | undefined): Failure {
  if (!problem?.code) return new Failure(`${url} answered ${status}, and not as Refreel does.`, EXIT.refused)
  // The Worker's own sentence names headers, which nobody writes in a terminal.
  if (problem.code === 'unauthenticated') {
    return new Failure(`${url} doesn’t take this ADMIN_TOKEN.`, EXIT.refused, problem)
  }
  const errors = problem.errors ?? []
  const lines = [
    // `detail` only sums up the mistakes that are listed below it.
    errors.length > 0
      ? `${problem.title}:`
      : printable(`${problem.title}. ${problem.detail === `${problem.title}.` ? '' : problem.detail}`.trim()),
    ...errors.map(({ pointer, detail }) => printable(`  ${pointer || '(request)'}  ${detail}`)),
    ...(problem.retry_after === undefined ? [] : [`  try again in ${problem.retry_after} s`]),
    `  (${problem.code}, request ${problem.request_id})`,
  ]
  return new Failure(lines.join('\n'), EXIT.refused, problem)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
